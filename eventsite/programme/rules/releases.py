"""Pure decisions about a release: what its slots are, and how they differ from the release before."""

import datetime as dt
import hashlib
import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from eventsite.programme.release_content import serialise
from eventsite.programme.values import Change, RoomFacts, Slot


@dataclass(frozen=True)
class SlotChange:
    """One line of a release's list of changes; `was` is None for what is new."""

    change: Change
    slot: Slot
    was: Slot | None = None


def next_release(
    before: Sequence[Slot], plan: Sequence[Slot], now: dt.datetime, off: Collection[str] = ()
) -> tuple[list[Slot], list[SlotChange]]:
    """Return the slots of the next release and how they differ from the release before.

    A slot that vanished from the plan stays as cancelled, so that calendars hear of it; people read that it is off the
    timetable where `off`, the references of what has no time but is not cancelled, says so. `sequence` goes up by one when
    time, place or cancellation changed, never on a typo; `changed_at` moves on any change
    (SEQUENCE and LAST-MODIFIED: RFC 5545, 3.8.7, IETF, September 2009).
    """
    old = {slot.ref: slot for slot in before}
    planned = {slot.ref for slot in plan}
    gone = [replace(slot, is_cancelled=True, is_off=slot.ref in off) for slot in before if slot.ref not in planned]
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
            changes.append(SlotChange(change, slots[-1], was))
    return slots, changes


def _change(was: Slot | None, now: Slot) -> Change | None:
    if was is None:
        return Change.NEW
    if (now.is_cancelled, now.is_off) != (was.is_cancelled, was.is_off):
        if not now.is_cancelled:
            return Change.MOVED
        return Change.TAKEN_OFF if now.is_off else Change.CANCELLED
    if (now.start, now.end, now.room_ref) != (was.start, was.end, was.room_ref):
        return Change.MOVED
    same = replace(now, sequence=was.sequence, changed_at=was.changed_at) == was
    return None if same else Change.EDITED


def plan_number(plan: Sequence[Slot], rooms: Sequence[RoomFacts], off: Collection[str]) -> int:
    """Return a number that another plan hardly ever has: a form carries it, to publish what was looked at and nothing else."""
    content = json.dumps([serialise(plan, rooms), sorted(off)], sort_keys=True)
    return int(hashlib.sha256(content.encode()).hexdigest()[:7], 16)
