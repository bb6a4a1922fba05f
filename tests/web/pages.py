"""Public pages as somebody gets them who never came before, from the cache and past it."""

from http import HTTPStatus

from eventsite.web.page_cache import PageCache
from eventsite.web.page_cache_middleware import PageCacheMiddleware
from tests.web.visit import Visitor

PAGES = ("", "/programme", "/access", "/payment", "/changes", "/subscribe", "/calendar.ics")
"""What an event has at least; sessions and rooms have more."""


def of_event(slug, paths=PAGES):
    return [f"/events/{slug}{path}" for path in paths]


def fetched(app, addresses):
    """What somebody gets who never came before, address by address."""
    return {address: Visitor(app).client.get(address) for address in addresses}


def made_anew(app, addresses):
    """The same from an application whose cache is empty."""
    used, outermost, middleware = app.extensions["eventsite.page_cache"], app.wsgi_app, app.wsgi_app._application
    app.extensions["eventsite.page_cache"] = empty = PageCache()
    app.wsgi_app = PageCacheMiddleware(middleware._application, empty, middleware._lookups)
    made = fetched(app, addresses)
    app.extensions["eventsite.page_cache"], app.wsgi_app = used, outermost
    return made


def check_seen(app, before, shown_at=()):
    """Every page is what would be made now; those at `shown_at` changed, and nobody is told that they did not."""
    after, new = fetched(app, before), made_anew(app, before)
    for address, response in after.items():
        assert response.status_code == new[address].status_code, address
        assert response.status_code != HTTPStatus.OK or response.data == new[address].data, address
    for address in shown_at:
        assert after[address].data != before[address].data, address
        old = {"If-None-Match": before[address].headers.get("ETag", '"none"')}
        assert Visitor(app).client.get(address, headers=old).status_code == after[address].status_code, address
