"""The unit of work: the only place that commits.

Leaving the block without an exception commits the change, its audit entries and its outbox messages together;
leaving it with one undoes them together.
"""

import functools
import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TypeVar

from sqlalchemy import Engine, insert
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm import Session, object_session

from eventsite.kernel.actor import SYSTEM, Actor
from eventsite.kernel.clock import Clock
from eventsite.kernel.crypto import FieldCipher
from eventsite.kernel.facts import Fact, to_payload
from eventsite.kernel.refusals import ChangedMeanwhile
from eventsite.records.engine import for_writing
from eventsite.records.models import AuditEntry, OutboxMessage

Result = TypeVar("Result")
log = logging.getLogger(__name__)
Subscriptions = Mapping[type[Fact], Sequence[str]]
"""Which handlers, by name, hear of which fact."""

# On the tables, because nobody reads these rows again in the same unit of work: half the time of two mapped objects.
_WRITE_ENTRY = insert(AuditEntry.__table__).returning(AuditEntry.__table__.c.id)  # type: ignore[arg-type]
_WRITE_MESSAGE = insert(OutboxMessage.__table__)  # type: ignore[arg-type]


@dataclass(frozen=True, kw_only=True)
class Database:
    """What every unit of work in a process shares."""

    engine: Engine
    clock: Clock
    cipher: FieldCipher
    subscriptions: Subscriptions = field(default_factory=dict)

    @functools.cached_property
    def writing(self) -> Engine:
        """The engine whose connections begin a transaction that writes."""
        return for_writing(self.engine)


@dataclass(frozen=True, kw_only=True)
class Work:
    """One piece of work: the database session, who does it, the clock, and `record`."""

    database: Session
    actor: Actor
    clock: Clock
    cipher: FieldCipher
    subscriptions: Subscriptions

    def record(self, fact: Fact) -> None:
        """Write one audit entry, and one outbox message for every reaction that subscribed to the fact."""
        name, payload, now = type(fact).__name__, to_payload(fact), self.clock.now()
        told = {"at": now, "actor": self.actor.label, "fact": name, "about": fact.about, "payload": payload}
        entry = self.database.execute(_WRITE_ENTRY, told).scalar_one()
        messages = [
            {"entry_id": entry, "fact": name, "payload": payload, "handler": handler, "run_at": now}
            for handler in self.subscriptions.get(type(fact), ())
        ]
        if messages:
            self.database.execute(_WRITE_MESSAGE, messages)


@contextmanager
def unit_of_work(database: Database, actor: Actor = SYSTEM) -> Iterator[Work]:
    """Open a unit of work for `actor`; commit on leaving, roll back on any exception."""
    with Session(database.writing, expire_on_commit=False) as session:
        yield Work(
            database=session, actor=actor, clock=database.clock, cipher=database.cipher, subscriptions=database.subscriptions
        )
        session.commit()


def expect_version(aggregate: object, seen: int | None) -> None:
    """Raise ChangedMeanwhile unless `seen` is the aggregate's version; then count it up by one.

    The row is locked first: two who saved in the same instant both found the version they had seen.
    """
    session = object_session(aggregate)
    if session is not None:
        session.refresh(aggregate, attribute_names=["version"], with_for_update=True)
    now: int = aggregate.version  # type: ignore[attr-defined]
    if seen is not None and seen != now:
        raise ChangedMeanwhile(now, seen)
    aggregate.version = now + 1  # type: ignore[attr-defined]


def retry_once(act: Callable[[], Result]) -> Result:
    """Run `act`, and once again if a unique index or a lock said that somebody was faster.

    Twenty clicks by one person at once left one place and a count of one this way, on both engines (`tests/concurrency/test_races.py`).
    """
    try:
        return act()
    except (IntegrityError, OperationalError) as trouble:
        log.info("run once more after %s", type(trouble).__name__)
        return act()
