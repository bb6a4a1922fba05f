"""Delivers the outbox: at least once, with growing pauses, and never inside a transaction.

A message is leased in a short transaction, acted on with none open, and its outcome recorded in another. A worker that
dies in between loses nothing: the lease ends and another worker takes the message.
"""

import datetime as dt
import logging
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session
from sqlalchemy.sql.dml import ReturningUpdate

from eventsite.kernel.facts import Fact, Lane, UnknownFact, from_payload
from eventsite.kernel.i18n import SOURCE_LOCALE, use_locale
from eventsite.kernel.ports import Undeliverable
from eventsite.records.heartbeat import Heartbeat
from eventsite.records.models import REFUSED, MessageState, OutboxMessage
from eventsite.records.work import Database, unit_of_work

log = logging.getLogger(__name__)
DAY = 24 * 60 * 60
THREADS = 4
LEASE = dt.timedelta(minutes=5)
PAUSES = [dt.timedelta(seconds=s) for s in (10, 60, 300, 1800, 7200, 21600, 43200)]
"""How long to wait after each failed try; after the last one the message is parked."""


@dataclass(frozen=True)
class Leased:
    """A message this worker may act on until its lease ends."""

    id: int
    fact: Fact
    handler: str
    locale: str = SOURCE_LOCALE

    @property
    def key(self) -> str:
        """The idempotency key for anything done outside."""
        return f"outbox-{self.id}"


Handler = Callable[[Leased], None]
_LEASED = (
    OutboxMessage.id, OutboxMessage.fact, OutboxMessage.schema, OutboxMessage.payload, OutboxMessage.handler,
    OutboxMessage.locale,
)


def leasing(now: dt.datetime, slowest: Lane) -> ReturningUpdate[*tuple[Any, ...]]:
    """Return the statement that leases one due message.

    Which one is found in a materialised CTE: PostgreSQL may run a subquery with LIMIT once for each row that it compares, and then
    several messages are leased at once (its documentation, 7.8.3: a side-effect free query would be folded into the outer one).
    """
    due = (
        select(OutboxMessage.id)
        .where(OutboxMessage.state == MessageState.WAITING, OutboxMessage.run_at <= now)
        .where(or_(OutboxMessage.leased_until.is_(None), OutboxMessage.leased_until < now))
        .where(OutboxMessage.lane <= int(slowest))
        .order_by(OutboxMessage.lane, OutboxMessage.run_at, OutboxMessage.id)
        .limit(1)
        .with_for_update(skip_locked=True)
        .cte("due")
        .prefix_with("MATERIALIZED", dialect="postgresql")
    )
    return (
        update(OutboxMessage)
        .where(OutboxMessage.id.in_(select(due.c.id)))
        .values(leased_until=now + LEASE, attempts=OutboxMessage.attempts + 1)
        .returning(*_LEASED)
    )


def lease_next(database: Database, slowest: Lane = Lane.BULK) -> Leased | None:
    """Take the next due message of a lane up to `slowest`, the most urgent first, or None.

    Two workers never get the same one while the lease runs. What nobody can read any more is parked, not tried again.
    """
    with unit_of_work(database) as work:
        taken = work.database.execute(leasing(database.clock.now(), slowest)).one_or_none()
    if taken is None:
        return None
    try:
        fact = from_payload(taken.fact, taken.payload, taken.schema)
    except UnknownFact as trouble:
        _park(database, taken.id, f"nobody can read this any more: {trouble}")
        return lease_next(database, slowest)
    return Leased(taken.id, fact, taken.handler, taken.locale)


def deliver_next(database: Database, handlers: Mapping[str, Handler], slowest: Lane = Lane.BULK) -> bool:
    """Lease one message, act on it, record how it went. False when nothing was due."""
    leased = lease_next(database, slowest)
    if leased is None:
        return False
    handler = handlers.get(leased.handler)
    if handler is None:
        _park(database, leased.id, f"nothing is called {leased.handler} any more")
        return True
    try:
        with use_locale(leased.locale):
            handler(leased)
    except Undeliverable as refused:
        log.warning("outbox message %s (%s) was refused for good: %s", leased.id, leased.handler, refused)
        _park(database, leased.id, f"{REFUSED}: {refused}")
    except Exception as trouble:
        log.exception("outbox message %s (%s) failed", leased.id, leased.handler)
        _put_back(database, leased.id, _kind_of(trouble))
    else:
        _finish(database, leased.id)
    return True


def _kind_of(trouble: Exception) -> str:
    """Return what went wrong without a word of it: a mail server repeats an address, a database what somebody typed."""
    codes = getattr(trouble, "smtp_code", None), getattr(trouble, "errno", None)
    return " ".join([type(trouble).__name__, *(str(code) for code in codes if isinstance(code, int))])


def deliver_all(database: Database, handlers: Mapping[str, Handler]) -> int:
    """Deliver until nothing is due; return how many messages were acted on."""
    count = 0
    while deliver_next(database, handlers):
        count += 1
    return count


def run_worker(
    database: Database,
    handlers: Mapping[str, Handler],
    stop: threading.Event,
    *,
    daily: Callable[[], object] = lambda: None,
    idle: float = 0.5,
    threads: int = THREADS,
) -> None:
    """Deliver until `stop` is set, looking again every `idle` seconds when nothing is due; call `daily` once a day.

    Of `threads` threads one takes urgent messages only, so that no hanging mail server and no heap of letters keeps
    somebody waiting who wants to sign in. This thread is one of them.
    """
    others = [
        threading.Thread(
            target=_deliver_until, args=(database, handlers, stop, idle, Lane.URGENT if number == 0 else Lane.BULK),
            name=f"outbox-{number}", daemon=True,
        )
        for number in range(threads - 1)
    ]
    for other in others:
        other.start()
    _deliver_until(database, handlers, stop, idle, Lane.BULK, daily)
    for other in others:
        other.join()


def _deliver_until(
    database: Database, handlers: Mapping[str, Handler], stop: threading.Event, idle: float, slowest: Lane,
    daily: Callable[[], object] | None = None,
) -> None:
    next_day, heart = 0.0, Heartbeat(database)
    while not stop.is_set():
        try:
            if daily is not None:
                heart.beat()
            if daily is not None and time.monotonic() >= next_day:
                next_day = time.monotonic() + DAY
                heart.done(daily)
            busy = deliver_next(database, handlers, slowest)
        except Exception:
            log.exception("the worker could not do its work")
            busy = False
        if not busy:
            stop.wait(idle)


def try_again(database: Session, event_id: int | None, message_id: int, now: dt.datetime) -> bool:
    """Put a parked message of an event (None: of the whole site) back in the queue. Returns whether there was one."""
    put_back = (
        update(OutboxMessage)
        .where(
            OutboxMessage.id == message_id,
            OutboxMessage.event_id == event_id,
            OutboxMessage.state == MessageState.PARKED,
        )
        .values(state=MessageState.WAITING, attempts=0, run_at=now, leased_until=None)
        .returning(OutboxMessage.id)
    )
    return database.scalar(put_back) is not None


def _finish(database: Database, message_id: int) -> None:
    with _message(database, message_id) as message:
        message.state, message.leased_until, message.trouble = MessageState.DONE, None, None


def _park(database: Database, message_id: int, trouble: str) -> None:
    with _message(database, message_id) as message:
        message.state, message.leased_until, message.trouble = MessageState.PARKED, None, trouble


def _put_back(database: Database, message_id: int, trouble: str) -> None:
    with _message(database, message_id) as message:
        message.leased_until, message.trouble = None, trouble
        if message.attempts > len(PAUSES):
            message.state = MessageState.PARKED
        else:
            message.run_at = database.clock.now() + PAUSES[message.attempts - 1]


@contextmanager
def _message(database: Database, message_id: int) -> Iterator[OutboxMessage]:
    """Open a message to write down how it went; where it went away meanwhile with its event, nothing is written."""
    with unit_of_work(database) as work:
        yield work.database.get(OutboxMessage, message_id) or OutboxMessage(attempts=1)
