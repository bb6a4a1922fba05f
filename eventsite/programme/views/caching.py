"""Public pages are cached by what is public of an event; this room knows which version that is."""

from flask import Flask

from eventsite.programme.queries.public_versions import public_version_query
from eventsite.records.services import Services
from eventsite.web.locales import Locales
from eventsite.web.page_cache import PageCache
from eventsite.web.page_cache_middleware import Lookups, PageCacheMiddleware


def init(app: Flask) -> None:
    """Answer from the page cache, in front of Flask, what has not changed since it was last asked for."""
    services: Services = app.extensions["eventsite"]
    locales: Locales = app.extensions["eventsite.locales"]
    cache = app.extensions["eventsite.page_cache"] = PageCache()
    version = public_version_query(services.database.engine, services.database.clock)
    cookie = app.config["SESSION_COOKIE_NAME"]
    app.wsgi_app = PageCacheMiddleware(app.wsgi_app, cache, Lookups(locales.best, version, cookie))  # type: ignore[method-assign]
