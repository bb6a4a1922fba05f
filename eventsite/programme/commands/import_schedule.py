"""Taking in a schedule from elsewhere. Ids stay stable: a second import of a changed file moves sessions."""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from eventsite.events.facts import EventDescribed
from eventsite.events.models import Event
from eventsite.events.permissions import EVENT
from eventsite.kernel.days import local_date
from eventsite.kernel.permissions import require
from eventsite.programme.commands.plan import name_facilitators
from eventsite.programme.facts import RoomSaved, ScheduleImported, SessionCancelled, SessionPlaced, SessionSaved
from eventsite.programme.models.plan import Room, Session
from eventsite.programme.permissions import EDIT_PROGRAMME, ROOM, SESSION
from eventsite.programme.queries.plan import Days, days_of_event
from eventsite.programme.values import SessionState
from eventsite.records.work import Work


@dataclass(frozen=True, kw_only=True)
class ImportedSession:
    """A session as a schedule file tells of it. `external_id` is the file's own id for this slot."""

    external_id: str
    title: str
    summary: str
    people: tuple[str, ...]
    room: str
    starts_at: dt.datetime
    minutes: int
    content_note: str = ""


@dataclass(frozen=True, kw_only=True)
class ImportSchedule:
    """Everything a file told, for one event."""

    event: str
    sessions: Sequence[ImportedSession]


@dataclass
class ImportResult:
    """What the import did. `titles_not_happening` are in the file, but cancelled here, and stay so."""

    added: int = 0
    changed: int = 0
    moved: int = 0
    unchanged: int = 0
    cancelled: int = 0
    rooms: int = 0
    titles_cancelled: list[str] = field(default_factory=list)
    titles_not_happening: list[str] = field(default_factory=list)


def import_schedule(
    work: Work, command: ImportSchedule, progress: Callable[[int], None] = lambda _done: None
) -> ImportResult:
    """Add, move and change sessions to match the file; ones it no longer has are cancelled, not deleted.

    Only sessions that came from an import are touched, and none that was cancelled comes back. `progress` hears how many
    are done. Raises NotVisible, NotAllowed.
    """
    event = _stretched(work, command)
    require(work.actor, EDIT_PROGRAMME, event)
    result = ImportResult()
    rooms = _rooms(work, event, command.sessions, result)
    came_from_a_file = (Session.event_id == event.id) & Session.external_id.is_not(None)
    known = {session.external_id: session for session in work.change_each(SESSION, came_from_a_file, "import")}
    for done, foreign in enumerate(command.sessions, start=1):
        session = known.pop(foreign.external_id, None)
        if session is None:
            _add(work, event, foreign, rooms[foreign.room])
            result.added += 1
        else:
            _match(work, session, foreign, rooms[foreign.room], result)
        progress(done)
    for session in known.values():
        _cancel(work, session, result)
    if result.added or result.changed or result.moved or result.cancelled:
        work.record(
            ScheduleImported(
                about=event.ref, added=result.added, changed=result.changed, moved=result.moved, cancelled=result.cancelled
            )
        )
    return result


def _stretched(work: Work, command: ImportSchedule) -> Event:
    """Return the event, with dates that reach as far as its sessions; it is locked only where they have to change."""
    now = days_of_event(work.database, command.event)
    reach = _reach(now, command.sessions)
    if reach == (now.starts_on, now.ends_on):
        return work.read(EVENT, command.event)
    event = work.change(EVENT, command.event, "describe")
    event.starts_on, event.ends_on = _reach(Days(event.starts_on, event.ends_on, event.zone), command.sessions)
    if work.differs(event):
        work.record(EventDescribed(about=event.ref, fields=["ends_on", "starts_on"]))
    return event


def _reach(days: Days, sessions: Sequence[ImportedSession]) -> tuple[dt.date | None, dt.date | None]:
    used = [local_date(s.starts_at, days.zone) for s in sessions]
    first, last = [*used, *filter(None, [days.starts_on])], [*used, *filter(None, [days.ends_on])]
    return min(first, default=None), max(last, default=None)


def _rooms(work: Work, event: Event, sessions: Sequence[ImportedSession], result: ImportResult) -> dict[str, Room]:
    rooms = {room.name: room for room in work.change_each(ROOM, Room.event_id == event.id, "import")}
    for name in dict.fromkeys(s.room for s in sessions):
        if name not in rooms:
            room = Room(event_id=event.id, name=name, position=len(rooms), version=1)
            rooms[name] = work.add(ROOM, room, "import")
            work.record(RoomSaved(about=room.ref))
            result.rooms += 1
    return rooms


def _add(work: Work, event: Event, foreign: ImportedSession, room: Room) -> None:
    session = Session(
        event_id=event.id, external_id=foreign.external_id, state=SessionState.CONFIRMED, version=1, title=foreign.title,
        summary=foreign.summary, content_note=foreign.content_note, starts_at=foreign.starts_at, minutes=foreign.minutes,
        room_id=room.id,
    )
    name_facilitators(session, foreign.people)
    work.add(SESSION, session, "import")
    work.record(SessionSaved(about=session.ref))


def _match(work: Work, session: Session, foreign: ImportedSession, room: Room, result: ImportResult) -> None:
    stays = (session.starts_at, session.minutes, session.room_id) == (foreign.starts_at, foreign.minutes, room.id)
    session.title, session.summary, session.content_note = foreign.title, foreign.summary, foreign.content_note
    session.starts_at, session.minutes, session.room_id, session.room = foreign.starts_at, foreign.minutes, room.id, room
    has_new_people = name_facilitators(session, foreign.people)
    if session.state is SessionState.CANCELLED:
        result.titles_not_happening.append(session.title)
    if not stays:
        result.moved += 1
        work.record(SessionPlaced(about=session.ref, starts_at=foreign.starts_at.isoformat(), room=room.ref))
    elif has_new_people or work.differs(session):
        result.changed += 1
        work.record(SessionSaved(about=session.ref))
    else:
        result.unchanged += 1


def _cancel(work: Work, session: Session, result: ImportResult) -> None:
    work.change(SESSION, session.ref, "cancel")
    if not work.is_repeat(session):
        result.cancelled += 1
        result.titles_cancelled.append(session.title)
        work.record(SessionCancelled(about=session.ref))
