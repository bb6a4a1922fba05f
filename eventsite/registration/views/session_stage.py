"""The stage in which somebody chooses sessions, and how a session is told there."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from zoneinfo import ZoneInfo

from eventsite.kernel.days import clock_time, short_day
from eventsite.kernel.i18n import _, current_locale, lazy_gettext, ngettext
from eventsite.programme.queries.releases import latest_release
from eventsite.programme.values import RoomFacts, Slot
from eventsite.registration import queries
from eventsite.registration.commands.answering import ChooseSessions, choose_sessions
from eventsite.registration.forms import SessionsForm
from eventsite.registration.views.stage import Row, Saving, Visit
from eventsite.web.forms import Form


@dataclass(frozen=True)
class Card:
    """A session as it is shown beside its box: its band (when it begins), its end, and what is left of it, in words."""

    slot: Slot
    room: RoomFacts | None
    band: str
    until: str
    left: str


class SessionsStage:
    """Ask which sessions."""

    slug, template = "sessions", "registration/sessions.html"
    section, continues = lazy_gettext("Sessions"), ""

    def applies(self, visit: Visit) -> bool:
        return bool(queries.choosable(visit.ask(latest_release, visit.event.id)))

    def form(self, visit: Visit) -> SessionsForm:
        released = visit.ask(latest_release, visit.event.id)
        slots, rooms = queries.choosable(released), {room.ref: room for room in released.rooms} if released else {}
        taken = queries.taken_places(visit.database, [slot.ref for slot in slots if slot.places is not None])
        offered = [
            (slot.ref, slot.title, Card(slot, rooms.get(slot.room_ref), band_of(visit, slot), until(visit, slot), places_left(slot, taken)))
            for slot in slots
        ]
        return SessionsForm(data={"sessions": visit.registration.chosen}, choices={"sessions": offered})

    def command(self, visit: Visit, form: Form) -> Saving:
        return choose_sessions, ChooseSessions(ref=visit.registration.ref, sessions=form["sessions"].data)

    def rows(self, visit: Visit) -> list[Row]:
        slots = queries.choosable(visit.ask(latest_release, visit.event.id))
        chosen = [f"{s.title} ({when(visit, s)})" for s in slots if s.ref in visit.registration.chosen]
        return [Row(_("Sessions"), chosen or [_("None chosen yet. You can choose on the day.")])]


def when(visit: Visit, slot: Slot) -> str:
    """Say when a session is and where, with the day where there are several."""
    is_long = visit.event.starts_on != visit.event.ends_on
    time = _time_of(slot.start, slot.end, visit.event.zone, current_locale(), is_long=is_long)
    return f"{time}, {slot.room}" if slot.room else time


def band_of(visit: Visit, slot: Slot) -> str:
    """Say when a session begins, with the day where there are several."""
    return _start_of(slot.start, visit.event.zone, current_locale(), is_long=visit.event.starts_on != visit.event.ends_on)


def until(visit: Visit, slot: Slot) -> str:
    """Say when a session ends."""
    return clock_time(slot.end, visit.event.zone)


@lru_cache(maxsize=4096)
def _start_of(start: dt.datetime, zone: str, _locale: str, *, is_long: bool) -> str:
    day = f"{short_day(start.astimezone(ZoneInfo(zone)).date())}, " if is_long else ""
    return f"{day}{clock_time(start, zone)}"


@lru_cache(maxsize=4096)
def _time_of(start: dt.datetime, end: dt.datetime, zone: str, _locale: str, *, is_long: bool) -> str:
    # Everybody who registers sees the same few hundred times.
    day = f"{short_day(start.astimezone(ZoneInfo(zone)).date())}, " if is_long else ""
    return f"{day}{clock_time(start, zone)}–{clock_time(end, zone)}"


def places_left(slot: Slot, taken: Mapping[str, int]) -> str:
    """Say how many places are left, or nothing where everybody fits."""
    if slot.places is None:
        return ""
    left = max(slot.places - taken.get(slot.ref, 0), 0)
    if left == 0:
        return _("Full at the moment")
    return ngettext("%(left)d place left", "%(left)d places left", left) % {"left": left}
