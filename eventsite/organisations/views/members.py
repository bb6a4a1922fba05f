"""An organisation's own pages: who is in it, what its gatherings start from."""

from flask import Blueprint, abort, redirect, render_template, url_for
from werkzeug.wrappers import Response

from eventsite.kernel.i18n import _
from eventsite.kernel.permissions import require
from eventsite.kernel.refusals import Refusal
from eventsite.organisations import commands, permissions, queries
from eventsite.organisations.forms import InviteForm, OrganisationForm
from eventsite.organisations.models import Organisation
from eventsite.organisations.values import OrganisationRole
from eventsite.organisations.views.marks import organisation
from eventsite.people import browser_session
from eventsite.web.current import actor, perform, reading
from eventsite.web.pages import are_you_sure

blueprint = Blueprint("organisations", __name__)
Page = str | Response | tuple[str, int]


@blueprint.route("/team/organisations/<ref>/", methods=["GET", "POST"])
@organisation()
def home(found: Organisation) -> Page:
    """Show who is in it, and invite somebody."""
    form = InviteForm()
    if form.is_submitted():
        require(actor(), permissions.MANAGE_ORGANISATION, found)  # everybody in it may look
    if form.is_posted_well():
        perform(commands.invite_to_organisation, form.to_command(found))
        browser_session.flash(
            _("We have written to %(name)s. They can start as soon as they sign in.") % {"name": form.known_as.data}
        )
        return redirect(url_for("organisations.home", ref=found.ref))
    page = render_template(
        "organisations/home.html", form=form, organisation=found, members=queries.members_of(reading(), found),
        manage=permissions.MANAGE_ORGANISATION,
    )
    return page, form.status


@blueprint.get("/team/organisations/<ref>/members/<int:person_id>/<role>/remove")
@organisation(permissions.MANAGE_ORGANISATION)
def sure_to_remove(found: Organisation, person_id: int, role: str) -> Page:
    """Say what somebody can no longer do before a role is taken away."""
    members = {member.person_id: member for member in queries.members_of(reading(), found)}
    if person_id not in members or role not in members[person_id].roles:
        abort(404)
    words = {"name": members[person_id].name, "role": OrganisationRole(role).label}
    sentences = [
        _("They can no longer do for its gatherings what this let them do."), _("What they did stays. You can invite them again."),
    ]
    return are_you_sure(
        _("%(role)s: take that away from %(name)s?") % words, sentences, _("Take it away"), caption=found.name,
        back=url_for("organisations.home", ref=found.ref),
    )


@blueprint.post("/team/organisations/<ref>/members/<int:person_id>/<role>/remove")
@organisation(permissions.MANAGE_ORGANISATION)
def remove(found: Organisation, person_id: int, role: str) -> Page:
    """Take a role away."""
    if role not in set(OrganisationRole):
        abort(404)
    command = commands.RemoveFromOrganisation(
        organisation=found.ref, person_id=person_id, role=OrganisationRole(role)
    )
    try:
        perform(commands.remove_from_organisation, command)
    except Refusal as refusal:
        browser_session.flash(refusal.sentence)
    still_theirs = actor().is_steward or person_id != actor().person_id
    return redirect(url_for("organisations.home", ref=found.ref) if still_theirs else url_for("events.mine"))


@blueprint.route("/team/organisations/<ref>/settings", methods=["GET", "POST"])
@organisation(permissions.MANAGE_ORGANISATION)
def describe(found: Organisation) -> Page:
    """Change its name, or what its gatherings start from."""
    form = OrganisationForm(obj=found)
    if form.is_posted_well():
        try:
            perform(commands.describe_organisation, form.to_command(found))
        except Refusal as refusal:
            form.take(refusal)
        else:
            browser_session.flash(_("Saved. Gatherings that have begun stay as they are."))
            return redirect(url_for("organisations.home", ref=found.ref))
    return render_template("organisations/settings.html", form=form, organisation=found), form.status
