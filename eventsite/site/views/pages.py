"""Home, and the pages that say how we work."""

from itertools import groupby

from flask import Blueprint, render_template
from werkzeug.wrappers import Response

from eventsite.events.queries import past_events, upcoming_events
from eventsite.events.rules import honest_label
from eventsite.events.values import Label
from eventsite.records.migrations import is_current
from eventsite.site.views.event import powers_of
from eventsite.web.access import public
from eventsite.web.current import reading, services

blueprint = Blueprint("pages", __name__)
Page = str | Response | tuple[str, int]


@blueprint.get("/")
@public
def home() -> Page:
    """List what is coming, by month, with what each is honestly about."""
    now = services().database.clock.now()
    upcoming = upcoming_events(reading(), now)
    months = [
        (month, list(found))
        for month, found in groupby(upcoming, lambda e: e.starts_on.replace(day=1) if e.starts_on else None)
    ]
    return render_template(
        "site/home.html",
        months=months,
        past=past_events(reading(), now),
        label_of=lambda e: honest_label(powers_of(e)).label,
        not_stated=Label.NOT_STATED.label,
    )


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
    """Say what is kept, who sees it and how long."""
    return render_template("site/privacy.html")


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
