"""When an event ends before it happened: telling everybody who was coming, and deleting what nobody could know of."""

from dataclasses import dataclass

from sqlalchemy import and_, select

from eventsite.events.facts import EventDeleted
from eventsite.events.permissions import EVENT
from eventsite.kernel.i18n import _
from eventsite.kernel.refusals import Refusal
from eventsite.records.belongings import remove_with_belongings
from eventsite.records.models import AuditEntry
from eventsite.records.work import Work
from eventsite.registration.facts import CancellationTold
from eventsite.registration.models import Registration
from eventsite.registration.permissions import REGISTRATION
from eventsite.registration.values import RegistrationState


class KnownToPeople(Refusal):
    """The event was public once, or somebody is coming: deleting it would take something away from them."""


@dataclass(frozen=True, kw_only=True)
class TellOfCancellation:
    """An event that was cancelled."""

    event: str


def tell_of_cancellation(work: Work, command: TellOfCancellation) -> int:
    """Write a letter down for everybody who was coming and was not told yet. Returns for how many.

    The entries in the audit say who was, so that a message delivered twice tells nobody twice. Raises NotVisible, NotAllowed.
    """
    event = work.read(EVENT, command.event)
    if event.cancelled_at is None:
        return 0
    told = select(AuditEntry.about).where(
        AuditEntry.event_id == event.id, AuditEntry.fact == CancellationTold.__name__
    )
    waiting = and_(
        Registration.event_id == event.id,
        Registration.state == RegistrationState.CONFIRMED,
        Registration.ref.not_in(told),
    )
    coming = work.change_each(REGISTRATION, waiting, "tell of cancellation")
    for registration in coming:
        work.record(CancellationTold(about=registration.ref))
    return len(coming)


@dataclass(frozen=True, kw_only=True)
class DeleteEvent:
    """An event that was never public."""

    event: str


def delete_event(work: Work, command: DeleteEvent) -> None:
    """Delete it with everything of it. Raises KnownToPeople, WrongState, NotVisible, NotAllowed."""
    event = work.change(EVENT, command.event, "delete")
    began = select(Registration.event_id).where(Registration.event_id == event.id).limit(1)
    if event.opened_at is not None or work.database.scalar(began) is not None:
        raise KnownToPeople(_("This was public once, so it cannot be deleted. You can cancel it."))
    work.record(EventDeleted(about=event.ref))
    remove_with_belongings(work, event)
