"""An event's public pages: each is cached whole per public version, so a visit costs one small query."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from flask import Blueprint, make_response, render_template
from werkzeug.wrappers import Response

from eventsite.access.queries import offer_of, offered
from eventsite.access.values import vocabulary
from eventsite.events.models import Event
from eventsite.events.queries import public_event
from eventsite.events.rules import Powers, honest_label, standing_of
from eventsite.events.values import Standing
from eventsite.kernel.refusals import NotVisible
from eventsite.offers.queries import catalogue_of, current_terms
from eventsite.people import browser_session
from eventsite.programme.queries.public_versions import public_version_of
from eventsite.programme.queries.releases import Programme, latest_release, readable_release, releases_of
from eventsite.programme.values import (
    Change,
    Kind,
    SharingFocus,
    Slot,
    formats,
)
from eventsite.web.access import public
from eventsite.web.cached_answers import PAGE, cached_answer
from eventsite.web.current import reading, services
from eventsite.web.page_cache import Basis

blueprint = Blueprint("site", __name__)
Words = dict[str, Any]


def public_page(slug: str, template: str, words: Callable[[Event], Words]) -> Response:
    """Answer with the page `template` about an event: the same for everybody, unless it has something to say to one person."""
    now = public_version_of(reading(), slug, services().database.clock.now())

    def make(**more: Any) -> bytes:
        event = public_event(reading(), slug)
        return render_template(template, event=event, **words(event), **more).encode()

    if browser_session.is_personal():
        return make_response(make())
    return cached_answer(PAGE, Basis(now, slug), partial(make, is_cached=True))


def powers_of(event: Event) -> Powers:
    """Return who holds what, as the label rule wants it."""
    return Powers(
        question=event.question_held_by, agenda=event.agenda_held_by, money=event.money_held_by, result=event.result_held_by
    )


@dataclass(frozen=True)
class Day:
    """One day of a timetable."""

    date: Any
    slots: list[Slot]


def days_of(event: Event, programme: Programme | None) -> list[Day]:
    """Return the slots of a programme day by day, in the event's own zone."""
    zone = ZoneInfo(event.zone)
    slots = programme.slots if programme else []
    return [Day(date, list(found)) for date, found in groupby(slots, lambda s: s.start.astimezone(zone).date())]


@blueprint.get("/events/<slug>")
@public
def event(slug: str) -> Response:
    """Say what the gathering is, honestly, and how to come."""

    def words(found: Event) -> Words:
        label = honest_label(powers_of(found))
        programme = latest_release(reading(), found.id)
        sessions = [s for s in programme.slots if s.kind is Kind.SESSION and not s.is_cancelled] if programme else []
        return {
            "honest_label": label,
            "standing": standing_of(found, services().database.clock.now()),
            "standings": Standing,
            "terms": current_terms(reading(), found.id),
            "offer": offer_of(reading(), found.id),
            "groups": vocabulary(),
            "first_sessions": sessions[:6],
            "session_count": len(sessions),
            "is_readable": programme is None or programme.is_readable,
            "trouble": sum(s.sharing_focus in (SharingFocus.TROUBLE, SharingFocus.BOTH) for s in sessions),
        }

    return public_page(slug, "site/event.html", words)


@blueprint.get("/events/<slug>/programme")
@public
def programme(slug: str) -> Response:
    """Show the timetable: the list is the truth."""

    def words(found: Event) -> Words:
        released = readable_release(reading(), found.id)
        return {
            "days": days_of(found, released),
            "released": released,
            "kinds": Kind,
            "sharing_focus": SharingFocus,
            "formats": formats(),
        }

    return public_page(slug, "site/programme.html", words)


@blueprint.get("/events/<slug>/sessions/<ref>")
@public
def session(slug: str, ref: str) -> Response:
    """Show one session."""

    def words(found: Event) -> Words:
        released = readable_release(reading(), found.id)
        if released is None:
            raise NotVisible
        slot = released.slot(ref)
        rooms = {room.ref: room for room in released.rooms}
        return {
            "slot": slot,
            "room": rooms.get(slot.room_ref),
            "format": formats().get(slot.format),
            "sharing_focus": SharingFocus,
        }

    return public_page(slug, "site/session.html", words)


@blueprint.get("/events/<slug>/access")
@public
def access(slug: str) -> Response:
    """Say what the gathering offers on access, before anybody is asked what they need."""

    def words(found: Event) -> Words:
        return {
            "lines": offer_of(reading(), found.id),
            "groups": vocabulary(),
            "offered": offered,
        }

    return public_page(slug, "site/access.html", words)


@blueprint.get("/events/<slug>/payment")
@public
def payment(slug: str) -> Response:
    """Say who is paid, what and when, with no question asked."""

    def words(found: Event) -> Words:
        known = catalogue_of(reading(), found.id, found.currency)
        return {"terms": current_terms(reading(), found.id), "costs": known.costs, "vehicles": known.vehicles}

    return public_page(slug, "site/payment.html", words)


@blueprint.get("/events/<slug>/changes")
@public
def changes(slug: str) -> Response:
    """Say what changed, release by release."""

    def words(found: Event) -> Words:
        return {"releases": releases_of(reading(), found.id), "change": Change}

    return public_page(slug, "site/changes.html", words)


@blueprint.get("/events/<slug>/subscribe")
@public
def subscribe(slug: str) -> Response:
    """Explain how to have the programme in one's own calendar, per kind of calendar."""
    address = services().link(f"/events/{slug}/calendar.ics")
    return public_page(slug, "site/subscribe.html", lambda _found: {"address": address})
