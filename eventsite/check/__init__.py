"""What an operator should know before anything runs: everything unsafe or missing in this installation, one sentence each."""

import os
import shlex
from collections.abc import Iterator, Mapping
from email.utils import parseaddr
from itertools import pairwise

from flask.helpers import get_debug_flag
from sqlalchemy.exc import SQLAlchemyError

from eventsite.check.database import powers
from eventsite.check.keys import lost, weak_keys
from eventsite.check.places import open_places
from eventsite.integrations.mail import takes_email
from eventsite.records.migrations import is_current
from eventsite.records.services import Services
from eventsite.settings import LOCAL_HOSTS, Settings
from eventsite.web import limits
from eventsite.web.assets import NotBuilt, manifest

MADE_UP = ("example.org", "example.com", "example.net", ".example", ".test", ".invalid", ".local", ".localhost", "localhost")
"""Domains that nobody can write to. Source: RFC 2606, RFC 6761, RFC 6762."""
MANY = ("-w", "--workers")
"""How gunicorn's own words ask for several processes."""


def findings(settings: Settings, services: Services, environment: Mapping[str, str] = os.environ) -> Iterator[str]:
    """Yield one sentence for each thing that is unsafe or missing."""
    yield from weak_keys(settings)
    yield from _settings(settings)
    yield from _sender(settings)
    yield from _processes(settings, environment)
    yield from powers(services.database.engine)
    yield from surroundings(settings, services)
    try:
        manifest()
    except NotBuilt as trouble:
        yield str(trouble)


def surroundings(settings: Settings, services: Services) -> Iterator[str]:
    """Yield one sentence for each thing around this process that is open to others, or does not do what we need of it."""
    yield from open_places(settings)
    if get_debug_flag():
        yield "FLASK_DEBUG is set: whoever makes something fail may read what only we should. Take it out."
    try:
        if not is_current(services.database.engine):
            yield "The database is not up to date. Run: eventsite db upgrade"
        else:
            yield from lost(services.database)
    except SQLAlchemyError as trouble:
        yield f"The database does not answer ({type(trouble).__name__})."
    yield from _files(services)
    try:
        if not services.mailer.probe():
            yield "Email travels to EVENTSITE_MAIL_URL in the open: that server offers no STARTTLS. Use smtps://, or another server."
    except OSError as trouble:
        yield f"The mail server of EVENTSITE_MAIL_URL takes no email ({type(trouble).__name__})."
    if settings.redis_url and not limits.is_storage_there():
        yield "EVENTSITE_REDIS_URL does not answer: each process counts sign-in attempts for itself."


def _files(services: Services) -> Iterator[str]:
    try:
        services.files.put("check/probe", b"probe")
        if services.files.get("check/probe") != b"probe":
            yield "The file store gives back something else than was put in."
        services.files.remove("check/probe")
    except Exception as trouble:  # noqa: BLE001 - each store has errors of its own, and all mean the same
        yield f"The file store of EVENTSITE_FILES_URL does not work ({type(trouble).__name__})."


def _settings(settings: Settings) -> Iterator[str]:
    if settings.demo:
        yield "EVENTSITE_DEMO is on: anybody can read the mailbox and sign in as anybody. Never use it with real people."
    if not settings.is_secure:
        yield "EVENTSITE_BASE_URL is not https: what people say about themselves travels in the open."
    elif settings.host in LOCAL_HOSTS:
        yield "EVENTSITE_BASE_URL is this machine's own name: the links in letters lead each reader to their own machine."
    if settings.mail_url.startswith("mailbox:"):
        yield "EVENTSITE_MAIL_URL is a folder: no letter leaves this machine."
    if settings.trusted_proxies == 0 and settings.is_secure and settings.host not in LOCAL_HOSTS:
        yield (
            "EVENTSITE_TRUSTED_PROXIES is 0, yet something in front must speak https: "
            "everybody seems to come from its address, and limits count them as one."
        )


def _sender(settings: Settings) -> Iterator[str]:
    address = parseaddr(settings.mail_from)[1]
    if address.rpartition("@")[2].endswith(MADE_UP):
        yield "EVENTSITE_MAIL_FROM is an example: answers to letters go nowhere."
    elif not takes_email(address):
        yield "EVENTSITE_MAIL_FROM is at a domain that takes no email: answers go nowhere, and mail servers refuse what comes from there."


def _processes(settings: Settings, environment: Mapping[str, str]) -> Iterator[str]:
    is_many = _web_processes(environment) > 1
    is_sqlite = settings.sqlalchemy_url.startswith("sqlite")
    if is_sqlite and is_many:
        yield "EVENTSITE_DATABASE_URL is SQLite and gunicorn is told to start several processes: they wait for each other. Use PostgreSQL."
    if not settings.redis_url and (is_many or not is_sqlite):
        yield "EVENTSITE_REDIS_URL is not set: each process counts sign-in attempts for itself."


def _web_processes(environment: Mapping[str, str]) -> int:
    """Return how many gunicorn will start: its own words win over WEB_CONCURRENCY (gunicorn documentation, "Settings")."""
    told = environment.get("WEB_CONCURRENCY", "1")
    try:
        words = shlex.split(environment.get("GUNICORN_CMD_ARGS", "").replace("=", " "))
    except ValueError:  # a quotation mark that never ends: gunicorn refuses it too
        words = []
    for word, value in pairwise(words):
        told = value if word in MANY else told
    for word in words:
        told = word.removeprefix("-w") if word.startswith("-w") and word != "-w" else told
    return int(told) if told.isascii() and told.isdecimal() else 1
