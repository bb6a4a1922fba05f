"""Working on the plan: rooms, sessions, and where they go."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from eventsite.events.models import Event
from eventsite.events.permissions import EVENT
from eventsite.kernel.days import local_date
from eventsite.kernel.i18n import _
from eventsite.kernel.references import new_reference
from eventsite.kernel.refusals import NotVisible, Refusal
from eventsite.programme.facts import (
    RoomRemoved,
    RoomSaved,
    SessionCancelled,
    SessionConfirmed,
    SessionPlaced,
    SessionSaved,
)
from eventsite.programme.models.plan import Facilitator, Room, Session
from eventsite.programme.permissions import ROOM, SESSION
from eventsite.programme.queries.plan import count_of_rooms
from eventsite.programme.values import Kind, SessionState, SharingFocus, StepFree
from eventsite.records.work import Work


class OutsideTheEvent(Refusal):
    """The time is on a day on which the event does not happen."""


class RoomGone(Refusal):
    """Somebody took the room off the list while it was being chosen."""


@dataclass(frozen=True, kw_only=True)
class SaveRoom:
    """A room's facts. `ref` is the one its form carried; `version` is what the person saw of a room that was there."""

    event: str
    name: str
    capacity: int | None = None
    step_free: StepFree = StepFree.NOT_CHECKED
    note: str = ""
    is_quiet: bool = False
    ref: str = field(default_factory=new_reference)
    version: int | None = None


def save_room(work: Work, command: SaveRoom) -> Room:
    """Add a room, or change the one that is there. Raises ChangedMeanwhile, NotAllowed, NotVisible."""
    facts = {
        "name": command.name, "capacity": command.capacity, "step_free": command.step_free, "note": command.note,
        "is_quiet": command.is_quiet,
    }
    event = work.read(EVENT, command.event)

    def new() -> Room:
        return Room(event_id=event.id, position=count_of_rooms(work.database, event.id), version=1, **facts)

    if command.version is None:
        room = work.make(ROOM, command.ref, "save", new)
    else:
        room = work.change(ROOM, command.ref, "save", command.version)
    _belongs(room, event)
    _set(room, facts)
    if work.differs(room):
        work.record(RoomSaved(about=room.ref))
    return room


@dataclass(frozen=True, kw_only=True)
class RemoveRoom:
    """Take a room off the list."""

    room: str


def remove_room(work: Work, command: RemoveRoom) -> None:
    """Take the room off the list; its sessions keep their time and need another one. Twice changes nothing.

    Raises NotAllowed.
    """
    for room in work.change_each(ROOM, Room.ref == command.room, "remove"):
        for session in work.change_each(SESSION, Session.room_id == room.id, "lose room"):
            _put(session, session.starts_at, None)
            work.record(_placed(session))
        work.database.delete(room)
        work.record(RoomRemoved(about=room.ref))


@dataclass(frozen=True, kw_only=True)
class SaveSession:
    """A session's words. `ref` and `version` as in SaveRoom; `minutes` may still change when it is placed.

    `is_certain` says that an idea will happen. It never brings back what was cancelled: a correction is not a move.
    """

    event: str
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
    ref: str = field(default_factory=new_reference)
    version: int | None = None


def save_session(work: Work, command: SaveSession) -> Session:
    """Add a session, or change the one that is there. Raises ChangedMeanwhile, NotAllowed, NotVisible."""
    words = {
        "title": command.title, "summary": command.summary, "kind": command.kind, "format": command.format,
        "sharing_focus": command.sharing_focus, "content_note": command.content_note, "places": command.places,
        "minutes": command.minutes,
    }
    event = work.read(EVENT, command.event)

    def new() -> Session:
        state = SessionState.CONFIRMED if command.is_certain else SessionState.IDEA
        return Session(event_id=event.id, state=state, version=1, **words)

    if command.version is None:
        session = work.make(SESSION, command.ref, "save", new)
    else:
        session = work.change(SESSION, command.ref, "save", command.version)
    _belongs(session, event)
    _set(session, words)
    if command.is_certain and session.state is SessionState.IDEA:
        work.change(SESSION, session.ref, "confirm")
    if name_facilitators(session, command.facilitators) or work.differs(session):
        work.record(SessionSaved(about=session.ref))
    return session


def name_facilitators(session: Session, names: Sequence[str]) -> bool:
    """Make `names` the session's facilitators, in that order, and return whether that is new."""
    if [f.name for f in session.facilitators] == list(names):
        return False
    session.facilitators = [Facilitator(name=name, position=place) for place, name in enumerate(names)]
    return True


@dataclass(frozen=True, kw_only=True)
class PlaceSession:
    """Put a session at a time, for so many minutes, perhaps in a room."""

    session: str
    starts_at: dt.datetime
    minutes: int
    room: str | None = None
    version: int | None = None


def place_session(work: Work, command: PlaceSession) -> Session:
    """Move a session. Clashes are warnings, never blocks. Raises OutsideTheEvent, RoomGone, ChangedMeanwhile, NotAllowed."""
    room = _room_to_use(work, command.room)
    session = work.change(SESSION, command.session, "place", command.version)
    event = work.database.get_one(Event, session.event_id)
    if room is not None:
        _belongs(room, event)
    if event.starts_on and event.ends_on:
        day = local_date(command.starts_at, event.zone)
        if not event.starts_on <= day <= event.ends_on:
            raise OutsideTheEvent(_("Choose a day on which the gathering happens"), field="day")
    session.minutes = command.minutes
    _put(session, command.starts_at, room)
    if work.differs(session):
        work.record(_placed(session))
    return session


def _room_to_use(work: Work, ref: str | None) -> Room | None:
    if ref is None:
        return None
    try:
        return work.read(ROOM, ref, "use")
    except NotVisible:
        raise RoomGone(_("That room is no longer on the list. Choose another one"), field="room") from None


@dataclass(frozen=True, kw_only=True)
class TakeOffTimetable:
    """Take a session's time and room away; its words stay."""

    session: str


def take_off_timetable(work: Work, command: TakeOffTimetable) -> Session:
    """Take the session off the timetable; twice changes nothing. Raises NotVisible, NotAllowed."""
    session = work.change(SESSION, command.session, "take off")
    _put(session, None, None)
    if work.differs(session):
        work.record(_placed(session))
    return session


@dataclass(frozen=True, kw_only=True)
class CancelSession:
    """Say that a session will not happen."""

    session: str


def cancel_session(work: Work, command: CancelSession) -> Session:
    """Mark the session; it stays on the timetable, so that people hear of it. Twice changes nothing.

    Raises NotVisible, NotAllowed.
    """
    session = work.change(SESSION, command.session, "cancel")
    if not work.is_repeat(session):
        work.record(SessionCancelled(about=session.ref))
    return session


@dataclass(frozen=True, kw_only=True)
class ConfirmSession:
    """Say that a session will happen: an idea, or one that was cancelled, after all."""

    session: str


def confirm_session(work: Work, command: ConfirmSession) -> Session:
    """Say that the session will happen; twice changes nothing. Raises NotVisible, NotAllowed."""
    session = work.change(SESSION, command.session, "confirm")
    if not work.is_repeat(session):
        work.record(SessionConfirmed(about=session.ref))
    return session


def _belongs(row: Room | Session, event: Event) -> None:
    if row.event_id != event.id:
        raise NotVisible


def _set(row: Room | Session, values: Mapping[str, object]) -> None:
    for name, value in values.items():
        setattr(row, name, value)


def _put(session: Session, starts_at: dt.datetime | None, room: Room | None) -> None:
    session.starts_at = starts_at
    session.room_id, session.room = (room.id, room) if room else (None, None)


def _placed(session: Session) -> SessionPlaced:
    starts = session.starts_at.isoformat() if session.starts_at else None
    return SessionPlaced(about=session.ref, starts_at=starts, room=session.room.ref if session.room else None)
