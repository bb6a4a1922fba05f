"""An event's public pages: each is cached whole per public version, so a visit costs one small query."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from flask import Blueprint, make_response, render_template, request
from werkzeug.wrappers import Response

from eventsite.access.queries import offer_of, offered
from eventsite.access.rules import at_a_glance
from eventsite.access.values import vocabulary
from eventsite.events.models import Event
from eventsite.events.queries import host_country, public_event
from eventsite.events.rules import Powers, honest_label, standing_of
from eventsite.events.values import Standing
from eventsite.kernel.days import clock_time, day_range
from eventsite.kernel.i18n import _
from eventsite.kernel.refusals import NotVisible
from eventsite.offers.queries import catalogue_of, current_terms
from eventsite.offers.wording import ways_to_advice
from eventsite.people import browser_session
from eventsite.programme.queries.public_versions import public_version_of
from eventsite.programme.queries.releases import latest_release, readable_release, releases_of
from eventsite.programme.values import (
    Change,
    Kind,
    SharingFocus,
    Slot,
    formats,
)
from eventsite.registration.queries import event_room
from eventsite.site import timetable
from eventsite.web.access import public
from eventsite.web.cached_answers import PAGE, PICTURE, cached_answer
from eventsite.web.cover_pictures import picture
from eventsite.web.current import reading, services
from eventsite.web.page_cache import Basis

blueprint = Blueprint("site", __name__)
Words = dict[str, Any]


def public_page(slug: str, template: str, words: Callable[[Event], Words], *, is_same_for_all: bool = True) -> Response:
    """Answer with the page `template` about an event: the same for everybody, unless it has something to say to one person."""
    now = public_version_of(reading(), slug, services().database.clock.now())

    def make(**more: Any) -> bytes:
        event = public_event(reading(), slug)
        return render_template(template, event=event, **words(event), **more).encode()

    if browser_session.is_personal() or not is_same_for_all:
        return make_response(make())
    return cached_answer(PAGE, Basis(now, slug), partial(make, is_cached=True))


def powers_of(event: Event) -> Powers:
    """Return who holds what, as the label rule wants it."""
    return Powers(
        question=event.question_held_by, agenda=event.agenda_held_by, money=event.money_held_by, result=event.result_held_by
    )


def hours_of(event: Event, sessions: Sequence[Slot]) -> str:
    """Say from when to when sessions are, for a gathering of one day; "" for others."""
    if not sessions or event.starts_on != event.ends_on:
        return ""
    start, end = min(slot.start for slot in sessions), max(slot.end for slot in sessions)
    return _("%(start)s to %(end)s") % {"start": clock_time(start, event.zone), "end": clock_time(end, event.zone)}


@blueprint.get("/events/<slug>")
@public
def event(slug: str) -> Response:
    """Say what the gathering is, honestly, and how to come."""

    def words(found: Event) -> Words:
        label = honest_label(powers_of(found))
        programme = latest_release(reading(), found.id)
        sessions = [s for s in programme.slots if s.kind is Kind.SESSION and not s.is_cancelled] if programme else []
        standing = standing_of(found, services().database.clock.now())
        return {
            "honest_label": label,
            "standing": standing,
            "standings": Standing,
            "is_over": standing is Standing.OVER,
            "terms": current_terms(reading(), found.id),
            "glance": at_a_glance(offer_of(reading(), found.id), has_steps=bool(programme and programme.rooms_with_steps)),
            "room_left": event_room(reading(), found),
            "address": services().link(f"/events/{slug}"),
            "hours": hours_of(found, sessions),
            "leaders": list(dict.fromkeys(name for slot in sessions for name in slot.facilitators)),
            "first_sessions": sorted((s for s in sessions if s.summary), key=lambda s: s.sharing_focus is SharingFocus.NEITHER)[:4],
            "session_count": len(sessions),
            "is_readable": programme is None or programme.is_readable,
            "trouble": sum(s.sharing_focus in (SharingFocus.TROUBLE, SharingFocus.BOTH) for s in sessions),
        }

    return public_page(slug, "site/event.html", words)


@blueprint.get("/events/<slug>/picture.png")
@public
def shared_picture(slug: str) -> Response:
    """Answer with the picture that goes with a link to the gathering."""
    now = public_version_of(reading(), slug, services().database.clock.now())

    def make() -> bytes:
        event = public_event(reading(), slug)
        days = day_range(event.starts_on, event.ends_on) if event.starts_on and event.ends_on else event.when_roughly
        return picture(event.ref, event.name, days)

    return cached_answer(PICTURE, Basis(now, slug), make)


@blueprint.get("/events/<slug>/programme")
@public
def programme(slug: str) -> Response:
    """Show the timetable: the list is the truth."""
    wanted = timetable.wanted(request.args)

    def words(found: Event) -> Words:
        released = readable_release(reading(), found.id)
        return {
            "days": timetable.days_of(found, released, wanted),
            "released": released,
            "kinds": Kind,
            "rooms": {room.ref: room for room in released.rooms} if released else {},
            "filters": timetable.filters(released),
            "wanted": wanted,
            "is_filtered": any(wanted.values()),
        }

    return public_page(slug, "site/programme.html", words, is_same_for_all=not any(wanted.values()))


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
        released = latest_release(reading(), found.id)
        return {
            "lines": offer_of(reading(), found.id),
            "steps_to": released.rooms_with_steps if released else [],
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
        return {"terms": current_terms(reading(), found.id), "costs": known.costs, "vehicles": known.vehicles, "advice": ways_to_advice(host_country(reading(), found.id))}

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
