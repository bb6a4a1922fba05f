"""Taking in a schedule from elsewhere. Ids stay stable: a second import of a changed file moves sessions."""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from sqlalchemy import select

from eventsite.events.commands import the_event
from eventsite.events.models import Event
from eventsite.kernel.permissions import require
from eventsite.programme import permissions
from eventsite.programme.commands.plan import name_facilitators
from eventsite.programme.facts import ScheduleImported
from eventsite.programme.models import Room, Session
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

    event_id: int
    sessions: Sequence[ImportedSession]


@dataclass
class ImportResult:
    """What the import did."""

    added: int = 0
    changed: int = 0
    moved: int = 0
    unchanged: int = 0
    cancelled: int = 0
    rooms: int = 0
    titles_cancelled: list[str] = field(default_factory=list)


def import_schedule(
    work: Work, command: ImportSchedule, progress: Callable[[int], None] = lambda _done: None
) -> ImportResult:
    """Add, move and change sessions to match the file; ones it no longer has are cancelled, not deleted.

    Only sessions that came from an import are touched. `progress` hears how many are done.
    """
    event = the_event(work, command.event_id)
    require(work.actor, permissions.EDIT_PROGRAMME, event)
    result = ImportResult()
    rooms = _rooms(work, event, command.sessions, result)
    known = {
        s.external_id: s
        for s in work.database.scalars(
            select(Session).where(Session.event_id == event.id, Session.external_id.is_not(None))
        )
    }
    for done, foreign in enumerate(command.sessions, start=1):
        _import_one(work, event, foreign, rooms[foreign.room], known.pop(foreign.external_id, None), result)
        progress(done)
    for session in known.values():
        if session.state is not SessionState.CANCELLED:
            session.state, session.version = SessionState.CANCELLED, session.version + 1
            result.cancelled += 1
            result.titles_cancelled.append(session.title)
    _stretch(work, event, command.sessions)
    work.record(
        ScheduleImported(
            about=event.ref, added=result.added, changed=result.changed, moved=result.moved, cancelled=result.cancelled
        )
    )
    return result


def _rooms(work: Work, event: Event, sessions: Sequence[ImportedSession], result: ImportResult) -> dict[str, Room]:
    rooms = {r.name: r for r in work.database.scalars(select(Room).where(Room.event_id == event.id))}
    for name in dict.fromkeys(s.room for s in sessions):
        if name not in rooms:
            rooms[name] = Room(event_id=event.id, name=name, position=len(rooms), version=1)
            work.database.add(rooms[name])
            result.rooms += 1
    work.database.flush()
    return rooms


def _import_one(
    work: Work, event: Event, foreign: ImportedSession, room: Room, session: Session | None, result: ImportResult
) -> None:
    if session is None:
        session = Session(event_id=event.id, external_id=foreign.external_id, version=1)
        work.database.add(session)
        result.added += 1
    else:
        stays = session.state is not SessionState.CANCELLED and (
            (session.starts_at, session.minutes, session.room_id) == (foreign.starts_at, foreign.minutes, room.id)
        )
        if stays and _words_of(session) == (foreign.title, foreign.summary, foreign.content_note, foreign.people):
            result.unchanged += 1
            return
        session.version += 1
        result.moved += not stays
        result.changed += stays
    session.state = SessionState.CONFIRMED
    session.title, session.summary, session.content_note = foreign.title, foreign.summary, foreign.content_note
    session.starts_at, session.minutes, session.room_id, session.room = foreign.starts_at, foreign.minutes, room.id, room
    name_facilitators(session, foreign.people)


def _words_of(session: Session) -> tuple[str, str, str, tuple[str, ...]]:
    return session.title, session.summary, session.content_note, tuple(f.name for f in session.facilitators)


def _stretch(work: Work, event: Event, sessions: Sequence[ImportedSession]) -> None:
    """Let the event's dates reach as far as its sessions."""
    days = [s.starts_at.astimezone(ZoneInfo(event.zone)).date() for s in sessions]
    if days:
        event.starts_on = min([*days, *filter(None, [event.starts_on])])
        event.ends_on = max([*days, *filter(None, [event.ends_on])])
        work.outdated.add(event.id)
