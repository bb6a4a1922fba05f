"""Pure decisions about a release: what its slots are, and how they differ from the release before."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace

from eventsite.programme.values import Change, Slot


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
