"""What the overview of one event asks of the outbox."""

from collections.abc import Mapping, Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from eventsite.claims.models import Claim
from eventsite.events.models import Event
from eventsite.records.models import MessageState, OutboxMessage
from eventsite.registration.models import Registration

_IS_PARKED = OutboxMessage.state == MessageState.PARKED


def parked_messages(database: Session, event: Event) -> Sequence[OutboxMessage]:
    """Return this event's messages that could not be sent, the oldest first."""
    return database.scalars(select(OutboxMessage).where(OutboxMessage.event_id == event.id, _IS_PARKED).order_by(OutboxMessage.id)).all()


def parked_count(database: Session, event: Event) -> int:
    """Return how many of this event's messages could not be sent."""
    return database.scalar(select(func.count()).where(OutboxMessage.event_id == event.id, _IS_PARKED)) or 0


def waiting_count(database: Session, event: Event) -> int:
    """Return how many of this event's messages failed at least once and are tried again by themselves."""
    return database.scalar(
        select(func.count()).where(
            OutboxMessage.event_id == event.id, OutboxMessage.state == MessageState.WAITING, OutboxMessage.attempts > 0
        )
    ) or 0


def whom_to_reach(database: Session, event: Event, messages: Sequence[OutboxMessage]) -> Mapping[int, Registration]:
    """Return id of a message -> the registration of this event that it is about, itself or by its claim."""
    told = {message.id: [text for text in message.payload.values() if isinstance(text, str)] for message in messages}
    refs = {ref for texts in told.values() for ref in texts}
    of_claim = select(Claim.ref, Claim.registration).where(Claim.ref.in_(refs))
    claims = {row.ref: row.registration for row in database.execute(of_claim)}
    of_event = Registration.event_id == event.id, Registration.ref.in_(refs | set(claims.values()))
    coming = {found.ref: found for found in database.scalars(select(Registration).where(*of_event))}
    about = {number: [coming.get(claims.get(ref, ref)) for ref in texts] for number, texts in told.items()}
    return {number: next(filter(None, found)) for number, found in about.items() if any(found)}
