"""What is wrong with the running system: what does not answer, who is missing, what waits too long; one sentence each."""

import datetime as dt
from collections.abc import Iterator

from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from eventsite.check import surroundings
from eventsite.kernel.facts import Lane
from eventsite.records.models import MessageState, OutboxMessage, WorkerSeen
from eventsite.records.services import Services
from eventsite.settings import Settings

UNSEEN = dt.timedelta(minutes=2)
"""Four beats of a worker's heart."""
PATIENCE = {Lane.URGENT: dt.timedelta(minutes=2), Lane.NORMAL: dt.timedelta(minutes=15), Lane.BULK: dt.timedelta(hours=6)}
"""How long a message of each lane may be due before somebody should look."""
DAILY = dt.timedelta(hours=25)
CLOCKS_AGREE = dt.timedelta(seconds=5)


def complaints(settings: Settings, services: Services) -> Iterator[str]:
    """Yield one sentence for each thing that somebody should see to now."""
    yield from surroundings(settings, services)
    now = services.database.clock.now()
    try:
        with Session(services.database.engine) as database:
            yield from _clocks(database, now)
            yield from _workers(database, now)
            yield from _waiting(database, now)
    except SQLAlchemyError:
        return  # said above: the database does not answer, or is not up to date


def _clocks(database: Session, now: dt.datetime) -> Iterator[str]:
    if database.get_bind().dialect.name == "postgresql":
        off = abs(database.execute(select(func.clock_timestamp())).scalar_one() - now)
        if off > CLOCKS_AGREE:
            yield f"The clock of this machine and that of the database are {off.total_seconds():.0f} seconds apart."
    ahead = select(WorkerSeen.host).where(WorkerSeen.seen_at > now + CLOCKS_AGREE).distinct().order_by(WorkerSeen.host)
    for host in database.scalars(ahead):
        yield f"The clock of the worker on {host} is ahead of the one here."


def _workers(database: Session, now: dt.datetime) -> Iterator[str]:
    seen, daily = database.execute(select(func.max(WorkerSeen.seen_at), func.max(WorkerSeen.daily_at))).one()
    if seen is None:
        yield "No worker was ever seen, so no email goes out. Start one: eventsite worker"
        return
    if now - seen > UNSEEN:
        yield f"No worker was seen for {_minutes(now - seen)}, so no email goes out. Start one: eventsite worker"
    if daily is None or now - daily > DAILY:
        yield "The jobs of the day are overdue: what should be forgotten is still there. Run: eventsite purge"


def _waiting(database: Session, now: dt.datetime) -> Iterator[str]:
    for lane, patience in PATIENCE.items():
        due = OutboxMessage.state == MessageState.WAITING, OutboxMessage.lane == int(lane), OutboxMessage.run_at < now - patience
        count, oldest = database.execute(select(func.count(), func.min(OutboxMessage.run_at)).where(*due)).one()
        if count:
            yield f"{count} messages of the {lane.name.lower()} lane wait, the oldest for {_minutes(now - oldest)}."
    refused = select(func.count()).select_from(OutboxMessage).where(OutboxMessage.state == MessageState.PARKED)
    if parked := database.scalar(refused):
        yield f"{parked} messages could not be delivered; stewards see them at /team/letters/."


def _minutes(time: dt.timedelta) -> str:
    return f"{time.total_seconds() // 60:.0f} minutes"
