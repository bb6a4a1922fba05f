"""How a view answers with a page that is the same for everybody: it leaves it for `web/page_cache_middleware.py`."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import cast

from flask import Response, current_app, request

from eventsite.web.headers import SAME_FOR_ALL
from eventsite.web.page_cache import Address, Basis, CachedPage, PageCache

ADDRESS = "eventsite.address"
"""Where the middleware says which page is asked for, in the WSGI environment."""
ANSWER = "eventsite.cached_answer"
"""Where a view leaves its page for the middleware, in the WSGI environment."""


@dataclass(frozen=True)
class Kind:
    """A kind of page: what it is, how long others may keep it, and what of a request changes it."""

    media_type: str
    cache_control: str
    vary: str


PAGE = Kind("text/html; charset=utf-8", "public, no-cache", "Accept-Encoding, Accept-Language, Cookie")
"""The cookies: one says the theme, another that the page would be personal."""
CALENDAR = Kind("text/calendar; charset=utf-8", "public, max-age=300", "Accept-Encoding, Accept-Language")
PICTURE = Kind("image/png", "public, max-age=3600", "Accept-Encoding, Accept-Language")
PRIVATE_CALENDAR = Kind(CALENDAR.media_type, "private, no-cache", CALENDAR.vary)


def cached_answer(kind: Kind, basis: Basis, make: Callable[[], bytes], *, download: str = "") -> Response:
    """Answer with the page at this address, made anew unless the one that is there was made from the same.

    `make` may read nothing of the request but its path, locale and theme; `download` is a file name.
    """
    cache: PageCache = current_app.extensions["eventsite.page_cache"]
    address = cast("Address", request.environ[ADDRESS])
    page = cache.get(address)
    if page is None or page.basis != basis:
        page = CachedPage.made(address, basis, kind.media_type, make())
    request.environ[ANSWER] = page
    response = Response(page.body, content_type=kind.media_type)
    headers = response.headers
    headers["Cache-Control"], headers["Vary"] = kind.cache_control, kind.vary
    headers["Content-Security-Policy"] = SAME_FOR_ALL
    if download:
        headers["Content-Disposition"] = f'attachment; filename="{download}"'
    return response
