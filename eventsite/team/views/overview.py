"""An event's overview: where things stand, what to do next, and letters that could not be sent."""

from flask import Blueprint, redirect, render_template, url_for
from werkzeug.wrappers import Response

from eventsite.events.commands.team import TryEmailAgain, try_email_again
from eventsite.events.models import Event
from eventsite.events.permissions import EDIT_EVENT
from eventsite.events.rules import is_over
from eventsite.events.views.marks import team
from eventsite.kernel.i18n import _
from eventsite.people import browser_session
from eventsite.registration.permissions import SEE_REGISTRATIONS
from eventsite.team.queries import parked_messages, waiting_count, whom_to_reach
from eventsite.web.current import actor, perform, reading, rooms, services

blueprint = Blueprint("team", __name__)
Page = str | Response


@blueprint.get("/team/<slug>/")
@team()
def home(event: Event) -> Page:
    """Show the task list: no blank wall."""
    parked = parked_messages(reading(), event)
    return render_template(
        "team/home.html",
        event=event,
        panels=[(panel.template, panel.find(reading(), event)) for panel in rooms().team_panels],
        tasks=rooms().tasks(reading(), event),
        parked=[(message, rooms().email_label(message.handler)) for message in parked],
        reach=whom_to_reach(reading(), event, parked) if SEE_REGISTRATIONS.allows(actor(), event) else {},
        waiting=waiting_count(reading(), event),
        is_over=is_over(event.ends_on, event.zone, services().database.clock.now()),
        edit_event=EDIT_EVENT,
    )


@blueprint.post("/team/<slug>/letters/<int:message_id>/again")
@team(EDIT_EVENT)
def again(event: Event, message_id: int) -> Page:
    """Try a parked message again."""
    perform(try_email_again, TryEmailAgain(event=event.ref, message_id=message_id))
    browser_session.flash(_("It will be tried again in a moment."))
    return redirect(url_for("team.home", slug=event.slug))
