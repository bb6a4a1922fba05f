"""Telling those whom a release or other days touch: once each, however often the message that something changed is delivered."""

from dataclasses import dataclass

from sqlalchemy import Select, and_, select

from eventsite.events.models import Event
from eventsite.events.permissions import EVENT
from eventsite.events.rules import is_over
from eventsite.events.values import EventState
from eventsite.kernel.facts import Fact
from eventsite.programme.queries.releases import changes_of
from eventsite.programme.values import TOLD_BY_LETTER
from eventsite.records.models import AuditEntry
from eventsite.records.work import Work
from eventsite.registration.facts import ChangesTold, DaysTold
from eventsite.registration.models import Place, Registration
from eventsite.registration.permissions import REGISTRATION
from eventsite.registration.values import PlaceState, RegistrationState


@dataclass(frozen=True, kw_only=True)
class TellOfRelease:
    """Release `number` of an event's programme."""

    event: str
    number: int


def tell_of_release(work: Work, command: TellOfRelease) -> int:
    """Write a letter down for everybody whose session moved or does not happen, and who was not told yet. Returns for how many.

    Nobody hears of a gathering that is off the site, cancelled or over. Raises UnreadableRelease, NotVisible, NotAllowed.
    """
    event = work.read(EVENT, command.event)
    if _is_quiet(work, event):
        return 0
    changes = changes_of(work.database, event.id, command.number)
    refs = [one.slot.ref for one in changes if one.change in TOLD_BY_LETTER]
    if not refs:
        return 0
    told = _told(event, ChangesTold, command.number)
    holding = select(Place.registration_id).where(Place.subject.in_(refs), Place.state == PlaceState.HELD)
    touched = and_(
        Registration.event_id == event.id, Registration.state == RegistrationState.CONFIRMED,
        Registration.id.in_(holding), Registration.ref.not_in(told),
    )
    found = work.change_each(REGISTRATION, touched, "tell of changes")
    for registration in found:
        work.record(ChangesTold(about=registration.ref, number=command.number))
    return len(found)


def _is_quiet(work: Work, event: Event) -> bool:
    is_away = event.state is EventState.DRAFT or event.cancelled_at is not None
    return is_away or is_over(event.ends_on, event.zone, work.clock.now())


def _told(event: Event, fact: type[Fact], number: int) -> Select[str]:
    """Return the references of whom the audit says that they were told of `number`."""
    return select(AuditEntry.about).where(
        AuditEntry.event_id == event.id, AuditEntry.fact == fact.__name__,
        AuditEntry.payload["number"].as_integer() == number,
    )


@dataclass(frozen=True, kw_only=True)
class TellOfDays:
    """Version `number` of an event has other days than the one before."""

    event: str
    number: int


def tell_of_days(work: Work, command: TellOfDays) -> int:
    """Write a letter down for everybody who is coming and was not told yet. Returns for how many. Raises NotVisible, NotAllowed."""
    event = work.read(EVENT, command.event)
    if _is_quiet(work, event):
        return 0
    waiting = and_(
        Registration.event_id == event.id, Registration.state == RegistrationState.CONFIRMED,
        Registration.ref.not_in(_told(event, DaysTold, command.number)),
    )
    coming = work.change_each(REGISTRATION, waiting, "tell of changes")
    for registration in coming:
        work.record(DaysTold(about=registration.ref, number=command.number))
    return len(coming)
