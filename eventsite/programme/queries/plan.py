"""Reading the plan that a team works on."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session as Database

from eventsite.events.models import Event
from eventsite.kernel.refusals import NotVisible
from eventsite.programme.models.plan import Room, Session
from eventsite.programme.values import RoomFacts, SessionName, SessionState, Slot


def rooms_of(database: Database, event_id: int) -> Sequence[Room]:
    """Return an event's rooms in their order."""
    return database.scalars(select(Room).where(Room.event_id == event_id).order_by(Room.position, Room.id)).all()


def sessions_of(database: Database, event_id: int) -> Sequence[Session]:
    """Return an event's sessions: placed ones by time, then the others."""
    return database.scalars(
        select(Session)
        .where(Session.event_id == event_id)
        .order_by(Session.starts_at.asc().nulls_last(), Session.title, Session.id)
    ).all()


def session_of(database: Database, event_id: int, ref: str) -> Session:
    """Return one session of the team's own plan. Raises NotVisible."""
    found = database.scalar(select(Session).where(Session.event_id == event_id, Session.ref == ref))
    if found is None:
        raise NotVisible
    return found


def room_of(database: Database, event_id: int, ref: str) -> Room:
    """Return one room. Raises NotVisible."""
    found = database.scalar(select(Room).where(Room.event_id == event_id, Room.ref == ref))
    if found is None:
        raise NotVisible
    return found


def titles_in(database: Database, room: Room) -> Sequence[str]:
    """Return the titles of what is in a room, in the order of time."""
    inside = Session.event_id == room.event_id, Session.room_id == room.id
    return database.scalars(select(Session.title).where(*inside).order_by(Session.starts_at.asc().nulls_last(), Session.id)).all()


def slot_of(session: Session) -> Slot | None:
    """Return a session as a release would hold it; None while it has no time."""
    end = session.ends_at
    if session.starts_at is None or end is None:
        return None
    return Slot(
        ref=session.ref,
        kind=session.kind,
        title=session.title,
        summary=session.summary,
        format=session.format,
        sharing_focus=session.sharing_focus,
        content_note=session.content_note,
        facilitators=tuple(f.name for f in session.facilitators),
        places=session.places,
        room_ref=session.room.ref if session.room else "",
        room=session.room.name if session.room else "",
        start=session.starts_at,
        end=end,
        is_cancelled=session.state is SessionState.CANCELLED,
    )


def facts_of(room: Room) -> RoomFacts:
    """Return a room as a release would hold it."""
    return RoomFacts(
        ref=room.ref, name=room.name, capacity=room.capacity, step_free=room.step_free, note=room.note,
        is_quiet=room.is_quiet,
    )


def off_the_timetable(sessions: Iterable[Session]) -> frozenset[str]:
    """Return the references of sessions that have no time and are not cancelled."""
    return frozenset(s.ref for s in sessions if s.starts_at is None and s.state is not SessionState.CANCELLED)


@dataclass(frozen=True)
class Plan:
    """What a team works on, as plain values."""

    slots: list[Slot]
    unplaced: list[SessionName]
    rooms: list[RoomFacts]


def plan_of(database: Database, event_id: int) -> Plan:
    """Return the plan as it stands now."""
    sessions = sessions_of(database, event_id)
    return Plan(
        slots=[slot for session in sessions if (slot := slot_of(session))],
        unplaced=[
            SessionName(s.ref, s.title)
            for s in sessions
            if s.starts_at is None and s.state is not SessionState.CANCELLED
        ],
        rooms=[facts_of(room) for room in rooms_of(database, event_id)],
    )


def count_of_rooms(database: Database, event_id: int) -> int:
    """Return how many rooms an event has."""
    return database.scalars(select(func.count()).where(Room.event_id == event_id)).one()


@dataclass(frozen=True)
class Days:
    """The days of an event, and the zone in which they are days."""

    starts_on: dt.date | None
    ends_on: dt.date | None
    zone: str


def days_of_event(database: Database, ref: str) -> Days:
    """Return the days of an event by its reference. Raises NotVisible."""
    row = database.execute(select(Event.starts_on, Event.ends_on, Event.zone).where(Event.ref == ref)).one_or_none()
    if row is None:
        raise NotVisible
    return Days(*row)
