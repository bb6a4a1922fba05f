"""The page cache's middleware: cached pages are handed out here, in front of Flask, while nothing they show has changed.

A view answers once with a page that is the same for everybody. From then on one query (which public version is it now?)
is all that a visit costs: no routing, no request object, no session. Whoever comes with a session is let through: the page
may have a sentence or a registration of theirs to show. Compression and 304 are decided here for every cached page.
"""

import re
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from werkzeug.http import parse_cookie

from eventsite.web.cached_answers import ADDRESS, ANSWER
from eventsite.web.page_cache import Address, CachedPage, PageCache
from eventsite.web.themes import theme_in

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

TAKES_GZIP = re.compile(r"\bgzip\b(?!\s*;\s*q=0(\.0*)?\s*(,|$))")
PER_ANSWER = {"content-length", "content-type", "content-encoding", "etag", "set-cookie"}


@dataclass(frozen=True)
class Lookups:
    """What the middleware has to know of the application.

    The locale for an Accept-Language header, the public version of an event for its slug (None where nobody may see it),
    and the name of the session's cookie.
    """

    locale: Callable[[str], str]
    public_version: Callable[[str], Hashable]
    session_cookie: str


class PageCacheMiddleware:
    """Stands in front of an application and answers what it can from `cache`."""

    def __init__(self, application: "WSGIApplication", cache: PageCache, lookups: Lookups) -> None:
        self._application, self._cache, self._lookups = application, cache, lookups

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        """Answer from the cache, or let the application answer."""
        if environ["REQUEST_METHOD"] not in ("GET", "HEAD"):
            return self._application(environ, start_response)
        cookies = parse_cookie(environ) if "HTTP_COOKIE" in environ else {}
        locale = self._lookups.locale(environ.get("HTTP_ACCEPT_LANGUAGE", ""))
        # The host is part of it, because Flask refuses the ones it does not know.
        address = Address(environ.get("HTTP_HOST", ""), environ["PATH_INFO"], locale, theme_in(cookies))
        if not environ.get("QUERY_STRING") and self._lookups.session_cookie not in cookies:
            page = self._cache.get(address)
            if page is not None and self._is_current(page):
                return _hand_out(page, environ, start_response)
        environ[ADDRESS] = address
        return self._ask_inside(environ, start_response)

    def _is_current(self, page: CachedPage) -> bool:
        seen, slug = page.basis
        try:
            return slug is not None and self._lookups.public_version(slug) == seen
        except Exception:  # noqa: BLE001 - whatever is wrong, the application finds it too, and has a page for it
            return False

    def _ask_inside(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        common: list[tuple[str, str]] = []

        def start(status: str, headers: list[tuple[str, str]], *trouble: Any) -> Any:
            if not status.startswith("200"):
                environ.pop(ANSWER, None)  # something went wrong after the view had left its page
            if ANSWER not in environ:
                return start_response(status, headers, *trouble)
            common.extend(pair for pair in headers if pair[0].lower() not in PER_ANSWER)
            return None

        body = self._application(environ, start)
        page: CachedPage | None = environ.get(ANSWER)
        if page is None:
            return body
        if hasattr(body, "close"):  # what Flask does at the end of a request hangs on it
            body.close()
        if not page.headers:
            page = replace(page, headers=tuple(common))
            self._cache.put(page)
        return _hand_out(page, environ, start_response)


def _hand_out(page: CachedPage, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
    is_zipped = TAKES_GZIP.search(environ.get("HTTP_ACCEPT_ENCODING", "")) is not None
    headers = [*page.headers, ("ETag", page.zipped_etag if is_zipped else page.etag)]
    matches = environ.get("HTTP_IF_NONE_MATCH")
    if matches is not None and _has(matches, page):
        start_response("304 NOT MODIFIED", headers)
        return []
    body = page.zipped if is_zipped else page.body
    headers += [("Content-Type", page.media_type), ("Content-Length", str(len(body)))]
    if is_zipped:
        headers.append(("Content-Encoding", "gzip"))
    start_response("200 OK", headers)
    return [] if environ["REQUEST_METHOD"] == "HEAD" else [body]


def _has(matches: str, page: CachedPage) -> bool:
    # If-None-Match compares weakly (RFC 9110, 13.1.2): lists, W/ prefixes and * all count.
    known = {"*", page.etag, page.zipped_etag}
    return any(part.strip().removeprefix("W/") in known for part in matches.split(","))
