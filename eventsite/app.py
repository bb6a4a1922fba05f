"""The composition root: settings, engine, doors to the outside, rooms, error pages. Nothing else wires anything."""

import datetime as dt
import functools
import gc
import threading
from collections.abc import Mapping
from pathlib import Path

from flask import Flask, g, request
from flask_wtf.csrf import CSRFProtect
from jinja2 import ChoiceLoader, PackageLoader, PrefixLoader
from sqlalchemy import Engine
from werkzeug.middleware.proxy_fix import ProxyFix
from whitenoise import WhiteNoise

from eventsite import journey, retention
from eventsite.access.views import blueprint as access
from eventsite.claims.views.checking import blueprint as checking
from eventsite.claims.views.claiming import blueprint as claims
from eventsite.claims.views.receipts import blueprint as receipts
from eventsite.events.queries import roles_of
from eventsite.events.views.describe import blueprint as events
from eventsite.feeds.views import blueprint as feeds
from eventsite.integrations.file_stores import open_files
from eventsite.integrations.mail import open_mailer
from eventsite.kernel.actor import VISITOR, Actor
from eventsite.kernel.clock import Clock, SystemClock
from eventsite.kernel.crypto import FieldCipher
from eventsite.kernel.i18n import SOURCE_LOCALE, catalogues, use_locale
from eventsite.kernel.paths import STATIC, TEMPLATES
from eventsite.payouts.views import blueprint as payouts
from eventsite.people import browser_session
from eventsite.people.queries import person_signed_in
from eventsite.people.views import blueprint as people
from eventsite.personal.views import blueprint as personal
from eventsite.programme.queries import public_version_query
from eventsite.programme.views.plan import blueprint as programme
from eventsite.records.delivery import Handler as BoundHandler
from eventsite.records.delivery import run_worker
from eventsite.records.engine import open_engine, options_for, prepared
from eventsite.records.services import Services
from eventsite.records.work import Database
from eventsite.registration.views.attendees import blueprint as attendees
from eventsite.registration.views.journey import blueprint as registration
from eventsite.registration.views.own import blueprint as own_registration
from eventsite.settings import Settings
from eventsite.site.views.event import blueprint as site
from eventsite.site.views.mailbox import blueprint as mailbox
from eventsite.site.views.pages import blueprint as pages
from eventsite.subscriptions import HANDLERS, NAMES
from eventsite.team.views import blueprint as team
from eventsite.web import errors, filters, headers, limits, logs
from eventsite.web.current import db, reading, services
from eventsite.web.page_cache_middleware import PageCacheMiddleware
from eventsite.web.request_log import RequestLog

BLUEPRINTS = (
    people, events, access, programme, registration, own_registration, attendees, claims, receipts, checking, payouts, feeds, personal,
    team, site, pages,
)
MOST_UPLOAD = 112 * 1024 * 1024
"""Above what any form takes, so that too many files are told of on the page, with what was typed still there."""
MOST_FORM = 2 * 1024 * 1024
YEAR = 31_536_000


def create_app(settings: Settings | None = None, clock: Clock | None = None) -> Flask:
    """Build the application. Raises BadSetting before anything is opened."""
    settings = settings or Settings.read()
    app = Flask(__name__, template_folder=str(TEMPLATES), static_folder=None)
    app.jinja_environment = filters.StrictEnvironment
    _configure(app, settings)
    db.init_app(app)
    with app.app_context():
        engine = prepared(db.engine)
    app.extensions["eventsite"] = build_services(settings, clock or SystemClock(), engine)
    app.extensions["eventsite.actor"] = load_actor
    app.extensions["eventsite.stages"] = journey.STAGES
    app.extensions["eventsite.settings"] = settings
    CSRFProtect(app)
    limits.init(app, settings.redis_url)
    headers.init(app, is_secure=settings.is_secure)
    filters.init(app)
    errors.init(app)
    _words(app)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    if settings.demo and settings.mail_url.startswith("mailbox:"):
        app.extensions["eventsite.mailbox"] = Path(settings.mail_url.removeprefix("mailbox://"))
        app.register_blueprint(mailbox)
    app.jinja_env.globals.update(site_name=settings.site_name, is_demo=settings.demo, is_kept=False, notes=browser_session.notes)
    app.wsgi_app = WhiteNoise(app.wsgi_app, root=STATIC, prefix="static/", immutable_file_test=_is_named_by_content)  # type: ignore[method-assign]
    app.wsgi_app = PageCacheMiddleware(app.wsgi_app, public_version_query(engine))  # type: ignore[method-assign]
    if settings.log_format == "json":
        app.wsgi_app = RequestLog(app.wsgi_app, app.url_map)  # type: ignore[method-assign]
    if settings.trusted_proxies:
        hops = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    return app


def freeze_gc() -> None:
    """Tell the garbage collector that what is loaded now stays: it need not look through all of it again and again.

    Without this, looking took a tenth of the time of registering. For processes that serve, once they are ready.
    """
    gc.collect()
    gc.freeze()


def build_services(settings: Settings, clock: Clock, engine: Engine | None = None) -> Services:
    """Open everything a process shares; the command line and the worker need no more than this."""
    cipher = FieldCipher(settings.field_keys)
    database = Database(
        engine=engine or open_engine(settings.sqlalchemy_url), clock=clock, cipher=cipher, subscriptions=NAMES
    )
    return Services(
        database=database,
        mailer=open_mailer(settings.mail_url, settings.mail_from, clock),
        files=open_files(settings.files_url),
        base_url=settings.base_url,
        site_name=settings.site_name,
    )


def handlers_for(shared: Services) -> Mapping[str, BoundHandler]:
    """Return every reaction, given the services it works with."""
    return {name: functools.partial(handler, shared) for name, handler in HANDLERS.items()}


def start_worker(shared: Services) -> threading.Event:
    """Deliver the outbox in a thread of this process; set the event that is returned to stop it."""
    stop = threading.Event()
    threading.Thread(target=work_until, args=(shared, stop), name="outbox", daemon=True).start()
    return stop


def work_until(shared: Services, stop: threading.Event) -> None:
    """Deliver the outbox, and forget once a day what is due to be forgotten, until `stop` is set."""
    daily = functools.partial(retention.purge, shared.database)
    run_worker(shared.database, handlers_for(shared), stop, daily=daily)


def load_actor() -> Actor:
    """Say who is asking: the signed-in person with their roles, or a visitor, and the registrations held here."""
    held = browser_session.held_registrations() | frozenset(browser_session.drafts().values())
    secret = browser_session.sign_in_secret()
    person = person_signed_in(reading(), secret, services().database.clock.now()) if secret else None
    if person is None:
        return Actor(registration_refs=held) if held else VISITOR
    return Actor(
        person_id=person.id, name=person.name, email=person.email, roles=roles_of(reading(), person.id), registration_refs=held
    )


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


def _words(app: Flask) -> None:
    known = {locale.replace("_", "-"): locale for locale in (SOURCE_LOCALE, *catalogues())}
    if len(known) == 1:
        return

    @app.before_request
    def activate_locale() -> None:
        """Use the language that the browser likes best, of those there are catalogues for."""
        best = request.accept_languages.best_match(list(known), default="en-GB")
        g.use_locale = use_locale(known[best])
        g.use_locale.__enter__()

    @app.teardown_request
    def deactivate_locale(_trouble: BaseException | None) -> None:
        if "use_locale" in g:
            g.use_locale.__exit__(None, None, None)


def _is_named_by_content(_path: str, url: str) -> bool:
    parts = url.rsplit("/", 1)[-1].split(".")
    return len(parts) > 2 and len(parts[-2]) == 12  # noqa: PLR2004 - name.digest.extension
