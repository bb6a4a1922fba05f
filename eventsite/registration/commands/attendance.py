"""Writing down who was there, and taking a mistake back. Nobody is ever written down as missing."""

from collections.abc import Sequence

from sqlalchemy import select

from eventsite.events.commands import the_event
from eventsite.kernel.permissions import require
from eventsite.kernel.refusals import NotVisible
from eventsite.records.work import Work
from eventsite.registration import permissions
from eventsite.registration.facts import AttendanceRecorded, AttendanceTakenBack
from eventsite.registration.models import Registration
from eventsite.registration.values import RegistrationState


def record_attendance(work: Work, event_id: int, refs: Sequence[str]) -> int:
    """Mark these registrations as having been there; ones that are marked stay. Returns how many are new."""
    event = the_event(work, event_id)
    require(work.actor, permissions.RECORD_ATTENDANCE, event)
    found = work.database.scalars(
        select(Registration).where(
            Registration.event_id == event.id,
            Registration.ref.in_(list(refs)),
            Registration.state == RegistrationState.CONFIRMED,
            Registration.attended_at.is_(None),
        )
    ).all()
    for registration in found:
        registration.attended_at = work.clock.now()
        work.record(AttendanceRecorded(about=registration.ref))
    return len(found)


def take_attendance_back(work: Work, event_id: int, ref: str) -> Registration:
    """Take a mark away that was made by mistake; fine when there is none. Raises NotVisible, NotAllowed.

    What else hangs on the mark is undone by whoever calls this: see `claims/commands/undoing.py`.
    """
    event = the_event(work, event_id)
    require(work.actor, permissions.RECORD_ATTENDANCE, event)
    found = work.database.scalar(
        select(Registration).where(Registration.event_id == event.id, Registration.ref == ref)
    )
    if found is None:
        raise NotVisible
    if found.attended_at is not None:
        found.attended_at = None
        work.record(AttendanceTakenBack(about=found.ref))
    return found
