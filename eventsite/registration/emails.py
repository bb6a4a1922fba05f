"""What goes with a confirmation: the calendar entries, and times in words."""

from dataclasses import dataclass

from eventsite.events.models import Event
from eventsite.kernel.days import clock_time, local_day
from eventsite.kernel.ports import Attachment
from eventsite.kernel.text import OwnWords
from eventsite.programme.calendar import calendar, day_marker, entry
from eventsite.programme.queries.releases import Programme
from eventsite.programme.rules.releases import SlotChange
from eventsite.programme.values import Change, Slot
from eventsite.programme.wording import place_in_words
from eventsite.registration.rules import own_time


def calendar_file(
    event: Event, link: str, programme: Programme | None, chosen: list[tuple[Slot, str, str]]
) -> Attachment:
    """Return the chosen sessions (slot, its page, its time in words) as an .ics file, with the event as a whole first."""
    made = calendar(event.name)
    if event.starts_on and event.ends_on:
        made.add_component(day_marker(event, link))
    rooms = {room.ref: room for room in programme.rooms} if programme else {}
    for slot, page, when in chosen:
        made.add_component(entry(slot, rooms.get(slot.room_ref), link=page, when=when, is_mine=True))
    return Attachment(name=f"{event.slug}.ics", media_type="text/calendar; charset=utf-8", content=made.to_ical())


def when_in_words(event: Event, slot: Slot, own_zone: str = "") -> OwnWords:
    """Return when a slot is, in the zone of its event, which is named, and in the zone of who comes online."""
    start, end = clock_time(slot.start, event.zone), clock_time(slot.end, event.zone)
    there = f"{local_day(slot.start, event.zone)}, {start}–{end} ({event.zone.replace('_', ' ')})"
    own = own_time(slot.start, slot.end, own_zone, event.zone)
    return OwnWords(f"{there}; {own}" if own else there)


@dataclass(frozen=True)
class ChangedLine:
    """What became of one session: where and when it is now and was before, and whether it is cancelled, off or back."""

    title: str
    when: OwnWords
    room: str
    was_when: OwnWords | str
    was_room: str
    is_cancelled: bool
    is_off: bool
    is_back: bool


def changed_line(event: Event, one: SlotChange, programme: Programme | None) -> ChangedLine:
    """Return what a letter says of one change; `programme` is what is published now."""
    return ChangedLine(
        one.slot.title, when_in_words(event, one.slot), place_in_words(programme, one.slot), when_in_words(event, one.was) if one.was else "",
        one.was.room if one.was else "", one.change is Change.CANCELLED, one.change is Change.TAKEN_OFF,
        one.was is not None and one.was.is_cancelled,
    )
