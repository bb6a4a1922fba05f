"""What an operator should know before anything runs: everything unsafe or missing in this installation, one sentence each."""

import os
from collections.abc import Iterator, Mapping
from email.utils import parseaddr

from sqlalchemy.exc import SQLAlchemyError

from eventsite.records.migrations import is_current
from eventsite.records.services import Services
from eventsite.settings import LOCAL_HOSTS, Settings
from eventsite.web import limits
from eventsite.web.assets import NotBuilt, manifest

FEWEST_LETTERS = 10
"""Different characters, or bytes, that a random secret of 32 has at the very least."""
MADE_UP = ("example.org", "example.com", "example.net", ".example", ".test", ".invalid", ".local", ".localhost", "localhost")
"""Domains that nobody can write to. Source: RFC 2606, RFC 6761, RFC 6762."""


def findings(settings: Settings, services: Services, environment: Mapping[str, str] = os.environ) -> Iterator[str]:
    """Yield one sentence for each thing that is unsafe or missing."""
    yield from _secrets(settings)
    yield from _settings(settings)
    yield from _processes(settings, environment)
    yield from unreachable(settings, services)
    try:
        manifest()
    except NotBuilt as trouble:
        yield str(trouble)


def unreachable(settings: Settings, services: Services) -> Iterator[str]:
    """Yield one sentence for each thing outside this process that does not do what we need of it."""
    try:
        if not is_current(services.database.engine):
            yield "The database is not up to date. Run: eventsite db upgrade"
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


def _secrets(settings: Settings) -> Iterator[str]:
    if settings.demo:
        return
    if _repeats(settings.secret_key.encode()):
        yield "EVENTSITE_SECRET_KEY repeats itself, so it can be guessed; `eventsite check --new-key` makes one."
    for key_id, key in settings.field_keys.items():
        if _repeats(key):
            yield f"The key {key_id} in EVENTSITE_FIELD_KEYS repeats itself, so it can be guessed; `eventsite check --new-key` makes one."
    if len(set(settings.field_keys.values())) < len(settings.field_keys):
        yield "EVENTSITE_FIELD_KEYS has the same key twice: changing keys changed nothing."


def _repeats(secret: bytes) -> bool:
    return len(set(secret)) < FEWEST_LETTERS or secret in (secret + secret)[1:-1]


def _settings(settings: Settings) -> Iterator[str]:
    if settings.demo:
        yield "EVENTSITE_DEMO is on: anybody can read the mailbox and sign in as anybody. Never use it with real people."
    if not settings.is_secure:
        yield "EVENTSITE_BASE_URL is not https: what people say about themselves travels in the open."
    if settings.mail_url.startswith("mailbox:"):
        yield "EVENTSITE_MAIL_URL is a folder: no letter leaves this machine."
    if parseaddr(settings.mail_from)[1].rpartition("@")[2].endswith(MADE_UP):
        yield "EVENTSITE_MAIL_FROM is an example: answers to letters go nowhere."
    if settings.trusted_proxies == 0 and settings.is_secure and settings.host not in LOCAL_HOSTS:
        yield (
            "EVENTSITE_TRUSTED_PROXIES is 0, yet something in front must speak https: "
            "everybody seems to come from its address, and limits count them as one."
        )


def _processes(settings: Settings, environment: Mapping[str, str]) -> Iterator[str]:
    told = environment.get("WEB_CONCURRENCY", "1")
    is_many = told.isascii() and told.isdecimal() and int(told) > 1
    is_sqlite = settings.sqlalchemy_url.startswith("sqlite")
    if is_sqlite and is_many:
        yield "EVENTSITE_DATABASE_URL is SQLite and WEB_CONCURRENCY asks for several processes: they wait for each other. Use PostgreSQL."
    if not settings.redis_url and (is_many or not is_sqlite):
        yield "EVENTSITE_REDIS_URL is not set: each process counts sign-in attempts for itself."
