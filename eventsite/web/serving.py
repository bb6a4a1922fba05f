"""How gunicorn serves this application: `gunicorn -c python:eventsite.web.serving eventsite.wsgi:app`.

gunicorn reads the names below as its settings (gunicorn documentation, "Configuration File").
"""

import logging
import os
import re
from typing import Any

from gunicorn.glogging import Logger

from eventsite.web.logs import formatter

LOG_FORMAT = os.environ.get("EVENTSITE_LOG_FORMAT", "text")


REPEATS_REQUEST = re.compile(r"(Invalid request from ip=|Error handling request )")


def without_request(record: logging.LogRecord) -> bool:
    """Leave out of gunicorn's lines what was sent and from where: a link that was cut or has a space in it still opens a door."""
    if found := REPEATS_REQUEST.match(str(record.msg)):
        record.msg, record.args = found[1].split(" from ")[0].strip(), ()
    return True


class ServerLogger(Logger):  # type: ignore[misc]
    """gunicorn's own lines, in our format and as quiet. It logs no requests: only the application knows what to mask in a path."""

    def setup(self, cfg: Any) -> None:
        """Set up as gunicorn does; then write as we do."""
        super().setup(cfg)
        for handler in self.error_log.handlers:
            handler.setFormatter(formatter(LOG_FORMAT))
        self.error_log.addFilter(without_request)

    def access(self, resp: Any, req: Any, environ: Any, request_time: Any) -> None:
        """Write nothing; `request_log` does."""


logger_class = ServerLogger
control_socket_disable = True  # its one path would be fought over by a second server on the same machine
worker_class = "gthread"
threads = 8
limit_request_field_size = 65_536
"""Bytes of one header. Cookies of other sites of the same domain add up; `readable_cookies` leaves them out, and no page is lost."""
