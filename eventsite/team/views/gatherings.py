"""What stewards see of gatherings, and how they step in: with a reason that the organisers get by letter."""

from typing import Any

from flask import Blueprint, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from eventsite.events.commands import lifecycle
from eventsite.events.models import Event
from eventsite.events.queries import every_event, known_event
from eventsite.events.values import EVENT_LIFE, EventState
from eventsite.kernel.refusals import Refusal
from eventsite.kernel.text import tidy
from eventsite.organisations.views.marks import steward
from eventsite.people import browser_session
from eventsite.registration.queries import coming_in_numbers
from eventsite.team.forms import ReasonForm, SureForm
from eventsite.team.wording import step
from eventsite.web.current import perform, reading
from eventsite.web.forms import Form
from eventsite.web.pages import page_number

blueprint = Blueprint("gatherings", __name__)
Page = str | Response | tuple[str, int]
STOPPING = ("unpublish", "close")
GIVING_BACK = {EventState.DRAFT: "publish", EventState.CLOSED: "reopen"}


@blueprint.get("/team/gatherings/")
@steward
def every() -> Page:
    """List every gathering that is or was public, or those whose name has some words in it."""
    words = tidy(request.args.get("name", ""))[:200]
    found = every_event(reading(), words, page_number())
    return render_template("team/gatherings.html", found=found, words=words, actions_for=_actions_for)


def _actions_for(event: Event) -> list[str]:
    stops = [action for action in STOPPING if EVENT_LIFE.allows(event.state, action)]
    return [GIVING_BACK[event.state]] if event.steward_note and event.state in GIVING_BACK else stops


@blueprint.route("/team/gatherings/<slug>/<action>", methods=["GET", "POST"])
@steward
def step_in(slug: str, action: str) -> Page:
    """Take a gathering off the site, close it, or give it back."""
    if action not in VERBS:
        abort(404)
    event = known_event(reading(), slug)
    form = ReasonForm() if action in STOPPING else SureForm()
    words = step(action, event.name, coming_in_numbers(reading(), event.id).registrations)
    if form.is_posted_well():
        try:
            perform(*_verb(action, event, form))
        except Refusal as refusal:
            form.take(refusal)
        else:
            browser_session.flash(words.done)
            return redirect(url_for("gatherings.every"))
    page = render_template(
        "team/go.html", form=form, event=event, words=words, is_possible=action in _actions_for(event),
        back=url_for("gatherings.every")
    )
    return page, form.status


VERBS: dict[str, Any] = {
    "unpublish": (lifecycle.unpublish_event, lifecycle.UnpublishEvent),
    "close": (lifecycle.close_event, lifecycle.CloseEvent),
    "publish": (lifecycle.open_event, lifecycle.OpenEvent),
    "reopen": (lifecycle.reopen_event, lifecycle.ReopenEvent),
}


def _verb(action: str, event: Event, form: Form) -> tuple[Any, Any]:
    verb, command = VERBS[action]
    return verb, command(event=event.ref, reason=form["reason"].data) if action in STOPPING else command(event=event.ref)
