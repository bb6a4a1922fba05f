"""Writing down who was there, and taking a mistake back. Nobody is ever written down as missing."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import and_

from eventsite.events.permissions import EVENT
from eventsite.events.rules import has_begun
from eventsite.kernel.i18n import _
from eventsite.kernel.permissions import require
from eventsite.kernel.refusals import NotVisible
from eventsite.records.work import Work
from eventsite.registration.facts import AttendanceRecorded, AttendanceTakenBack
from eventsite.registration.models import Registration
from eventsite.registration.permissions import RECORD_ATTENDANCE, REGISTRATION
from eventsite.registration.rules import TooEarly
from eventsite.registration.values import RegistrationState


@dataclass(frozen=True, kw_only=True)
class RecordAttendance:
    """These registrations of an event were there."""

    event: str
    refs: Sequence[str]


def record_attendance(work: Work, command: RecordAttendance) -> int:
    """Mark them; ones that are marked stay. Returns how many are new. Raises NotAllowed, NotVisible, TooEarly before the first day."""
    event = work.read(EVENT, command.event)
    require(work.actor, RECORD_ATTENDANCE, event)
    if not has_begun(event.starts_on, event.zone, work.clock.now()):
        raise TooEarly(_("Who was there can be written down from the first day on."), field="refs")
    unmarked = and_(
        Registration.event_id == event.id,
        Registration.ref.in_(list(command.refs)),
        Registration.state == RegistrationState.CONFIRMED,
        Registration.attended_at.is_(None),
    )
    found = work.change_each(REGISTRATION, unmarked, "record attendance")
    for registration in found:
        registration.attended_at = work.clock.now()
        work.record(AttendanceRecorded(about=registration.ref))
    return len(found)


@dataclass(frozen=True, kw_only=True)
class TakeAttendanceBack:
    """One registration of an event was marked as there by mistake."""

    event: str
    ref: str


def take_attendance_back(work: Work, command: TakeAttendanceBack) -> Registration:
    """Take the mark away; fine when there is none. Raises NotVisible, NotAllowed, WrongState.

    What else hangs on the mark is undone by whoever calls this: see `claims/commands/undoing.py`.
    """
    event = work.read(EVENT, command.event)
    registration = work.change(REGISTRATION, command.ref, "take attendance back")
    if registration.event_id != event.id:
        raise NotVisible
    if registration.attended_at is not None:
        registration.attended_at = None
        work.record(AttendanceTakenBack(about=registration.ref))
    return registration
