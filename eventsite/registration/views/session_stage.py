"""The stage in which somebody chooses sessions, and how a session is told there."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

from eventsite.access.values import WITHOUT_STEPS, items
from eventsite.kernel.days import clock_time, local_date, short_day
from eventsite.kernel.i18n import _, current_locale, lazy_gettext, ngettext
from eventsite.programme.queries.releases import Programme, latest_release
from eventsite.programme.values import RoomFacts, Slot
from eventsite.programme.wording import place_in_words
from eventsite.registration import queries
from eventsite.registration.commands.answering import ChooseSessions, choose_sessions
from eventsite.registration.forms import SessionsForm
from eventsite.registration.rules import none_left, own_time
from eventsite.registration.values import AttendanceMode
from eventsite.registration.views.access_stages import known_needs
from eventsite.registration.views.stage import Row, Saving, Visit
from eventsite.web.forms import Form


@dataclass(frozen=True)
class Card:
    """A session as it is shown beside its box, in words: its band (when it begins), its end, what is left, when it is where somebody is.

    `free` says how many places are left, None where everybody fits.

    Its words are enough to find it by; two that have the same are still compared as wholes.
    """

    slot: Slot = field(hash=False)
    room: RoomFacts | None = field(hash=False)
    band: str
    until: str
    left: str
    own: str
    free: int | None = None


class SessionsStage:
    """Ask which sessions."""

    slug, template = "sessions", "registration/sessions.html"
    section, continues = lazy_gettext("Sessions"), ""

    def applies(self, visit: Visit) -> bool:
        return bool(queries.choosable(visit.ask(latest_release, visit.event.id)))

    def form(self, visit: Visit) -> SessionsForm:
        released = visit.ask(latest_release, visit.event.id)
        is_long = visit.event.starts_on != visit.event.ends_on
        cards = _cards(released, visit.event.zone, visit.own_zone, current_locale(), is_long=is_long) if released else ()
        # Who comes online takes no place in a room.
        if visit.registration.attendance_mode is not AttendanceMode.ONLINE:
            taken = queries.taken_places(visit.database, [card.slot.ref for card in cards if card.slot.places is not None])
            cards = tuple(_with_places(card, taken) for card in cards)
        offered = [(card.slot.ref, card.slot.title, card) for card in cards]
        return SessionsForm(data={"sessions": visit.registration.chosen}, choices={"sessions": offered})

    def command(self, visit: Visit, form: Form) -> Saving:
        """Save the choice. A draft holds no place, but a full session is refused here and not only once all is sent."""
        _refuse_full(visit, form)
        return choose_sessions, ChooseSessions(ref=visit.registration.ref, sessions=form["sessions"].data)

    def rows(self, visit: Visit) -> list[Row]:
        chosen = chosen_slots(visit)
        told = [f"{slot.title} ({when(visit, slot)})" for slot in chosen] or [_("None chosen yet. You can choose on the day.")]
        hard = hard_to_reach(visit, chosen)
        return [Row(_("Sessions"), told), *([Row(_("Please look again"), hard)] if hard else [])]


def _refuse_full(visit: Visit, form: Form) -> None:
    """Raise Full for a session that is newly chosen and has too few places left; what was chosen before stays."""
    bodies = 2 if visit.registration.brings_support else 1
    newly = set(form["sessions"].data) - set(visit.registration.chosen)
    for ref, title, card in form["sessions"].choices:
        if ref in newly and card.free is not None and card.free < bodies:
            raise none_left(title, ref)


def chosen_slots(visit: Visit) -> list[Slot]:
    """Return the sessions that somebody chose, as they are published now."""
    return [slot for slot in queries.choosable(visit.ask(latest_release, visit.event.id)) if slot.ref in visit.registration.chosen]


def hard_to_reach(visit: Visit, chosen: Sequence[Slot]) -> list[str]:
    """Say of each chosen session with steps that it does not fit what somebody asked for; nothing to who comes online."""
    programme = visit.ask(latest_release, visit.event.id)
    with_steps = [slot for slot in chosen if programme is not None and programme.has_steps(slot)]
    if not with_steps or visit.how_there is AttendanceMode.ONLINE:
        return []
    asked = [items()[code].need for code in known_needs(visit).codes if code in WITHOUT_STEPS]
    if not asked:
        return []
    words = _("“%(title)s” is in %(room)s, which has steps. You asked for: %(needs)s. Choose another session, or tell us and we look for a way together.")
    return [words % {"title": slot.title, "room": slot.room, "needs": ", ".join(asked)} for slot in with_steps]


def when(visit: Visit, slot: Slot) -> str:
    """Say when a session is and where, with the day where there are several."""
    is_long = visit.event.starts_on != visit.event.ends_on
    time = _time_of(slot.start, slot.end, visit.event.zone, current_locale(), is_long=is_long)
    own = own_time(slot.start, slot.end, visit.own_zone, visit.event.zone)
    place = place_in_words(visit.ask(latest_release, visit.event.id), slot)
    return ", ".join(part for part in (time, place) if part) + (f"; {own}" if own else "")


@lru_cache(maxsize=64)
def _cards(released: Programme, zone: str, own_zone: str, locale: str, *, is_long: bool) -> tuple[Card, ...]:
    # Everybody who registers is offered the same few hundred sessions.
    rooms = {room.ref: room for room in released.rooms}
    return tuple(
        Card(
            slot, rooms.get(slot.room_ref), _start_of(slot.start, zone, locale, is_long=is_long), clock_time(slot.end, zone), left="",
            own=own_time(slot.start, slot.end, own_zone, zone),
        )
        for slot in released.choosable
    )


def _with_places(card: Card, taken: Mapping[str, int]) -> Card:
    if card.slot.places is None:
        return card
    return replace(card, left=places_left(card.slot, taken), free=max(card.slot.places - taken.get(card.slot.ref, 0), 0))


@lru_cache(maxsize=4096)
def _start_of(start: dt.datetime, zone: str, _locale: str, *, is_long: bool) -> str:
    day = f"{short_day(local_date(start, zone))}, " if is_long else ""
    return f"{day}{clock_time(start, zone)}"


@lru_cache(maxsize=4096)
def _time_of(start: dt.datetime, end: dt.datetime, zone: str, _locale: str, *, is_long: bool) -> str:
    # Everybody who registers sees the same few hundred times.
    day = f"{short_day(local_date(start, zone))}, " if is_long else ""
    return f"{day}{clock_time(start, zone)}–{clock_time(end, zone)}"


def places_left(slot: Slot, taken: Mapping[str, int]) -> str:
    """Say how many places are left, or nothing where everybody fits."""
    if slot.places is None:
        return ""
    left = max(slot.places - taken.get(slot.ref, 0), 0)
    if left == 0:
        return _("Full at the moment")
    return ngettext("%(left)d place left", "%(left)d places left", left) % {"left": left}
