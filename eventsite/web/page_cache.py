"""Public pages and files, kept whole in memory: built once per release, then served as ready bytes with an ETag.

A page's key names everything it depends on (the event's public version, the release, the style sheet, the language), so
nothing is ever thrown away for being stale; old keys fall out at the far end.
"""

import gzip
import hashlib
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass

from flask import Response, request

from eventsite.web.headers import SAME_FOR_ALL

HTML = "text/html; charset=utf-8"
ROOM_BYTES = 32 * 1024 * 1024


@dataclass(frozen=True)
class CachedPage:
    """One ready answer, plain and compressed, with a strong ETag over its plain bytes."""

    body: bytes
    zipped: bytes
    etag: str
    media_type: str

    @property
    def zipped_etag(self) -> str:
        """The ETag of the compressed bytes: a strong one may not stand for two (RFC 9110, 8.8.3)."""
        return f'{self.etag[:-1]}-gzip"'

    @property
    def weight(self) -> int:
        """Bytes it takes up."""
        return len(self.body) + len(self.zipped)


class PageCache:
    """The most recently used answers, at most `room` bytes of them. Safe for threads."""

    def __init__(self, room: int = ROOM_BYTES) -> None:
        self._room, self._used = room, 0
        self._kept: OrderedDict[Hashable, CachedPage] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: Hashable, make: Callable[[], bytes], media_type: str) -> CachedPage:
        """Return the answer for `key`, making it first if nobody has."""
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        body = make()
        made = CachedPage(body, gzip.compress(body, 6, mtime=0), f'"{hashlib.sha256(body).hexdigest()[:32]}"', media_type)
        with self._lock:
            self._kept[key] = made
            self._used += made.weight
            while self._used > self._room and len(self._kept) > 1:
                _old, dropped = self._kept.popitem(last=False)
                self._used -= dropped.weight
        return made


page_cache = PageCache()


CACHED = "eventsite.kept"
"""Where a view leaves its page for the porch, in the WSGI environment."""


@dataclass(frozen=True)
class CacheEntry:
    """A kept page on its way to the porch. With `about` it may be handed out again while that looks as it was `seen`."""

    page: CachedPage
    about: str | None = None
    seen: Hashable = None


def answer(entry: CacheEntry, *, cache: str = "public, no-cache", download: str = "") -> Response:
    """Leave a kept page at the porch (`web/porch.py`), with the headers that every answer with it has."""
    request.environ[CACHED] = entry
    response = Response(entry.page.body, content_type=entry.page.media_type)
    headers = response.headers
    headers["Cache-Control"], headers["Vary"] = cache, "Accept-Encoding"
    headers["Content-Security-Policy"] = SAME_FOR_ALL
    if download:
        headers["Content-Disposition"] = f'attachment; filename="{download}"'
    return response
