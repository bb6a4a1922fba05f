"""The composition root: settings, engine, doors to the outside, rooms, error pages. Nothing else wires anything."""

import datetime as dt
import functools
import gc
import threading
from collections.abc import Callable
from typing import Any, cast

from flask import Blueprint, Flask
from flask_wtf.csrf import CSRFProtect
from jinja2 import ChoiceLoader, PackageLoader, PrefixLoader
from sqlalchemy import Engine
from werkzeug.middleware.proxy_fix import ProxyFix
from whitenoise import WhiteNoise

from eventsite.integrations.file_stores import open_files
from eventsite.integrations.mail import open_mailer
from eventsite.kernel.clock import Clock, SystemClock
from eventsite.kernel.crypto import FieldCipher
from eventsite.kernel.paths import STATIC, TEMPLATES
from eventsite.kernel.ports import Files
from eventsite.records.delivery import run_worker
from eventsite.records.engine import open_engine, options_for, prepared
from eventsite.records.rooms import Manifest, Rooms
from eventsite.records.services import Services
from eventsite.records.work import Database
from eventsite.rooms import ROOMS
from eventsite.settings import BadSetting, Settings
from eventsite.web import addresses, errors, filters, headers, limits, locales, logs, statuses, themes
from eventsite.web.current import db
from eventsite.web.probes import AnyHost
from eventsite.web.readable_cookies import DAY_BROWSER, KNOWN_BROWSER, ReadableCookies
from eventsite.web.request_log import RequestLog
from eventsite.web.sessions import CookieSessions

MOST_UPLOAD = 112 * 1024 * 1024
"""Above what any form takes, so that too many files are told of on the page, with what was typed still there."""
MOST_FORM = 2 * 1024 * 1024
YEAR = 31_536_000
GC_THRESHOLDS = 20_000, 20, 20
"""New objects before the youngest generation is looked through, and how often that happens before the older ones are."""


class Application(Flask):
    """Flask with plain functions only, so that it need not look each time whether one is asynchronous."""

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """Return the function as it is."""
        return func


def create_app(settings: Settings | None = None, clock: Clock | None = None, rooms: Rooms = ROOMS) -> Flask:
    """Build the application. Raises BadSetting before anything is opened."""
    settings = settings or Settings.read()
    app = Application(__name__, template_folder=str(TEMPLATES), static_folder=None)
    app.jinja_environment = filters.StrictEnvironment
    _configure(app, settings)
    db.init_app(app)
    with app.app_context():
        engine = prepared(db.engine)
    app.extensions["eventsite"] = build_services(settings, clock or SystemClock(), engine, rooms)
    app.extensions["eventsite.rooms"] = rooms
    app.extensions["eventsite.settings"] = settings
    app.session_interface = CookieSessions(app)
    addresses.init(app)
    CSRFProtect(app)
    limits.init(app, settings.redis_url)
    headers.init(app, is_secure=settings.is_secure)
    filters.init(app)
    errors.init(app)
    themes.init(app)
    statuses.init(app)
    app.extensions["eventsite.locales"] = locales.init(app)
    app.jinja_env.globals.update(site_name=settings.site_name, is_demo=settings.demo, is_cached=False)
    app.wsgi_app = AnyHost(app.wsgi_app, settings.host)  # type: ignore[method-assign]
    app.wsgi_app = WhiteNoise(app.wsgi_app, root=STATIC, prefix="static/", immutable_file_test=_is_named_by_content)  # type: ignore[method-assign]
    for room in rooms.manifests:
        _furnish(app, room)
    ours = (app.config["SESSION_COOKIE_NAME"], themes.COOKIE, KNOWN_BROWSER, DAY_BROWSER)
    app.wsgi_app = ReadableCookies(app.wsgi_app, ours)  # type: ignore[method-assign]
    if settings.log_format == "json":
        app.wsgi_app = RequestLog(app.wsgi_app, app.url_map)  # type: ignore[method-assign]
    if settings.trusted_proxies:
        hops = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    return app


def freeze_gc() -> None:
    """Tell the garbage collector that what is loaded now stays: it need not look through all of it again and again.

    Without this, looking took a tenth of the time of registering. What a request makes is mostly gone when it ends, so it
    looks less often than by default as well. For processes that serve, once they are ready.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(*GC_THRESHOLDS)


def build_services(settings: Settings, clock: Clock, engine: Engine | None = None, rooms: Rooms = ROOMS) -> Services:
    """Open everything a process shares; the command line and the worker need no more than this."""
    cipher = FieldCipher(settings.field_keys)
    database = Database(
        engine=engine or open_engine(settings.sqlalchemy_url), clock=clock, cipher=cipher,
        subscriptions=rooms.subscriptions, belongings=rooms.belongings,
    )
    return Services(
        database=database,
        mailer=open_mailer(settings.mail_url, settings.mail_from, clock),
        files=_open_files(settings.files_url),
        base_url=settings.base_url,
        site_name=settings.site_name,
    )


def _open_files(url: str) -> Files:
    try:
        return open_files(url)
    except (OSError, ValueError) as trouble:
        raise BadSetting(f"EVENTSITE_FILES_URL leads to no place for files ({type(trouble).__name__}).") from None


def start_worker(shared: Services) -> threading.Event:
    """Deliver the outbox in a thread of this process; set the event that is returned to stop it."""
    stop = threading.Event()
    threading.Thread(target=work_until, args=(shared, stop), name="outbox", daemon=True).start()
    return stop


def work_until(shared: Services, stop: threading.Event) -> None:
    """Deliver the outbox, and forget once a day what is due to be forgotten, until `stop` is set."""
    daily = functools.partial(ROOMS.purge, shared.database)
    run_worker(shared.database, ROOMS.handlers_for(shared), stop, daily=daily)


def _furnish(app: Flask, room: Manifest) -> None:
    for blueprint in room.blueprints:
        app.register_blueprint(cast("Blueprint", blueprint))
    for setup in room.setup:
        setup(app)


def _configure(app: Flask, settings: Settings) -> None:
    app.config.update(
        SECRET_KEY=settings.secret_key,
        SQLALCHEMY_DATABASE_URI=settings.sqlalchemy_url,
        SQLALCHEMY_ENGINE_OPTIONS=options_for(settings.sqlalchemy_url),
        SESSION_COOKIE_NAME="__Host-eventsite" if settings.is_secure else "eventsite",
        SESSION_COOKIE_SECURE=settings.is_secure,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        PERMANENT_SESSION_LIFETIME=dt.timedelta(days=30),
        SESSION_REFRESH_EACH_REQUEST=False,  # an answer that changes nothing carries no cookie
        WTF_CSRF_TIME_LIMIT=None,
        MAX_CONTENT_LENGTH=MOST_UPLOAD,
        MAX_FORM_MEMORY_SIZE=MOST_FORM,
        TRUSTED_HOSTS=sorted({settings.host, "127.0.0.1", "localhost"} if settings.demo else {settings.host}),
    )
    logs.init(settings.log_format)
    app.jinja_loader = ChoiceLoader(
        [
            app.jinja_loader,  # type: ignore[list-item]
            PrefixLoader({"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")}),
        ]
    )


def _is_named_by_content(_path: str, url: str) -> bool:
    parts = url.rsplit("/", 1)[-1].split(".")
    return len(parts) > 2 and len(parts[-2]) == 12  # noqa: PLR2004 - name.digest.extension
