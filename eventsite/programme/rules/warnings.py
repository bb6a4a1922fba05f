"""What deserves a second look in a plan. What is found are codes; `programme/wording.py` has the sentences."""

import datetime as dt
import itertools
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from eventsite.kernel.days import local_date
from eventsite.kernel.text import name_key
from eventsite.programme.values import (
    WEIGHTS,
    Kind,
    PlanWarning,
    RoomFacts,
    SessionName,
    SharingFocus,
    Slot,
    StepFree,
    WarningCode,
)

LONGEST_SITTING = dt.timedelta(minutes=60)
SHORTEST_BREAK = dt.timedelta(minutes=15)
BETWEEN_ROOMS = dt.timedelta(minutes=10)
LONGEST_CONTACT = dt.timedelta(hours=5)
CONTACT_FIRST = dt.timedelta(minutes=20)
TROUBLE_SHARE = 0.4
"""Figures of the pace and balance checks. Our choice, to be tested with people."""
GETTING_TO_KNOW = {"hello_round", "agreement", "cuppa"}


def warnings(
    slots: Sequence[Slot], unplaced: Sequence[SessionName], rooms: Sequence[RoomFacts], zone: str,
    days: tuple[dt.date | None, dt.date | None] = (None, None),
) -> list[PlanWarning]:
    """Return everything worth a second look, the weightiest first; equal ones in the order of the day.

    `days` are the first and the last one of the event, where they are known.
    """
    live = sorted((s for s in slots if not s.is_cancelled), key=lambda s: (s.start, s.ref))
    found = [
        *_outside(live, zone, *days),
        *_rooms(live, {room.ref: room for room in rooms}),
        *_clashes(live),
        *_people(live),
        *_pace(live, zone),
        *_contact_first(live),
        *_balance(live),
        *(PlanWarning(code=WarningCode.NO_TIME, sessions=(session,)) for session in unplaced),
    ]
    return sorted(found, key=lambda warning: -warning.weight)


def in_the_open(found: Sequence[PlanWarning], most: int) -> tuple[Sequence[PlanWarning], Sequence[PlanWarning]]:
    """Split what `warnings` found into what is shown at once and the rest: at most `most`, but all of the weightiest."""
    count = max(most, sum(warning.weight == max(WEIGHTS.values()) for warning in found))
    return found[:count], found[count:]


def _outside(live: Sequence[Slot], zone: str, first: dt.date | None, last: dt.date | None) -> Iterable[PlanWarning]:
    if first is None or last is None:
        return
    for slot in live:
        day = local_date(slot.start, zone)
        if not first <= day <= last:
            yield PlanWarning(code=WarningCode.OUTSIDE_DAYS, sessions=_names(slot), day=day)


def _overlap(one: Slot, other: Slot) -> bool:
    return one.start < other.end and other.start < one.end


def _names(*slots: Slot) -> tuple[SessionName, ...]:
    return tuple(SessionName(slot.ref, slot.title) for slot in slots)


def _minutes(length: dt.timedelta) -> int:
    return int(length.total_seconds() // 60)


def _clashes(live: Sequence[Slot]) -> Iterable[PlanWarning]:
    by_room: dict[str, list[Slot]] = defaultdict(list)
    for slot in live:
        if slot.room_ref:
            by_room[slot.room_ref].append(slot)
    for used in by_room.values():
        for one, other in itertools.combinations(used, 2):
            if _overlap(one, other):
                yield PlanWarning(code=WarningCode.ROOM_CLASH, sessions=_names(one, other), room=one.room)


def _people(live: Sequence[Slot]) -> Iterable[PlanWarning]:
    by_name: dict[str, list[Slot]] = defaultdict(list)
    for slot in live:
        for name in slot.facilitators:
            by_name[name].append(slot)
    for name, led in sorted(by_name.items(), key=lambda named: name_key(named[0])):
        for one, other in itertools.pairwise(led):
            if _overlap(one, other):
                yield PlanWarning(code=WarningCode.PERSON_CLASH, sessions=_names(one, other), person=name)
            elif one.room_ref != other.room_ref and other.start - one.end < BETWEEN_ROOMS:
                yield PlanWarning(
                    code=WarningCode.SHORT_CHANGE, sessions=_names(one, other), person=name,
                    found=_minutes(other.start - one.end), limit=_minutes(BETWEEN_ROOMS),
                )


def _rooms(live: Sequence[Slot], rooms: Mapping[str, RoomFacts]) -> Iterable[PlanWarning]:
    # What people need is sealed, and a plan is read without opening it: steps are told wherever somebody might meet them.
    for slot in live:
        if slot.kind is Kind.BREAK:
            continue
        room, names = rooms.get(slot.room_ref), _names(slot)
        if room is None:
            yield PlanWarning(code=WarningCode.NO_ROOM, sessions=names)
        else:
            if room.step_free is StepFree.NO:
                yield PlanWarning(code=WarningCode.STEPS, sessions=names, room=room.name)
            if room.capacity is not None and (slot.places or 0) > room.capacity:
                yield PlanWarning(
                    code=WarningCode.TOO_FEW_SEATS, sessions=names, room=room.name, found=slot.places or 0, limit=room.capacity
                )
        if not slot.facilitators:
            yield PlanWarning(code=WarningCode.NO_FACILITATOR, sessions=names)


def _pace(live: Sequence[Slot], zone: str) -> Iterable[PlanWarning]:
    days: dict[dt.date, list[Slot]] = defaultdict(list)
    for slot in live:
        days[local_date(slot.start, zone)].append(slot)
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
                    yield PlanWarning(
                        code=WarningCode.NO_BREAK, sessions=_names(slot),
                        found=_minutes(slot.end - sitting_from), limit=_minutes(LONGEST_SITTING),
                    )
                    sitting_from = slot.end
            until = max(until, slot.end)
        if contact > LONGEST_CONTACT:
            yield PlanWarning(code=WarningCode.LONG_DAY, day=day, found=_minutes(contact), limit=_minutes(LONGEST_CONTACT))


def _contact_first(live: Sequence[Slot]) -> Iterable[PlanWarning]:
    sessions = [s for s in live if s.kind is Kind.SESSION]
    if not sessions:
        return
    contact = sum((s.end - s.start for s in sessions if s.format in GETTING_TO_KNOW), dt.timedelta())
    if contact < CONTACT_FIRST:
        yield PlanWarning(code=WarningCode.LITTLE_CONTACT, found=_minutes(contact), limit=_minutes(CONTACT_FIRST))
    elif sessions[0].format not in GETTING_TO_KNOW:
        yield PlanWarning(code=WarningCode.CONTACT_LATER, sessions=_names(sessions[0]))


def _balance(live: Sequence[Slot]) -> Iterable[PlanWarning]:
    lengths: dict[SharingFocus, float] = defaultdict(float)
    for slot in live:
        lengths[slot.sharing_focus] += (slot.end - slot.start).total_seconds()
    trouble = lengths[SharingFocus.TROUBLE] + lengths[SharingFocus.BOTH] / 2
    triumph = lengths[SharingFocus.TRIUMPH] + lengths[SharingFocus.BOTH] / 2
    if trouble + triumph and trouble / (trouble + triumph) < TROUBLE_SHARE:
        share = round(100 * trouble / (trouble + triumph))
        yield PlanWarning(code=WarningCode.LITTLE_TROUBLE, found=share, limit=round(100 * TROUBLE_SHARE))
