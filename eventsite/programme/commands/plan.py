"""Working on the plan: rooms, sessions, and where they go."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from sqlalchemy import func, select, update

from eventsite.events.commands import the_event
from eventsite.kernel.i18n import _
from eventsite.kernel.permissions import require
from eventsite.kernel.refusals import Refusal
from eventsite.programme import permissions, queries
from eventsite.programme.facts import (
    RoomRemoved,
    RoomSaved,
    SessionCancelled,
    SessionConfirmed,
    SessionPlaced,
    SessionSaved,
)
from eventsite.programme.models import Facilitator, Room, Session
from eventsite.programme.values import SESSION_LIFE, Kind, SessionState, SharingFocus, StepFree
from eventsite.records.work import Work, expect_version


class OutsideTheEvent(Refusal):
    """The time is on a day on which the event does not happen."""


@dataclass(frozen=True, kw_only=True)
class SaveRoom:
    """A room's facts; `ref` None adds a new one."""

    event_id: int
    name: str
    capacity: int | None = None
    step_free: StepFree = StepFree.NOT_CHECKED
    note: str = ""
    is_quiet: bool = False
    ref: str | None = None
    version: int | None = None


def save_room(work: Work, command: SaveRoom) -> Room:
    """Add or change a room. Raises ChangedMeanwhile."""
    require(work.actor, permissions.EDIT_PROGRAMME, the_event(work, command.event_id))
    if command.ref is None:
        count = work.database.scalar(select(func.count()).where(Room.event_id == command.event_id)) or 0
        room = Room(event_id=command.event_id, position=count, version=0)
        work.database.add(room)
    else:
        room = queries.room_of(work.database, command.event_id, command.ref)
        expect_version(room, command.version)
    room.name, room.capacity, room.step_free = command.name, command.capacity, command.step_free
    room.note, room.is_quiet = command.note, command.is_quiet
    room.version = room.version or 1
    work.database.flush()
    work.record(RoomSaved(about=room.ref))
    return room


def remove_room(work: Work, event_id: int, ref: str) -> None:
    """Take a room off the list; its sessions keep their time and need another room."""
    require(work.actor, permissions.EDIT_PROGRAMME, the_event(work, event_id))
    room = queries.room_of(work.database, event_id, ref)
    work.database.execute(update(Session).where(Session.room_id == room.id).values(room_id=None))
    work.database.delete(room)
    work.record(RoomRemoved(about=ref))


@dataclass(frozen=True, kw_only=True)
class SaveSession:
    """A session's words; `ref` None adds a new one. `minutes` may still change when it is placed."""

    event_id: int
    title: str
    summary: str = ""
    kind: Kind = Kind.SESSION
    format: str = ""
    sharing_focus: SharingFocus = SharingFocus.NEITHER
    content_note: str = ""
    facilitators: Sequence[str] = ()
    places: int | None = None
    minutes: int = 45
    is_certain: bool = True
    ref: str | None = None
    version: int | None = None


def save_session(work: Work, command: SaveSession) -> Session:
    """Add or change a session. Raises ChangedMeanwhile, WrongState."""
    require(work.actor, permissions.EDIT_PROGRAMME, the_event(work, command.event_id))
    if command.ref is None:
        session = Session(event_id=command.event_id, state=SessionState.IDEA, version=1)
        work.database.add(session)
    else:
        session = queries.session_of(work.database, command.event_id, command.ref)
        expect_version(session, command.version)
    session.title, session.summary, session.kind = command.title, command.summary, command.kind
    session.format, session.sharing_focus, session.content_note = command.format, command.sharing_focus, command.content_note
    session.places, session.minutes = command.places, command.minutes
    if command.is_certain:
        session.state = SESSION_LIFE.after(session.state, "confirm")
    name_facilitators(session, command.facilitators)
    work.database.flush()
    work.record(SessionSaved(about=session.ref))
    return session


def name_facilitators(session: Session, names: Sequence[str]) -> None:
    """Make `names` the session's facilitators, in that order; rows that stay the same stay."""
    if [f.name for f in session.facilitators] != list(names):
        session.facilitators = [Facilitator(name=name, position=place) for place, name in enumerate(names)]


@dataclass(frozen=True, kw_only=True)
class PlaceSession:
    """Put a session at a time, for so many minutes, perhaps in a room. `starts_at` None takes it off the timetable."""

    event_id: int
    ref: str
    starts_at: dt.datetime | None
    minutes: int
    room_ref: str | None = None
    version: int | None = None


def place_session(work: Work, command: PlaceSession) -> Session:
    """Move a session. Clashes are warnings, never blocks. Raises OutsideTheEvent, ChangedMeanwhile."""
    event = the_event(work, command.event_id)
    require(work.actor, permissions.EDIT_PROGRAMME, event)
    session = queries.session_of(work.database, event.id, command.ref)
    expect_version(session, command.version)
    room = queries.room_of(work.database, event.id, command.room_ref) if command.room_ref else None
    if command.starts_at and event.starts_on and event.ends_on:
        day = command.starts_at.astimezone(ZoneInfo(event.zone)).date()
        if not event.starts_on <= day <= event.ends_on:
            raise OutsideTheEvent(_("Choose a day on which the gathering happens"), field="day")
    session.starts_at, session.minutes = command.starts_at, command.minutes
    session.room_id, session.room = (room.id, room) if room else (None, None)
    starts = command.starts_at.isoformat() if command.starts_at else None
    work.record(SessionPlaced(about=session.ref, starts_at=starts, room=room.ref if room else None))
    return session


def cancel_session(work: Work, event_id: int, ref: str) -> None:
    """Say that a session will not happen; it stays on the timetable, marked, so that people hear of it."""
    require(work.actor, permissions.EDIT_PROGRAMME, the_event(work, event_id))
    session = queries.session_of(work.database, event_id, ref)
    session.state = SESSION_LIFE.after(session.state, "cancel")
    session.version += 1
    work.record(SessionCancelled(about=ref))


def confirm_session(work: Work, event_id: int, ref: str) -> None:
    """Say that a session will happen."""
    require(work.actor, permissions.EDIT_PROGRAMME, the_event(work, event_id))
    session = queries.session_of(work.database, event_id, ref)
    session.state = SESSION_LIFE.after(session.state, "confirm")
    session.version += 1
    work.record(SessionConfirmed(about=ref))
