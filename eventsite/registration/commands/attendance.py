"""Writing down who was there. Nobody is ever written down as missing."""

from collections.abc import Sequence

from sqlalchemy import select

from eventsite.events.commands import the_event
from eventsite.kernel.permissions import require
from eventsite.records.work import Work
from eventsite.registration import policy
from eventsite.registration.facts import AttendanceRecorded
from eventsite.registration.models import Registration
from eventsite.registration.values import RegistrationState


def record_attendance(work: Work, event_id: int, refs: Sequence[str]) -> int:
    """Mark these registrations as having been there; ones that are marked stay. Returns how many are new."""
    event = the_event(work, event_id)
    require(work.actor, policy.RECORD_ATTENDANCE, event)
    found = work.database.scalars(
        select(Registration).where(
            Registration.event_id == event.id,
            Registration.ref.in_(list(refs)),
            Registration.state == RegistrationState.COMING,
            Registration.attended_at.is_(None),
        )
    ).all()
    for registration in found:
        registration.attended_at = work.clock.now()
        work.record(AttendanceRecorded(about=registration.ref))
    return len(found)
