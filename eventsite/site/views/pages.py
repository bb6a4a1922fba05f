"""Home, and the pages that say how we work."""

from dataclasses import dataclass
from functools import partial
from typing import Any

from flask import Blueprint, make_response, render_template, request
from werkzeug.wrappers import Response

from eventsite.access.queries import offer_of
from eventsite.access.rules import at_a_glance
from eventsite.events.models import Event
from eventsite.events.queries import past_events, upcoming_events
from eventsite.events.rules import honest_label, standing_of
from eventsite.events.values import Standing
from eventsite.kernel.i18n import current_locale
from eventsite.kernel.money import show
from eventsite.offers.queries import current_terms
from eventsite.people import browser_session
from eventsite.programme.queries.releases import latest_release
from eventsite.records.migrations import is_current
from eventsite.site.views.event import powers_of
from eventsite.web.access import public
from eventsite.web.cached_answers import PAGE, cached_answer
from eventsite.web.current import reading, rooms, services
from eventsite.web.page_cache import Basis

blueprint = Blueprint("pages", __name__)
FROM_CODE = Basis("code")
"""What says the same as long as the process runs."""
Page = str | Response | tuple[str, int]


MANY = 10
"""From more gatherings than that on, one can look for words."""


@dataclass(frozen=True)
class Feature:
    """The gathering that comes next, and what most people want to know of it first."""

    event: Event
    facts: list[str]


@blueprint.get("/")
@public
def home() -> Page:
    """Show what comes next, then what follows, with what each is honestly about."""
    now, words = services().database.clock.now(), request.args.get("q", "").strip()[:100]
    upcoming = upcoming_events(reading(), now)
    coming = [event for event in upcoming if _fits(event, words)]
    first = next((e for e in coming if e.starts_on and standing_of(e, now) is Standing.OPEN), None) if not words else None
    return render_template(
        "site/home.html",
        feature=Feature(first, _at_a_glance(first)) if first else None,
        coming=[event for event in coming if event is not first],
        past=past_events(reading(), now) if not words else [],
        label_of=lambda e: honest_label(powers_of(e)),
        is_long=len(upcoming) > MANY,
        words=words,
    )


def _fits(event: Event, words: str) -> bool:
    return words.casefold() in f"{event.name} {event.where} {event.host}".casefold()


def _at_a_glance(event: Event) -> list[str]:
    programme = latest_release(reading(), event.id)
    has_steps = bool(programme and programme.rooms_with_steps)
    terms, access = current_terms(reading(), event.id), at_a_glance(offer_of(reading(), event.id), has_steps=has_steps)
    pay = [show(terms.fee, current_locale())] if terms and terms.fee_minor else []
    return [*pay, *access[:2]]


@blueprint.get("/help")
@public
def help_() -> Page:
    """Say how to reach a person."""
    upcoming = upcoming_events(reading(), services().database.clock.now())
    return render_template("site/help.html", events=upcoming)


@blueprint.get("/accessibility")
@public
def accessibility() -> Page:
    """Say how accessible the site is, and where it is not yet."""
    return render_template("site/accessibility.html")


@blueprint.get("/privacy")
@public
def privacy() -> Page:
    """Say what is kept, who sees it and when it goes: read from the rules that take it away, so that no sentence falls behind."""

    def make(**more: Any) -> bytes:
        return render_template("site/privacy.html", topics=rooms().promises, **more).encode()

    if browser_session.is_personal():
        return make_response(make())
    return cached_answer(PAGE, FROM_CODE, partial(make, is_cached=True))


@blueprint.get("/healthz")
@public
def healthz() -> Page:
    """The process answers."""
    return Response("ok\n", content_type="text/plain; charset=utf-8")


@blueprint.get("/readyz")
@public
def readyz() -> Page:
    """The process can serve: its database answers, and has what this code was written for. A dead worker does not count."""
    is_ready = is_current(services().database.engine)
    words, status = ("ready", 200) if is_ready else ("the database is not up to date", 503)
    return Response(f"{words}\n", status, content_type="text/plain; charset=utf-8")
