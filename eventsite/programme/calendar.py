"""One session as an iCalendar entry (RFC 5545, Internet Calendaring, IETF, September 2009).

Feeds, room calendars, downloads and letters all use this, so a session is the same entry everywhere.
"""

import datetime as dt

import icalendar

from eventsite.events.models import Event
from eventsite.kernel.i18n import _
from eventsite.programme.values import RoomFacts, Slot, StepFree

PRODID = "-//eventsite//programme//EN"
UID_DOMAIN = "sessions.eventsite"
"""Part of every UID for ever: it does not follow the host name, so that moving house doubles no entry."""


def add_text(component: icalendar.cal.component.Component, name: str, text: str) -> None:
    """Give a component a property of the type TEXT (RFC 5545, 3.3.11), whatever stands in `text`.

    The library takes names that begin with X- for values that are written already, where a line break is an error; and it
    lets control characters through.
    """
    lines = "\n".join(text.splitlines())
    component.add(name, icalendar.vText("".join(ch for ch in lines if ch == "\n" or ord(ch) >= 32)))  # noqa: PLR2004


def entry(
    slot: Slot, room: RoomFacts | None, *, link: str, when: str, is_mine: bool = False, online: str = ""
) -> icalendar.Event:
    """Return a slot as a VEVENT. `link` is its page, `when` its local time in words; `is_mine` blocks out the time."""
    event = icalendar.Event()
    stamp = slot.changed_at or slot.start
    title = slot.title
    if slot.is_cancelled:
        off, never = _("Off the timetable: %(title)s"), _("Will not happen: %(title)s")
        title = (off if slot.is_off else never) % {"title": slot.title}
    event.add("uid", f"{slot.ref}@{UID_DOMAIN}")
    event.add("dtstamp", stamp)
    event.add("last-modified", stamp)
    event.add("sequence", slot.sequence)
    event.add("dtstart", slot.start.astimezone(dt.UTC))
    event.add("dtend", slot.end.astimezone(dt.UTC))
    add_text(event, "summary", title)
    event.add("status", "CANCELLED" if slot.is_cancelled else "CONFIRMED")
    event.add("transp", "OPAQUE" if is_mine and not slot.is_cancelled else "TRANSPARENT")
    if place := _place(slot, room):
        add_text(event, "location", place)
    lines = [slot.summary, when, _("Led by %(names)s") % {"names": ", ".join(slot.facilitators)} if slot.facilitators else ""]
    add_text(event, "description", "\n".join(filter(None, [*lines, online, link])))
    event.add("url", link)
    return event


def _place(slot: Slot, room: RoomFacts | None) -> str:
    if room is None:
        return slot.room
    notes = {StepFree.YES: _("step-free"), StepFree.NO: _("there are steps")}
    return ", ".join(filter(None, [room.name, notes.get(room.step_free, "")]))


def calendar(name: str, description: str = "") -> icalendar.Calendar:
    """Return an empty calendar: no METHOD, no calendar-level UID, and hints that it pays to look every four hours."""
    made = icalendar.Calendar()
    made.add("prodid", PRODID)
    made.add("version", "2.0")
    made.add("calscale", "GREGORIAN")
    add_text(made, "name", name)
    add_text(made, "x-wr-calname", name)
    if description:
        add_text(made, "description", description)
        add_text(made, "x-wr-caldesc", description)
    made.add("refresh-interval", dt.timedelta(hours=4), parameters={"VALUE": "DURATION"})
    made["X-PUBLISHED-TTL"] = "PT4H"
    return made


def never_empty(made: icalendar.Calendar) -> icalendar.Calendar:
    """Give a calendar without entries a time zone, which nobody sees.

    RFC 5545 (3.6) wants at least one component. A program that refuses an empty calendar would go on showing what was
    cancelled.
    """
    if not made.subcomponents:
        made.add_component(icalendar.Timezone.from_tzid("UTC"))
    return made


def day_marker(event: Event, link: str) -> icalendar.Event:
    """Return the whole gathering as an all-day entry; a feed always has it, so it is never empty."""
    if event.starts_on is None or event.ends_on is None:
        message = f"event {event.ref} has no date"
        raise ValueError(message)
    marker = icalendar.Event()
    stamp = event.cancelled_at or event.opened_at or event.created_at
    marker.add("uid", f"{event.ref}@{UID_DOMAIN}")
    marker.add("dtstamp", stamp)
    marker.add("last-modified", stamp)
    marker.add("dtstart", event.starts_on)
    marker.add("dtend", event.ends_on + dt.timedelta(days=1))
    name = _("Cancelled: %(name)s") % {"name": event.name} if event.cancelled_at else event.name
    add_text(marker, "summary", name)
    marker.add("sequence", 1 if event.cancelled_at else 0)
    marker.add("status", "CANCELLED" if event.cancelled_at else "CONFIRMED")
    marker.add("transp", "TRANSPARENT")
    if event.where:
        add_text(marker, "location", ", ".join(filter(None, [event.where, *event.address.splitlines()])))
    add_text(marker, "description", "\n".join(filter(None, [event.why, link])))
    marker.add("url", link)
    return marker
