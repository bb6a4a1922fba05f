"""Writing audit entries and outbox messages, in the transaction of the change they tell of. `delivery.py` takes them away."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, cast

from sqlalchemy import Executable, Table, column, delete, insert, select, table, text, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from eventsite.kernel.facts import Fact, to_payload
from eventsite.kernel.i18n import current_locale
from eventsite.records.models import AuditEntry, MessageState, OutboxMessage, PublicVersionCount

# On the tables, because nobody reads these rows again in the same unit of work: half the time of two mapped objects.
_ENTRIES, _MESSAGES = cast("Table", AuditEntry.__table__), cast("Table", OutboxMessage.__table__)
_WRITE_ENTRIES = insert(_ENTRIES)
_WRITE_ENTRIES_AND_TELL = _WRITE_ENTRIES.returning(_ENTRIES.c.id, sort_by_parameter_order=True)
_WRITE_MESSAGES = insert(_MESSAGES)
_EVENTS = table("event", column("id"), column("organisation_id"))  # of a room above: all that this one knows of it


@dataclass(frozen=True, kw_only=True)
class Note:
    """When something happened, who made it happen, in which event and whose (None: it concerns the whole site)."""

    at: dt.datetime
    actor: str
    event_id: int | None
    organisation_id: int | None


@dataclass(frozen=True, kw_only=True)
class Told:
    """One fact, what is noted of it, and the names of the handlers that hear of it."""

    fact: Fact
    note: Note
    handlers: Sequence[str]


def write(database: Session, told: Sequence[Told]) -> None:
    """Write an audit entry for each fact, in their order, and a message for each of its handlers."""
    if not told:
        return
    connection, entries = database.connection(), [_entry(one.fact, one.note) for one in told]
    if not any(one.handlers for one in told):
        connection.execute(_WRITE_ENTRIES, entries)
        return
    ids = connection.scalars(_WRITE_ENTRIES_AND_TELL, entries).all()
    messages = [
        _message(one.fact, one.note) | {"entry_id": entry, "run_at": one.note.at, "handler": handler}
        for one, entry in zip(told, ids, strict=True)
        for handler in one.handlers
    ]
    connection.execute(_WRITE_MESSAGES, messages)


def write_later(database: Session, fact: Fact, note: Note, handlers: Sequence[str], at: dt.datetime) -> None:
    """Write a message for each of `handlers` that is due at `at`; where one waits for the same fact and thing, move it."""
    message = _message(fact, note) | {"run_at": at}
    keys = [{"handler": handler, "later_key": f"{type(fact).__name__}:{fact.about}:{handler}"} for handler in handlers]
    if keys:
        write = _write_or_move(database.get_bind().dialect.name)
        database.connection().execute(write, [message | key for key in keys])  # past the session, which would flush first


@cache
def _write_or_move(dialect: str) -> Executable:
    # One statement, so that two who write the same in one moment need no savepoint to find each other.
    write = sqlite.insert(_MESSAGES) if dialect == "sqlite" else postgresql.insert(_MESSAGES)
    moved = {"run_at": write.excluded.run_at, "payload": write.excluded.payload}
    return write.on_conflict_do_update(index_elements=["later_key"], index_where=text("state = 'waiting'"), set_=moved)


def cancel_later(database: Session, kind: type[Fact], about: str) -> None:
    """Take back every message that waits to tell a fact of this kind about `about`."""
    prefix = f"{kind.__name__}:{about}:"
    database.execute(
        delete(OutboxMessage).where(
            OutboxMessage.later_key.startswith(prefix, autoescape=True), OutboxMessage.state == MessageState.WAITING
        )
    )


def outdate(database: Session, shown: Iterable[tuple[int | None, int | None]]) -> None:
    """Say that public pages show something new, of an event, or without one of every event of an organisation.

    The database counts, so that no number repeats; always in the order of their ids, so that no two wait for each other.
    """
    event_ids: set[int] = set()
    for event_id, organisation_id in shown:
        hosted = select(_EVENTS.c.id).where(_EVENTS.c.organisation_id == organisation_id)
        event_ids.update([event_id] if event_id is not None else database.scalars(hosted))
    for event_id in sorted(event_ids):
        count_up = update(PublicVersionCount).where(PublicVersionCount.event_id == event_id).values(number=PublicVersionCount.number + 1)
        if not database.execute(count_up.returning(PublicVersionCount.number)).first():
            database.execute(insert(PublicVersionCount).values(event_id=event_id, number=1))


def _entry(fact: Fact, note: Note) -> dict[str, Any]:
    return _told(fact, note) | {"at": note.at, "actor": note.actor, "about": fact.about}


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
