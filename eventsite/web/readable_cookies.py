"""Cookies that nobody can read, in front of everything that reads one: they are answered as if they were not there.

What a browser sends is anybody's to write: bytes that are no text, more than a browser may keep, the same name twice from
another site of the same domain. None of it may cost somebody the page that they asked for.
"""

from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

MOST_BYTES = 4096
"""Of one cookie, with its name; browsers keep no larger one (RFC 6265bis, 5.6)."""
HEADER = "HTTP_COOKIE"
KNOWN_BROWSER = "eventsite-known"
"""What a browser keeps that signed in before; people's `known_browsers` says what is in it."""
DAY_BROWSER = "eventsite-day"
"""By what a browser is known for a day; people's `day_browser` says why."""


class ReadableCookies:
    """Lets the cookies of this site through, by their `names`, each where it can be read and came once."""

    def __init__(self, application: "WSGIApplication", names: Collection[str]) -> None:
        self._application, self._names = application, frozenset(names)

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        """Answer the request."""
        if sent := environ.pop(HEADER, ""):
            readable = self.readable(sent)
            if readable:
                environ[HEADER] = "; ".join(f"{name}={value}" for name, value in readable.items())
        return self._application(environ, start_response)

    def readable(self, sent: str) -> dict[str, str]:
        """Return the cookies of a header as it came. Of two with one name and other values nobody knows which is ours."""
        found: dict[str, set[str]] = {}
        for part in sent.split(";"):
            name, _equals, value = part.strip(" \t").partition("=")
            if name in self._names and len(part) <= MOST_BYTES and value.isascii() and value.isprintable():
                found.setdefault(name, set()).add(value)
        return {name: values.pop() for name, values in found.items() if len(values) == 1}
