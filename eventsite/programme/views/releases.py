"""Publishing a release, and the page that stands in for one that cannot be read."""

from flask import Flask, redirect, render_template, url_for
from werkzeug.wrappers import Response

from eventsite.events.models import Event
from eventsite.events.views.marks import team
from eventsite.kernel.i18n import _
from eventsite.kernel.refusals import Refusal
from eventsite.people import browser_session
from eventsite.programme import permissions, wording
from eventsite.programme.commands.releases import publish_release
from eventsite.programme.forms import ReleaseForm
from eventsite.programme.queries.plan import plan_of, sessions_of
from eventsite.programme.queries.releases import latest_release
from eventsite.programme.release_content import UnreadableRelease
from eventsite.programme.rules.warnings import in_the_open, warnings
from eventsite.programme.values import SessionState
from eventsite.programme.views.plan import Page, blueprint
from eventsite.web.current import perform, reading

SHOWN_WARNINGS = 6
SOON = "600"
"""Seconds after which calendars and browsers may ask again."""


def init(app: Flask) -> None:
    """Say so where a release cannot be read; a calendar that asks keeps what it has."""
    app.register_error_handler(UnreadableRelease, _unreadable)


def _unreadable(_trouble: UnreadableRelease) -> Response:
    response = Response(render_template("programme/unreadable.html"), 503, content_type="text/html; charset=utf-8")
    response.headers["Retry-After"] = SOON
    return response


@blueprint.route("/team/<slug>/programme/publish", methods=["GET", "POST"])
@team(permissions.PUBLISH_RELEASE)
def publish(event: Event) -> Page:
    """Look at what changes for people, then publish."""
    form = ReleaseForm()
    if form.is_posted_well():
        try:
            released = perform(publish_release, form.to_command(event))
        except Refusal as refusal:
            form.take(refusal)
        else:
            browser_session.flash(_("Published. This is version %(number)d of the programme.") % {"number": released.number})
            return redirect(url_for("programme.plan", slug=event.slug))
    found = plan_of(reading(), event.id)
    ideas = [s.title for s in sessions_of(reading(), event.id) if s.state is SessionState.IDEA]
    return render_template(
        "programme/publish.html", form=form, event=event, ideas=ideas, before=latest_release(reading(), event.id),
        warnings=in_the_open(warnings(found.slots, found.unplaced, found.rooms, event.zone), SHOWN_WARNINGS),
        sentence=wording.sentence,
    ), form.status
