"""A programme as a spine of times: what begins together stands side by side."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from eventsite.events.models import Event
from eventsite.kernel.days import local_date
from eventsite.kernel.i18n import _
from eventsite.programme.queries.releases import Programme
from eventsite.programme.values import Kind, SharingFocus, Slot, StepFree

Filters = Mapping[str, str]
Options = Sequence[tuple[str, str]]
NAMES = ("room", "about", "steps")


@dataclass(frozen=True)
class Band:
    """What begins at one moment, in one row."""

    start: dt.datetime
    slots: list[Slot]

    @property
    def end(self) -> dt.datetime:
        """When all of it is over."""
        return max(slot.end for slot in self.slots)

    @property
    def is_rest(self) -> bool:
        """Whether nothing but breaks begins then."""
        return all(slot.kind is Kind.BREAK for slot in self.slots)


@dataclass(frozen=True)
class Day:
    """One day of a timetable."""

    date: dt.date
    bands: list[Band]


def wanted(words: Mapping[str, str]) -> Filters:
    """Return what somebody chose to see; "" for what they left open."""
    return {name: words.get(name, "")[:40] for name in NAMES}


def filters(programme: Programme | None) -> list[tuple[str, str, Options]]:
    """Return (name, question, choices) of each way to see less; only those that leave something out."""
    if programme is None:
        return []
    used = {slot.room_ref for slot in programme.slots}
    rooms = [(room.ref, room.name) for room in programme.rooms if room.ref in used]
    told = {slot.sharing_focus for slot in programme.slots if slot.kind is Kind.SESSION}
    about = [(focus.value, str(focus.label)) for focus in SharingFocus if focus in told]
    steps = [(StepFree.YES.value, _("Without steps"))] if any(r.step_free is not StepFree.YES for r in programme.rooms) else []
    found = [("room", _("Room"), rooms), ("about", _("What it is about"), about), ("steps", _("Steps"), steps)]
    return [(name, question, choices) for name, question, choices in found if choices]


def days_of(event: Event, programme: Programme | None, chosen: Filters) -> list[Day]:
    """Return the slots of a programme day by day and time by time, in the event's own zone."""
    if programme is None:
        return []
    free = {room.ref for room in programme.rooms if room.step_free is StepFree.YES}
    slots = [slot for slot in programme.slots if _fits(slot, chosen, free)]
    bands = [Band(start, list(found)) for start, found in groupby(slots, lambda slot: slot.start)]
    return [Day(date, list(found)) for date, found in groupby(bands, lambda band: local_date(band.start, event.zone))]


def _fits(slot: Slot, chosen: Filters, step_free: set[str]) -> bool:
    if slot.kind is Kind.BREAK:
        return not any(chosen.values())
    return (
        chosen.get("room", "") in ("", slot.room_ref)
        and chosen.get("about", "") in ("", slot.sharing_focus.value)
        and (not chosen.get("steps") or slot.room_ref in step_free)
    )
