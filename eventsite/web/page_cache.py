"""Public pages and calendars as ready bytes, in memory: one cache, with one bound that counts all of it.

A page is found by its address and says what it was made from. Whoever takes it out compares that with what is so now; a
page that has become old is replaced under the same address.
"""

import dataclasses
import gzip
import hashlib
import sys
import threading
from collections.abc import Hashable
from contextlib import suppress
from dataclasses import dataclass
from typing import NamedTuple, Self

from cachetools import LRUCache

from eventsite.web.themes import Theme

MEMORY = 32 * 1024 * 1024
"""Bytes for all cached pages of one process: about 700 pages of 30 KiB, a quarter of what a process may have."""
BOOKKEEPING = 1024
"""Bytes that the cache's own tables take for an entry, while they grow too; CPython 3.11 took up to 800."""
Headers = tuple[tuple[str, str], ...]


class Address(NamedTuple):
    """What a visitor asks for, as far as it changes a public page."""

    host: str
    path: str
    locale: str
    theme: Theme | None


class Basis(NamedTuple):
    """What a page was made from. With `slug` (of an event) it is good while that event's public version is `seen`."""

    seen: Hashable
    slug: str | None = None


@dataclass(frozen=True, slots=True)
class CachedPage:
    """One ready answer, plain and compressed. Its headers are all but those that differ from answer to answer."""

    address: Address
    basis: Basis
    media_type: str
    body: bytes
    zipped: bytes
    etag: str
    zipped_etag: str
    headers: Headers = ()

    @classmethod
    def made(cls, address: Address, basis: Basis, media_type: str, body: bytes) -> Self:
        """Compress a page and name both forms of it: a strong ETag may not stand for two (RFC 9110, 8.8.3)."""
        digest = hashlib.sha256(body).hexdigest()[:32]
        zipped = gzip.compress(body, 6, mtime=0)
        return cls(address, basis, media_type, body, zipped, f'"{digest}"', f'"{digest}-gzip"')


def weight(page: CachedPage) -> int:
    """Return the bytes of memory that a cached page takes: both bodies, headers, address, basis and the cache's tables."""
    return BOOKKEEPING + _size(page)


def _size(value: object) -> int:
    size = sys.getsizeof(value)
    if isinstance(value, tuple):
        return size + sum(map(_size, value))
    if dataclasses.is_dataclass(value):
        return size + sum(_size(getattr(value, field.name)) for field in dataclasses.fields(value))
    return size


class PageCache:
    """The pages that were asked for last, at most `memory` bytes of them. Safe for threads."""

    def __init__(self, memory: int = MEMORY) -> None:
        self._pages: LRUCache[Address, CachedPage] = LRUCache(memory, getsizeof=weight)
        self._lock = threading.Lock()

    def get(self, address: Address) -> CachedPage | None:
        """Return the page at `address`, however old it is."""
        with self._lock:
            return self._pages.get(address)

    def put(self, page: CachedPage) -> None:
        """Keep a page in place of the one that was at its address. One that is larger than the whole cache is not kept."""
        with self._lock, suppress(ValueError):
            self._pages[page.address] = page

    @property
    def used(self) -> int:
        """Bytes in use."""
        with self._lock:
            return int(self._pages.currsize)
