"""Reading the releases that everybody sees."""

import datetime as dt
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from threading import Lock

from cachetools import LRUCache, cached
from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session as Database
from sqlalchemy.orm import undefer

from eventsite.kernel.refusals import NotVisible
from eventsite.programme.models.releases import Release
from eventsite.programme.queries.plan import facts_of, off_the_timetable, rooms_of, sessions_of, slot_of
from eventsite.programme.release_content import UnreadableRelease, deserialise
from eventsite.programme.rules.releases import SlotChange, next_release, plan_number
from eventsite.programme.values import Change, Kind, RoomFacts, SessionState, Slot, StepFree
from eventsite.records.compiled_query import CompiledQuery

log = logging.getLogger(__name__)
MOST_RELEASES = 16
"""As many as are read again and again; a release never changes, so what was read once stays true."""


@dataclass(frozen=True, eq=False)
class Programme:
    """A release as values again, and equal to itself only. One that nobody can read has none, and says so."""

    release_id: int
    number: int
    published_at: dt.datetime
    slots: list[Slot]
    rooms: list[RoomFacts]
    is_readable: bool = True

    @cached_property
    def choosable(self) -> Sequence[Slot]:
        """The sessions one can choose: no breaks, nothing cancelled."""
        return [slot for slot in self.slots if slot.kind is Kind.SESSION and not slot.is_cancelled]

    def slot(self, ref: str) -> Slot:
        """Return one slot. Raises NotVisible for a session that was never published."""
        for slot in self.slots:
            if slot.ref == ref:
                return slot
        raise NotVisible

    def has_steps(self, slot: Slot) -> bool:
        """Whether the way to the room of a slot has steps. A room that nobody has checked is not said to have any."""
        return any(room.ref == slot.room_ref and room.step_free is StepFree.NO for room in self.rooms)

    @cached_property
    def rooms_with_steps(self) -> Sequence[str]:
        """The names of rooms with steps in which there is a session, in the order of the programme."""
        return list(dict.fromkeys(slot.room for slot in self.choosable if self.has_steps(slot)))

    def room(self, ref: str) -> RoomFacts:
        """Return one room. Raises NotVisible."""
        for room in self.rooms:
            if room.ref == ref:
                return room
        raise NotVisible


_RELEASE = Release.__table__.c  # its columns: one word is no mapped object
_LATEST = CompiledQuery(
    select(_RELEASE.ref).where(_RELEASE.event_id == bindparam("event_id")).order_by(_RELEASE.number.desc()).limit(1)
)


def latest_release(database: Database, event_id: int) -> Programme | None:
    """Return what is published now, or None. Nobody may change what comes back: others hold the same one.

    A release that this version of the code cannot read comes back empty, with `is_readable` false.
    """
    latest = _LATEST.first(database, event_id=event_id)
    return _read_release(database, *latest) if latest else None


def readable_release(database: Database, event_id: int) -> Programme | None:
    """Return what is published now, or None, for whoever would mislead by showing nothing. Raises UnreadableRelease."""
    found = latest_release(database, event_id)
    if found is not None and not found.is_readable:
        raise UnreadableRelease(f"version {found.number} of the programme of event {event_id}")
    return found


@cached(LRUCache(maxsize=MOST_RELEASES), key=lambda _database, ref: ref, lock=Lock())
def _read_release(database: Database, ref: str) -> Programme:
    whole = select(Release).where(Release.ref == ref).options(undefer(Release.content))
    release = database.scalars(whole).one()
    try:
        slots, rooms = deserialise(release.content, release.schema)
    except UnreadableRelease:
        log.exception("version %d of the programme of event %d cannot be read", release.number, release.event_id)
        return Programme(release.id, release.number, release.published_at, [], [], is_readable=False)
    return Programme(release.id, release.number, release.published_at, slots, rooms)


def release_numbered(database: Database, event_id: int, number: int) -> Programme | None:
    """Return one release; None where there is none of that number."""
    ref = database.scalar(select(Release.ref).where(Release.event_id == event_id, Release.number == number))
    return _read_release(database, ref) if ref else None


def changes_of(database: Database, event_id: int, number: int) -> list[SlotChange]:
    """Return how a release differed from the one before. Raises UnreadableRelease."""
    listed = database.scalar(select(Release.changes).where(Release.event_id == event_id, Release.number == number))
    now, before = (release_numbered(database, event_id, one) for one in (number, number - 1))
    if now is None or not now.is_readable or (before and not before.is_readable):
        raise UnreadableRelease(f"version {number} of the programme of event {event_id}")
    old = {slot.ref: slot for slot in before.slots} if before else {}
    return [SlotChange(Change(one["change"]), now.slot(one["ref"]), old.get(one["ref"])) for one in listed or []]


def note_of(database: Database, event_id: int, number: int) -> str:
    """Return what a release's publisher said is new."""
    return database.scalar(select(Release.note).where(Release.event_id == event_id, Release.number == number)) or ""


@dataclass(frozen=True)
class NextRelease:
    """What publishing now would change: `number` says which plan it is, `has_new_rooms` that rooms are described anew."""

    changes: list[SlotChange]
    number: int
    has_new_rooms: bool
    is_first: bool

    @property
    def is_something(self) -> bool:
        """Whether there is anything to publish."""
        return bool(self.changes) or self.has_new_rooms


def coming_release(database: Database, event_id: int, now: dt.datetime) -> NextRelease:
    """Return what publishing the plan at `now` would change. Raises UnreadableRelease."""
    sessions, before = sessions_of(database, event_id), readable_release(database, event_id)
    plan = [slot for s in sessions if s.state is not SessionState.IDEA and (slot := slot_of(s))]
    facts, off = [facts_of(room) for room in rooms_of(database, event_id)], off_the_timetable(sessions)
    _slots, changes = next_release(before.slots if before else [], plan, now, off)
    has_new_rooms = before is not None and before.rooms != facts
    return NextRelease(changes, plan_number(plan, facts, off), has_new_rooms, before is None)


def releases_of(database: Database, event_id: int) -> Sequence[Release]:
    """Return every release, the latest first, without its content."""
    return database.scalars(select(Release).where(Release.event_id == event_id).order_by(Release.number.desc())).all()
