"""What goes with a confirmation: the calendar entries, and times in words."""

from eventsite.events.models import Event
from eventsite.kernel.ports import Attachment
from eventsite.programme.calendar import calendar, day_marker, entry
from eventsite.programme.queries.releases import Programme
from eventsite.programme.values import Slot


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
