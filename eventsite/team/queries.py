"""What the overview of one event asks of the outbox."""

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from eventsite.events.models import Event
from eventsite.records.models import MessageState, OutboxMessage


def parked_messages(database: Session, event: Event) -> Sequence[OutboxMessage]:
    """Return this event's messages that could not be sent, the oldest first."""
    of_event = OutboxMessage.event_id == event.id
    return database.scalars(
        select(OutboxMessage).where(of_event, OutboxMessage.state == MessageState.PARKED).order_by(OutboxMessage.id)
    ).all()


def waiting_count(database: Session, event: Event) -> int:
    """Return how many of this event's messages failed at least once and are tried again by themselves."""
    return database.scalar(
        select(func.count()).where(
            OutboxMessage.event_id == event.id, OutboxMessage.state == MessageState.WAITING, OutboxMessage.attempts > 0
        )
    ) or 0
