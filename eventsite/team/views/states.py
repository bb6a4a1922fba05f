"""Which way an event goes, for its organisers: each way has a page that says first what will happen, and to how many people."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, abort, redirect, render_template, url_for
from werkzeug.wrappers import Response

from eventsite.events.commands import lifecycle
from eventsite.events.models import Event
from eventsite.events.permissions import END_EVENT
from eventsite.events.views.marks import team
from eventsite.kernel.refusals import Refusal
from eventsite.people import browser_session
from eventsite.registration.commands.ending import DeleteEvent, delete_event
from eventsite.registration.queries import coming_in_numbers
from eventsite.team.forms import CancellationForm, SureForm
from eventsite.team.rules import steps_for
from eventsite.team.wording import step
from eventsite.web.current import perform, reading, services
from eventsite.web.forms import Form

blueprint = Blueprint("states", __name__)
Page = str | Response | tuple[str, int]
Verb = tuple[Callable[..., Any], Any]


@blueprint.get("/team/<slug>/state")
@team(END_EVENT)
def state(event: Event) -> Page:
    """Say where the event is, and list the ways it can go."""
    actions = steps_for(event, services().database.clock.now())
    return render_template("team/state.html", event=event, steps=[(action, _words(action, event)) for action in actions])


@blueprint.route("/team/<slug>/state/<action>", methods=["GET", "POST"])
@team(END_EVENT)
def go(event: Event, action: str) -> Page:
    """Say what will happen, and do it."""
    if action not in VERBS:
        abort(404)
    form, words = CancellationForm() if action == "cancel" else SureForm(), _words(action, event)
    if form.is_posted_well():
        try:
            perform(*VERBS[action](event, form))
        except Refusal as refusal:
            form.take(refusal)
        else:
            browser_session.flash(words.done)
            return redirect(url_for("events.mine") if action == "delete" else url_for("team.home", slug=event.slug))
    is_possible = action in steps_for(event, services().database.clock.now())
    return render_template(
        "team/go.html", form=form, event=event, words=words, is_possible=is_possible,
        back=url_for("states.state", slug=event.slug),
    ), form.status


def _words(action: str, event: Event) -> Any:
    return step(action, event.name, coming_in_numbers(reading(), event.id).registrations)


VERBS: dict[str, Callable[[Event, Form], Verb]] = {
    "unpublish": lambda event, _form: (lifecycle.unpublish_event, lifecycle.UnpublishEvent(event=event.ref)),
    "close": lambda event, _form: (lifecycle.close_event, lifecycle.CloseEvent(event=event.ref)),
    "reopen": lambda event, _form: (lifecycle.reopen_event, lifecycle.ReopenEvent(event=event.ref)),
    "cancel": lambda event, form: (
        lifecycle.cancel_event, lifecycle.CancelEvent(event=event.ref, note=form["note"].data)
    ),
    "archive": lambda event, _form: (lifecycle.archive_event, lifecycle.ArchiveEvent(event=event.ref)),
    "delete": lambda event, _form: (delete_event, DeleteEvent(event=event.ref)),
}
