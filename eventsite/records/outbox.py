"""Writing audit entries and outbox messages, in the transaction of the change they tell of. `delivery.py` takes them away."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, insert, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from eventsite.kernel.facts import Fact, to_payload
from eventsite.kernel.i18n import current_locale
from eventsite.records.models import AuditEntry, MessageState, OutboxMessage, PublicVersionCount

# On the tables, because nobody reads these rows again in the same unit of work: half the time of two mapped objects.
_WRITE_ENTRY = insert(AuditEntry.__table__).returning(AuditEntry.__table__.c.id)  # type: ignore[arg-type]
_WRITE_MESSAGE = insert(OutboxMessage.__table__)  # type: ignore[arg-type]


@dataclass(frozen=True, kw_only=True)
class Note:
    """When something happened, who made it happen, in which event and whose (None: it concerns the whole site)."""

    at: dt.datetime
    actor: str
    event_id: int | None
    organisation_id: int | None


def write(database: Session, fact: Fact, note: Note, handlers: Sequence[str]) -> None:
    """Write one audit entry, and one message for each of `handlers`."""
    told = _told(fact, note) | {"at": note.at, "actor": note.actor, "about": fact.about}
    entry = database.execute(_WRITE_ENTRY, told).scalar_one()
    if handlers:
        message = _message(fact, note) | {"entry_id": entry, "run_at": note.at}
        database.execute(_WRITE_MESSAGE, [message | {"handler": handler} for handler in handlers])


def write_later(database: Session, fact: Fact, note: Note, handlers: Sequence[str], at: dt.datetime) -> None:
    """Write a message for each of `handlers` that is due at `at`; where one waits for the same fact and thing, move it."""
    for handler in handlers:
        key = f"{type(fact).__name__}:{fact.about}:{handler}"
        move = update(OutboxMessage).where(*_waits(key)).values(run_at=at, payload=to_payload(fact))
        if database.scalar(move.returning(OutboxMessage.id)) is not None:
            continue
        message = _message(fact, note) | {"handler": handler, "run_at": at, "later_key": key}
        try:
            with database.begin_nested():
                database.execute(_WRITE_MESSAGE, message)
        except IntegrityError:  # somebody else wrote it down in the same moment
            database.execute(move)


def cancel_later(database: Session, kind: type[Fact], about: str) -> None:
    """Take back every message that waits to tell a fact of this kind about `about`."""
    prefix = f"{kind.__name__}:{about}:"
    database.execute(
        delete(OutboxMessage).where(
            OutboxMessage.later_key.startswith(prefix, autoescape=True), OutboxMessage.state == MessageState.WAITING
        )
    )


def outdate(database: Session, event_ids: Sequence[int]) -> None:
    """Say that public pages of these events show something new; the database counts, so that no number repeats."""
    for event_id in event_ids:
        count_up = update(PublicVersionCount).where(PublicVersionCount.event_id == event_id).values(number=PublicVersionCount.number + 1)
        if not database.execute(count_up.returning(PublicVersionCount.number)).first():
            database.execute(insert(PublicVersionCount).values(event_id=event_id, number=1))


def _waits(key: str) -> tuple[Any, ...]:
    return OutboxMessage.later_key == key, OutboxMessage.state == MessageState.WAITING


def _message(fact: Fact, note: Note) -> dict[str, Any]:
    return _told(fact, note) | {"lane": int(fact.lane), "locale": current_locale()}


def _told(fact: Fact, note: Note) -> dict[str, Any]:
    return {
        "fact": type(fact).__name__,
        "schema": type(fact).schema,
        "payload": to_payload(fact),
        "event_id": note.event_id,
        "organisation_id": note.organisation_id,
    }
