"""What an organisation hosts, for its members; and how it takes over a gathering whose organisers have gone."""

from flask import Blueprint, redirect, render_template, url_for
from werkzeug.wrappers import Response

from eventsite.events import permissions, queries
from eventsite.events.commands.team import AppointOrganiser, appoint_organiser
from eventsite.events.forms import AppointForm
from eventsite.kernel.i18n import _
from eventsite.kernel.permissions import require
from eventsite.organisations.models import Organisation
from eventsite.organisations.permissions import SEE_ORGANISATION
from eventsite.organisations.views.marks import organisation
from eventsite.people import browser_session
from eventsite.web.current import actor, perform, reading

blueprint = Blueprint("hosting", __name__)
Page = str | Response | tuple[str, int]


@blueprint.get("/team/organisations/<ref>/gatherings")
@organisation()
def hosted(found: Organisation) -> Page:
    """List its gatherings."""
    return render_template(
        "events/hosted.html", organisation=found, events=queries.hosted_events(reading(), found),
        appoint=permissions.APPOINT_ORGANISER, see_team_pages=permissions.SEE_TEAM_PAGES,
    )


@blueprint.route("/team/organisations/<ref>/gatherings/<slug>/organiser", methods=["GET", "POST"])
@organisation(SEE_ORGANISATION)
def appoint(found: Organisation, slug: str) -> Page:
    """Add an organiser to one of them."""
    event = queries.hosted_event(reading(), found, slug)
    require(actor(), permissions.APPOINT_ORGANISER, event)
    form = AppointForm()
    if form.is_posted_well():
        perform(appoint_organiser, AppointOrganiser(event=event.ref, email=form.email.data, name=form.name.data))
        browser_session.flash(
            _("%(name)s is an organiser of %(event)s now. We have sent them an email.")
            % {"name": form.name.data, "event": event.name}
        )
        return redirect(url_for("hosting.hosted", ref=found.ref))
    return render_template("events/appoint.html", form=form, organisation=found, event=event), form.status
