"""One line for each request: an id, what was asked for and what came of it, and nothing of a path that opens a door.

Of a path stay the words of its route and the arguments named in SHOWN; every other argument is masked, so that a new
route leaks nothing until somebody decides that it may. The query, the browser and the address of the person are left out.
"""

import logging
import re
import secrets
import time
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from werkzeug.exceptions import HTTPException
from werkzeug.routing import Map

from eventsite.web.logs import REQUEST

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

log = logging.getLogger("eventsite.request")
ARGUMENT = re.compile(r"<(?:[^:<>]+:)?(\w+)>")
MASK = "…"
SHOWN = {"slug", "ref", "stage", "kind", "question", "group_id", "action", "role"}
STATIC = "/static/"
ID_BYTES = 8


class RequestLog:
    """Stands in front of everything else that answers."""

    def __init__(self, application: "WSGIApplication", routes: Map) -> None:
        self._application = application
        self._routes = routes.bind("localhost")
        self._beginnings = {rule.rule.split("/")[1] for rule in routes.iter_rules()}

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        """Answer, and write the line once it is known what the answer is."""
        request, began, statuses = secrets.token_hex(ID_BYTES), time.perf_counter(), ["500"]

        def start(status: str, headers: list[tuple[str, str]], *trouble: Any) -> Any:
            statuses.append(status)
            return start_response(status, [*headers, ("X-Request-Id", request)], *trouble)

        known = REQUEST.set(request)
        try:
            return self._application(environ, start)
        finally:
            method, path = environ["REQUEST_METHOD"], self.shown(environ["REQUEST_METHOD"], environ["PATH_INFO"])
            status, taken = int(statuses[-1].split()[0]), round((time.perf_counter() - began) * 1000, 1)
            details = {"method": method, "path": path, "status": status, "milliseconds": taken}
            log.info("%s %s %s", method, path, status, extra=details)
            REQUEST.reset(known)

    def shown(self, method: str, path: str) -> str:
        """Return the path as it may be written down; of one that no route answers, only how it begins."""
        if path.startswith(STATIC):
            return path
        try:
            rule, arguments = self._routes.match(path, method=method, return_rule=True)
        except HTTPException:
            first = path.split("/")[1] if path.startswith("/") else ""
            return f"/{first}/{MASK}" if first in self._beginnings else f"/{MASK}"
        return ARGUMENT.sub(lambda found: str(arguments[found[1]]) if found[1] in SHOWN else MASK, rule.rule)
