"""The porch: kept pages are handed out here, in front of Flask, while nothing they depend on has changed.

A view answers with a whole kept page once. From then on one question to the database (what is it about now?) is all that
a visit costs: no routing, no request object, no session. Compression and 304 are settled here for every kept page.
"""

import re
import threading
import weakref
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from eventsite.web.page_cache import CACHED, CachedPage, CacheEntry

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

MOST_KNOWN, LONGEST_LANGUAGES = 4096, 200
TAKES_GZIP = re.compile(r"\bgzip\b(?!\s*;\s*q=0(\.0*)?\s*(,|$))")
PER_ANSWER = {"content-length", "content-type", "content-encoding", "etag", "set-cookie"}
Headers = list[tuple[str, str]]
Look = Callable[[str], Hashable]


@dataclass(frozen=True)
class Remembered:
    """A page that was handed out: what it is about, what that was like, and every header but those of one answer.

    The page itself belongs to the shelf; when it falls off there, this is forgotten with it.
    """

    page: weakref.ref[CachedPage]
    about: str
    seen: Hashable
    headers: Headers


class PageCacheMiddleware:
    """Stands in front of an application. `look` says what a subject is like now, or None when nobody may see it."""

    def __init__(self, application: "WSGIApplication", look: Look) -> None:
        self._application, self._look = application, look
        self._known: OrderedDict[Hashable, Remembered] = OrderedDict()
        self._lock = threading.Lock()

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        """Answer at the door, or let the application answer."""
        key = _key(environ)
        known = self._known.get(key)
        if known is not None and (page := known.page()) is not None and self._is_current(known):
            return _hand_out(page, known.headers, environ, start_response)
        return self._ask_inside(key, environ, start_response)

    def _is_current(self, known: Remembered) -> bool:
        try:
            return self._look(known.about) == known.seen
        except Exception:  # noqa: BLE001 - whatever is wrong, the application finds it too, and has a page for it
            return False

    def _ask_inside(
        self, key: Hashable, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        common_headers: Headers = []

        def start(status: str, headers: Headers, *trouble: Any) -> Any:
            if not status.startswith("200"):
                environ.pop(CACHED, None)  # something went wrong after the view had left its page
            if CACHED not in environ:
                return start_response(status, headers, *trouble)
            common_headers.extend(pair for pair in headers if pair[0].lower() not in PER_ANSWER)
            return None

        body = self._application(environ, start)
        entry: CacheEntry | None = environ.get(CACHED)
        if entry is None:
            return body
        if hasattr(body, "close"):  # what Flask does at the end of a request hangs on it
            body.close()
        self._remember(key, entry, common_headers)
        return _hand_out(entry.page, common_headers, environ, start_response)

    def _remember(self, key: Hashable, entry: CacheEntry, headers: Headers) -> None:
        if entry.about is None or key is None:
            return
        with self._lock:
            self._known[key] = Remembered(weakref.ref(entry.page), entry.about, entry.seen, headers)
            while len(self._known) > MOST_KNOWN:
                self._known.popitem(last=False)


def _key(environ: "WSGIEnvironment") -> Hashable:
    if environ["REQUEST_METHOD"] != "GET" or environ.get("QUERY_STRING"):
        return None
    languages = environ.get("HTTP_ACCEPT_LANGUAGE", "")
    if len(languages) > LONGEST_LANGUAGES:  # nobody may fill the memory with made-up ones
        return None
    # The host, because Flask refuses the ones it does not know; the languages, because the page may be in several.
    return environ.get("HTTP_HOST"), environ["PATH_INFO"], languages


def _hand_out(
    page: CachedPage, common: Headers, environ: "WSGIEnvironment", start_response: "StartResponse"
) -> Iterable[bytes]:
    is_zipped = TAKES_GZIP.search(environ.get("HTTP_ACCEPT_ENCODING", "")) is not None
    headers = [*common, ("ETag", page.zipped_etag if is_zipped else page.etag)]
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

