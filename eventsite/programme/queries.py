"""Reading the programme: the plan a team works on, and the releases everybody sees."""

import datetime as dt
import threading
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import Engine, bindparam, func, literal_column, select
from sqlalchemy.orm import Session as Database
from sqlalchemy.orm import undefer

from eventsite.events.models import Event
from eventsite.events.values import EventState
from eventsite.kernel.refusals import NotVisible
from eventsite.programme.models import Release, Room, Session
from eventsite.programme.rules import Unplaced
from eventsite.programme.values import Kind, RoomFacts, SessionState, SharingFocus, Slot, StepFree
from eventsite.records.compiled_query import CompiledQuery
from eventsite.records.models import PublicVersionCount


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


@dataclass(frozen=True)
class Plan:
    """What a team works on, as plain values."""

    slots: list[Slot]
    unplaced: list[Unplaced]
    rooms: list[RoomFacts]


def plan_of(database: Database, event_id: int) -> Plan:
    """Return the plan as it stands now."""
    sessions = sessions_of(database, event_id)
    return Plan(
        slots=[slot for session in sessions if (slot := slot_of(session))],
        unplaced=[
            Unplaced(s.ref, s.title)
            for s in sessions
            if s.starts_at is None and s.state is not SessionState.CANCELLED
        ],
        rooms=[facts_of(room) for room in rooms_of(database, event_id)],
    )


@dataclass(frozen=True)
class Programme:
    """A release, thawed."""

    release_id: int
    number: int
    published_at: dt.datetime
    slots: list[Slot]
    rooms: list[RoomFacts]

    def slot(self, ref: str) -> Slot:
        """Return one slot. Raises NotVisible for a session that was never published."""
        for slot in self.slots:
            if slot.ref == ref:
                return slot
        raise NotVisible

    def room(self, ref: str) -> RoomFacts:
        """Return one room. Raises NotVisible."""
        for room in self.rooms:
            if room.ref == ref:
                return room
        raise NotVisible


def serialise(slots: Sequence[Slot], rooms: Sequence[RoomFacts]) -> dict[str, Any]:
    """Return slots and rooms as JSON-ready values."""
    return {
        "slots": [
            {k: v.isoformat() if isinstance(v, dt.datetime) else v for k, v in asdict(slot).items()} for slot in slots
        ],
        "rooms": [asdict(room) for room in rooms],
    }


def deserialise(release: Release) -> Programme:
    """Return a release's content as values again."""
    return Programme(
        release.id,
        release.number,
        release.published_at,
        [_deserialise_slot(row) for row in release.content["slots"]],
        [RoomFacts(**row | {"step_free": StepFree(row["step_free"])}) for row in release.content["rooms"]],
    )


def _deserialise_slot(row: dict[str, Any]) -> Slot:
    row = dict(row)
    if "tells" in row:  # what it was called until 25 November 2026
        row["sharing_focus"] = row.pop("tells")
    moments = {key: dt.datetime.fromisoformat(row[key]) for key in ("start", "end", "changed_at")}
    words = {
        "kind": Kind(row["kind"]),
        "sharing_focus": SharingFocus(row["sharing_focus"]),
        "facilitators": tuple(row["facilitators"]),
    }
    return Slot(**row | moments | words)


class ReleaseCache:
    """The releases that were read last. A release never changes, so what was read once stays true."""

    def __init__(self, most: int) -> None:
        self._most, self._kept = most, OrderedDict[str, Programme]()
        self._lock = threading.Lock()

    def get(self, ref: str, thaw_it: Callable[[], Programme]) -> Programme:
        """Return the release called `ref`, thawing it first if nobody has."""
        with self._lock:
            if ref in self._kept:
                self._kept.move_to_end(ref)
                return self._kept[ref]
        found = thaw_it()
        with self._lock:
            self._kept[ref] = found
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)
        return found


_releases = ReleaseCache(most=16)


_LATEST = (
    select(Release.ref).where(Release.event_id == bindparam("event_id")).order_by(Release.number.desc()).limit(1)
)


def latest_release(database: Database, event_id: int) -> Programme | None:
    """Return what is published now, or None. Nobody may change what comes back: others hold the same one."""
    ref = database.scalar(_LATEST, {"event_id": event_id})
    if ref is None:
        return None
    whole = select(Release).where(Release.ref == ref).options(undefer(Release.content))
    return _releases.get(ref, lambda: deserialise(database.scalars(whole).one()))


def releases_of(database: Database, event_id: int) -> Sequence[Release]:
    """Return every release, the latest first, without its content."""
    return database.scalars(select(Release).where(Release.event_id == event_id).order_by(Release.number.desc())).all()


@dataclass(frozen=True)
class PublicVersion:
    """All that a public page depends on, in one small row; the key of everything kept about it. A release counts it up."""

    event_id: int
    slug: str
    public_version: int


_event, _versions = Event.__table__, PublicVersionCount.__table__
_PUBLIC_VERSION = (
    select(_event.c.id, _event.c.slug, func.coalesce(_versions.c.number, literal_column("0")).label("public_version"))
    .select_from(_event.outerjoin(_versions, _versions.c.event_id == _event.c.id))
    .where(_event.c.slug == bindparam("slug"), _event.c.state != literal_column(f"'{EventState.DRAFT.value}'"))
)
"""The state is written into the text, so that the slug is its only value; see `records/compiled_query.py`."""


def public_version_of(database: Database, slug: str) -> PublicVersion:
    """Return what an event's public pages depend on now. Raises NotVisible."""
    row = database.execute(_PUBLIC_VERSION, {"slug": slug}).one_or_none()
    if row is None:
        raise NotVisible
    return PublicVersion(*row)


def public_version_counts(database: Database, event_ids: Sequence[int]) -> dict[int, int]:
    """Return event id -> how often its public pages have changed; ones that never did are left out."""
    counts = PublicVersionCount.event_id, PublicVersionCount.number
    found = database.execute(select(*counts).where(PublicVersionCount.event_id.in_(event_ids))).all()
    return {row.event_id: row.number for row in found}


def public_version_query(engine: Engine) -> Callable[[str], PublicVersion | None]:
    """Return a quick way to look up what an event's public pages depend on: the one query of a public page. None stands for NotVisible."""
    query = CompiledQuery(engine, _PUBLIC_VERSION)

    def look(slug: str) -> PublicVersion | None:
        row = query(slug)
        return PublicVersion(*row) if row else None

    return look
