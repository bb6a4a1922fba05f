"""What watches this process asks it by whatever name it knows: an address of a container, another host."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

PATHS = ("/healthz", "/readyz")


class AnyHost:
    """Lets the probes through whatever Host they ask for; they say nothing that depends on it."""

    def __init__(self, application: "WSGIApplication", host: str) -> None:
        self._application, self._host = application, host

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> "Iterable[bytes]":
        """Answer the request."""
        if environ["PATH_INFO"] in PATHS:
            environ["HTTP_HOST"] = self._host
        return self._application(environ, start_response)
