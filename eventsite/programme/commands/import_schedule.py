"""Taking in a schedule from elsewhere. Ids stay stable: a second import of a changed file moves sessions.

What somebody changed here by hand stays, whatever the file says, until they choose the file's word for that session.
"""

import datetime as dt
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from eventsite.events.facts import EventDescribed
from eventsite.events.models import Event
from eventsite.events.permissions import EVENT
from eventsite.kernel.days import local_date
from eventsite.kernel.i18n import _
from eventsite.kernel.permissions import require
from eventsite.kernel.refusals import Refusal
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


Said = Mapping[str, Any]
"""What a file says of a session: its words, and as `place` its start, minutes and room."""


class WrongFile(Refusal):
    """Most of what was imported before is not in the file, or is something else there."""


@dataclass(frozen=True, kw_only=True)
class ImportSchedule:
    """Everything a file told, for one event.

    `cancel_missing` insists that the file is the right one, however much is gone. `overwrite` are the file's ids of
    sessions that lose what was changed here by hand.
    """

    event: str
    sessions: Sequence[ImportedSession]
    cancel_missing: bool = False
    overwrite: Collection[str] = ()


@dataclass
class ImportResult:
    """What the import did. `titles_not_happening` are in the file, but cancelled here, and stay so.

    `kept` has the file's id and the title of each session that was changed here by hand and says something else in the file.
    """

    added: int = 0
    changed: int = 0
    moved: int = 0
    unchanged: int = 0
    cancelled: int = 0
    rooms: int = 0
    titles_cancelled: list[str] = field(default_factory=list)
    titles_not_happening: list[str] = field(default_factory=list)
    kept: list[tuple[str, str]] = field(default_factory=list)


def import_schedule(
    work: Work, command: ImportSchedule, progress: Callable[[int], None] = lambda _done: None
) -> ImportResult:
    """Add, move and change sessions to match the file; ones it no longer has are cancelled, not deleted.

    Only sessions that came from an import are touched, and none that was cancelled comes back. `progress` hears how many
    are done. Raises WrongFile, NotVisible, NotAllowed.
    """
    event = _stretched(work, command)
    require(work.actor, EDIT_PROGRAMME, event)
    result = ImportResult()
    rooms = _rooms(work, event, command.sessions, result)
    came_from_a_file = (Session.event_id == event.id) & Session.external_id.is_not(None)
    known = {session.external_id or "": session for session in work.change_each(SESSION, came_from_a_file, "import")}
    if not command.cancel_missing:
        _refuse_wrong_file(command.sessions, known)
    for done, foreign in enumerate(command.sessions, start=1):
        session = known.pop(foreign.external_id, None)
        if session is None:
            _add(work, event, foreign, rooms[foreign.room])
            result.added += 1
        else:
            _match(work, session, foreign, rooms, result, overwrites=foreign.external_id in command.overwrite)
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


def _refuse_wrong_file(sessions: Sequence[ImportedSession], known: Mapping[str, Session]) -> None:
    """Raise WrongFile where more than half of what is known is gone, or has another title at another time."""
    live = {ref: session for ref, session in known.items() if session.state is not SessionState.CANCELLED}
    now = {foreign.external_id: _said(foreign) for foreign in sessions}
    lost = sum(_is_another(now.get(ref), session.imported or _stands(session)) for ref, session in live.items())
    if 2 * lost > len(live):
        raise WrongFile(
            _(
                "%(lost)d of %(all)d sessions that came from a file before are not in this one, or are others there. "
                "It looks like the file of another gathering. If it is the right one, import it with --cancel-missing."
            )
            % {"lost": lost, "all": len(live)}
        )


def _is_another(now: Said | None, before: Said) -> bool:
    return now is None or (now["title"] != before["title"] and now["place"][0] != before["place"][0])


def _said(foreign: ImportedSession) -> dict[str, Any]:
    start = foreign.starts_at.astimezone(dt.UTC).isoformat()
    return {
        "title": foreign.title, "summary": foreign.summary, "content_note": foreign.content_note,
        "people": list(foreign.people), "place": [start, foreign.minutes, foreign.room],
    }


def _stands(session: Session) -> dict[str, Any]:
    start = session.starts_at.astimezone(dt.UTC).isoformat() if session.starts_at else None
    return {
        "title": session.title, "summary": session.summary, "content_note": session.content_note,
        "people": [f.name for f in session.facilitators],
        "place": [start, session.minutes, session.room.name if session.room else None],
    }


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
        room_id=room.id, imported=_said(foreign),
    )
    name_facilitators(session, foreign.people)
    work.add(SESSION, session, "import")
    work.record(SessionSaved(about=session.ref))


def _match(
    work: Work, session: Session, foreign: ImportedSession, rooms: Mapping[str, Room], result: ImportResult, *, overwrites: bool
) -> None:
    said, stands = _said(foreign), _stands(session)
    before = stands if overwrites or not session.imported else session.imported
    by_hand = {part for part in said if stands[part] != before[part] and stands[part] != said[part]}
    taken = {part for part in said if part not in by_hand and stands[part] != said[part]}
    for part in taken - {"place", "people"}:
        setattr(session, part, said[part])
    if "people" in taken:
        name_facilitators(session, foreign.people)
    if "place" in taken:
        room = rooms[foreign.room]
        session.starts_at, session.minutes, session.room_id, session.room = foreign.starts_at, foreign.minutes, room.id, room
    if session.imported != said:
        session.imported = said
    if by_hand:
        result.kept.append((foreign.external_id, session.title))
    if session.state is SessionState.CANCELLED:
        result.titles_not_happening.append(session.title)
    _tell(work, session, taken, result)


def _tell(work: Work, session: Session, taken: Collection[str], result: ImportResult) -> None:
    if "place" in taken:
        result.moved += 1
        starts, room = session.starts_at, session.room
        work.record(
            SessionPlaced(about=session.ref, starts_at=starts.isoformat() if starts else None, room=room.ref if room else None)
        )
        return
    if taken:
        result.changed += 1
    else:
        result.unchanged += 1
    if taken or work.differs(session):
        work.record(SessionSaved(about=session.ref))


def _cancel(work: Work, session: Session, result: ImportResult) -> None:
    work.change(SESSION, session.ref, "cancel")
    if not work.is_repeat(session):
        result.cancelled += 1
        result.titles_cancelled.append(session.title)
        work.record(SessionCancelled(about=session.ref))
