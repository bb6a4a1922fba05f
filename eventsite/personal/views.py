"""A person's own pages."""

from flask import Blueprint, render_template
from werkzeug.wrappers import Response

from eventsite.events.models import Event
from eventsite.events.rules import is_over
from eventsite.personal.queries import who_saw
from eventsite.web.access import by_link, sign_in_first
from eventsite.web.current import actor, reading, rooms, services

blueprint = Blueprint("personal", __name__)
Page = str | Response


@blueprint.get("/my/")
@by_link
def home() -> Page:
    """Show what somebody is coming to, their claims, and whatever else a room has for them."""
    if actor().is_stranger:
        return sign_in_first()
    panels = [(panel.template, panel.find(reading(), actor())) for panel in rooms().personal_panels]
    return render_template("personal/home.html", panels=panels, signed_in=actor().is_signed_in, is_over=_is_over)


def _is_over(event: Event) -> bool:
    return is_over(event.ends_on, event.zone, services().database.clock.now())


@blueprint.get("/my/who-saw")
@by_link
def who_saw_my_data() -> Page:
    """Show who opened what is private."""
    if actor().is_stranger:
        return sign_in_first()
    return render_template("personal/who_saw.html", readings=who_saw(reading(), actor(), rooms().openings))
