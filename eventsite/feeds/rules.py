"""Which entries make which calendar."""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from eventsite.events.models import Event
from eventsite.kernel.crypto import FieldCipher
from eventsite.kernel.days import clock_time, day, local_date
from eventsite.kernel.i18n import _
from eventsite.programme.calendar import calendar, day_marker, entry, never_empty
from eventsite.programme.queries.releases import Programme
from eventsite.programme.values import Kind, Slot
from eventsite.registration.rules import own_time

Link = Callable[[str], str]
FEEDS_KEPT = dt.timedelta(days=30)
"""How long an address stays that was ended, or that has nothing to show."""


def secret_of(cipher: FieldCipher, ref: str) -> str:
    """Return the secret of the address that a form with this reference makes: the same at every press, 160 bits.

    The feed keeps its digest only, so that an address goes on working when the key that made it is gone.
    """
    return cipher.fingerprint(f"calendar address {ref}")[:40]


@dataclass(frozen=True)
class Part:
    """An event's share of a calendar: all of its programme, or chosen sessions; with the gathering itself, or without."""

    event: Event
    programme: Programme | None
    chosen: frozenset[str] | None = None
    with_marker: bool = True
    own_zone: str = ""

    def time_of(self, slot: Slot) -> str:
        """Say when a slot is where the event is, and where its owner is who comes online."""
        own = own_time(slot.start, slot.end, self.own_zone, self.event.zone)
        return f"{local_time(self.event, slot)}; {own}" if own else local_time(self.event, slot)

    def slots(self) -> list[Slot]:
        """Return the slots that belong in: everybody's breaks stay out of a personal calendar.

        None happens in a gathering that is cancelled; the higher sequence makes calendars take the change.
        """
        found = self.programme.slots if self.programme else []
        if off := self.event.cancelled_at:
            found = [replace(slot, is_cancelled=True, sequence=slot.sequence + 1, changed_at=off) for slot in found]
        if self.chosen is None:
            return found
        return [slot for slot in found if slot.ref in self.chosen and slot.kind is Kind.SESSION]


def write(name: str, description: str, parts: Sequence[Part], link: Link, *, room: str | None = None) -> bytes:
    """Return a calendar's bytes: the same input gives the same bytes, so that an ETag means something."""
    made = calendar(name, description)
    for part in parts:
        page = link(f"/events/{part.event.slug}")
        if part.event.starts_on and part.with_marker:
            made.add_component(day_marker(part.event, page))
        rooms = {r.ref: r for r in part.programme.rooms} if part.programme else {}
        for slot in part.slots():
            if room in (None, slot.room_ref):
                made.add_component(
                    entry(
                        slot,
                        rooms.get(slot.room_ref),
                        link=link(f"/events/{part.event.slug}/sessions/{slot.ref}"),
                        when=part.time_of(slot),
                        is_mine=part.chosen is not None,
                    )
                )
    return bytes(never_empty(made).to_ical())


def local_time(event: Event, slot: Slot) -> str:
    """Say the local time and the zone in words, because calendars on other continents show another one."""
    words = {
        "day": day(local_date(slot.start, event.zone)), "start": clock_time(slot.start, event.zone),
        "end": clock_time(slot.end, event.zone), "zone": event.zone.replace("_", " "),
    }
    return _("%(day)s, %(start)s to %(end)s, %(zone)s time") % words
