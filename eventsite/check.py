"""What an operator should know: everything unsafe or missing in this installation, one sentence each."""

from collections.abc import Iterator

from sqlalchemy.exc import SQLAlchemyError

from eventsite.records.migrations import is_current
from eventsite.records.services import Services
from eventsite.settings import Settings
from eventsite.web.assets import NotBuilt, manifest


def findings(settings: Settings, services: Services) -> Iterator[str]:
    """Yield one sentence for each thing that is unsafe or missing."""
    yield from _settings(settings)
    try:
        if not is_current(services.database.engine):
            yield "The database is not up to date. Run: eventsite db upgrade"
    except SQLAlchemyError as trouble:
        yield f"The database does not answer ({type(trouble).__name__})."
    try:
        manifest()
    except NotBuilt as trouble:
        yield str(trouble)
    try:
        services.files.put("check/probe", b"probe")
        if services.files.get("check/probe") != b"probe":
            yield "The file store gives back something else than was put in."
        services.files.remove("check/probe")
    except OSError as trouble:
        yield f"The file store does not work ({type(trouble).__name__})."


def _settings(settings: Settings) -> Iterator[str]:
    if settings.demo:
        yield "EVENTSITE_DEMO is on: anybody can read the mailbox and sign in as anybody. Never use it with real people."
    if not settings.is_secure:
        yield "EVENTSITE_BASE_URL is not https: what people say about themselves travels in the open."
    if settings.mail_url.startswith("mailbox:"):
        yield "EVENTSITE_MAIL_URL is a folder: no letter leaves this machine."
    if settings.sqlalchemy_url.startswith("postgresql") and not settings.redis_url:
        yield "EVENTSITE_REDIS_URL is not set: each process counts sign-in attempts for itself."
    if settings.mail_from.endswith("@example.org"):
        yield "EVENTSITE_MAIL_FROM is an example: answers to letters go nowhere."
