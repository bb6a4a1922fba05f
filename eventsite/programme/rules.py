"""Pure decisions about a programme: warnings, and what a release changes."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from zoneinfo import ZoneInfo

from eventsite.kernel.i18n import _
from eventsite.programme.values import Change, Kind, RoomFacts, SharingFocus, Slot, StepFree

LONGEST_SITTING = dt.timedelta(minutes=60)
SHORTEST_BREAK = dt.timedelta(minutes=15)
BETWEEN_ROOMS = dt.timedelta(minutes=10)
LONGEST_CONTACT = dt.timedelta(hours=5)
CONTACT_FIRST = dt.timedelta(minutes=20)
TROUBLE_SHARE = 0.4
"""Figures of the pace and balance checks. Our choice, to be tested with people."""
GETTING_TO_KNOW = {"hello_round", "agreement", "cuppa"}


@dataclass(frozen=True)
class Warning_:  # noqa: N801 - "Warning" is Python's own
    """One plain sentence about the plan; never a block. `refs` are the sessions it is about."""

    sentence: str
    refs: tuple[str, ...] = ()


@dataclass(frozen=True)
class Unplaced:
    """A session that has no time yet."""

    ref: str
    title: str


def warnings(
    slots: Sequence[Slot], unplaced: Sequence[Unplaced], rooms: Sequence[RoomFacts], zone: str
) -> list[Warning_]:
    """Return everything worth a second look, most pressing first."""
    live = sorted((s for s in slots if not s.is_cancelled), key=lambda s: (s.start, s.ref))
    return [
        *_clashes(live),
        *_people(live),
        *_rooms(live, {room.ref: room for room in rooms}),
        *_pace(live, zone),
        *_contact_first(live),
        *_balance(live),
        *(Warning_(_("“%(title)s” has no time yet") % {"title": u.title}, (u.ref,)) for u in unplaced),
    ]


def _overlap(one: Slot, other: Slot) -> bool:
    return one.start < other.end and other.start < one.end


def _clashes(live: Sequence[Slot]) -> Iterable[Warning_]:
    by_room: dict[str, list[Slot]] = defaultdict(list)
    for slot in live:
        if slot.room_ref:
            by_room[slot.room_ref].append(slot)
    for used in by_room.values():
        for index, one in enumerate(used):
            for other in used[index + 1 :]:
                if _overlap(one, other):
                    words = {"one": one.title, "other": other.title, "room": one.room}
                    yield Warning_(
                        _("“%(one)s” and “%(other)s” are in %(room)s at the same time") % words, (one.ref, other.ref)
                    )


def _people(live: Sequence[Slot]) -> Iterable[Warning_]:
    by_name: dict[str, list[Slot]] = defaultdict(list)
    for slot in live:
        for name in slot.facilitators:
            by_name[name].append(slot)
    for name, led in sorted(by_name.items()):
        for one, other in pairwise(led):
            words = {"name": name, "one": one.title, "other": other.title}
            if _overlap(one, other):
                yield Warning_(_("%(name)s leads “%(one)s” and “%(other)s” at the same time") % words, (one.ref, other.ref))
            elif one.room_ref != other.room_ref and other.start - one.end < BETWEEN_ROOMS:
                yield Warning_(
                    _("%(name)s has less than 10 minutes to get from “%(one)s” to “%(other)s”") % words,
                    (one.ref, other.ref),
                )


def _rooms(live: Sequence[Slot], rooms: dict[str, RoomFacts]) -> Iterable[Warning_]:
    for slot in live:
        room = rooms.get(slot.room_ref)
        if slot.kind is Kind.BREAK:
            continue
        if room is None:
            yield Warning_(_("“%(title)s” has no room") % {"title": slot.title}, (slot.ref,))
        elif room.capacity is not None and (slot.places or 0) > room.capacity:
            words = {"title": slot.title, "places": slot.places, "room": room.name, "capacity": room.capacity}
            yield Warning_(
                _("“%(title)s” has %(places)d places, but %(room)s holds %(capacity)d people") % words, (slot.ref,)
            )
        elif room.step_free is StepFree.NO:
            words = {"title": slot.title, "room": room.name}
            yield Warning_(_("“%(title)s” is in %(room)s, which has steps") % words, (slot.ref,))
        if not slot.facilitators:
            yield Warning_(_("Nobody leads “%(title)s” yet") % {"title": slot.title}, (slot.ref,))


def _pace(live: Sequence[Slot], zone: str) -> Iterable[Warning_]:
    days: dict[dt.date, list[Slot]] = defaultdict(list)
    for slot in live:
        days[slot.start.astimezone(ZoneInfo(zone)).date()].append(slot)
    for day, slots in sorted(days.items()):
        contact = dt.timedelta()
        sitting_from: dt.datetime | None = None
        until = slots[0].start
        for slot in slots:
            if slot.kind is Kind.BREAK or slot.start - until >= SHORTEST_BREAK:
                sitting_from = None
            if slot.kind is Kind.SESSION:
                sitting_from = sitting_from or slot.start
                contact += max(slot.end - max(slot.start, until), dt.timedelta())
                if slot.end - sitting_from > LONGEST_SITTING and slot.end > until:
                    words = {"title": slot.title, "minutes": int((slot.end - sitting_from).total_seconds() // 60)}
                    yield Warning_(
                        _("By the end of “%(title)s” people will have sat for %(minutes)d minutes with no break") % words,
                        (slot.ref,),
                    )
                    sitting_from = slot.end
            until = max(until, slot.end)
        if contact > LONGEST_CONTACT:
            words = {"day": day.isoformat(), "hours": round(contact.total_seconds() / 3600, 1)}
            yield Warning_(_("%(day)s has %(hours)s hours of sessions; 5 is plenty") % words)


def _contact_first(live: Sequence[Slot]) -> Iterable[Warning_]:
    sessions = [s for s in live if s.kind is Kind.SESSION]
    if not sessions:
        return
    contact = sum((s.end - s.start for s in sessions if s.format in GETTING_TO_KNOW), dt.timedelta())
    if contact < CONTACT_FIRST:
        yield Warning_(_("There is little time to get to know each other: plan 20 minutes or more, before the content"))
    elif sessions[0].format not in GETTING_TO_KNOW:
        words = {"title": sessions[0].title}
        yield Warning_(_("The day starts with “%(title)s”; getting to know each other comes first") % words, (sessions[0].ref,))


def _balance(live: Sequence[Slot]) -> Iterable[Warning_]:
    lengths: dict[SharingFocus, float] = defaultdict(float)
    for slot in live:
        lengths[slot.sharing_focus] += (slot.end - slot.start).total_seconds()
    trouble = lengths[SharingFocus.TROUBLE] + lengths[SharingFocus.BOTH] / 2
    triumph = lengths[SharingFocus.TRIUMPH] + lengths[SharingFocus.BOTH] / 2
    if trouble + triumph and trouble / (trouble + triumph) < TROUBLE_SHARE:
        words = {"share": round(100 * trouble / (trouble + triumph))}
        yield Warning_(_("Only %(share)d%% of the story time is for what did not work; 40%% keeps it honest") % words)


@dataclass(frozen=True)
class SlotChange:
    """One line of a release's list of changes."""

    change: Change
    slot: Slot


def next_release(
    before: Sequence[Slot], plan: Sequence[Slot], now: dt.datetime
) -> tuple[list[Slot], list[SlotChange]]:
    """Return the slots of the next release and how they differ from the release before.

    A slot that vanished from the plan stays as cancelled, so that calendars hear of it. `sequence` goes up by one when
    time, place or cancellation changed, never on a typo; `changed_at` moves on any change
    (SEQUENCE and LAST-MODIFIED: RFC 5545, 3.8.7, IETF, September 2009).
    """
    old = {slot.ref: slot for slot in before}
    planned = {slot.ref for slot in plan}
    gone = [replace(slot, is_cancelled=True) for slot in before if slot.ref not in planned]
    slots, changes = [], []
    for slot in sorted([*plan, *gone], key=lambda s: (s.start, s.room, s.title, s.ref)):
        was = old.get(slot.ref)
        change = _change(was, slot)
        if was is None:
            slots.append(replace(slot, sequence=0, changed_at=now))
        elif change is None:
            slots.append(replace(slot, sequence=was.sequence, changed_at=was.changed_at))
        else:
            step = 0 if change is Change.EDITED else 1
            slots.append(replace(slot, sequence=was.sequence + step, changed_at=now))
        if change is not None and not (was is None and slot.is_cancelled):
            changes.append(SlotChange(change, slots[-1]))
    return slots, changes


def _change(was: Slot | None, now: Slot) -> Change | None:
    if was is None:
        return Change.NEW
    if now.is_cancelled != was.is_cancelled:
        return Change.CANCELLED if now.is_cancelled else Change.MOVED
    if (now.start, now.end, now.room_ref) != (was.start, was.end, was.room_ref):
        return Change.MOVED
    same = replace(now, sequence=was.sequence, changed_at=was.changed_at) == was
    return None if same else Change.EDITED
