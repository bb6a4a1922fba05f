"""What stewards of the site see: every organisation, and every email that could not be sent."""

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from eventsite.kernel.i18n import _
from eventsite.kernel.refusals import Refusal
from eventsite.kernel.text import tidy
from eventsite.organisations import commands, queries
from eventsite.organisations.forms import FoundingForm
from eventsite.organisations.views.marks import steward
from eventsite.people import browser_session
from eventsite.web.current import perform, reading, rooms
from eventsite.web.pages import page_number

blueprint = Blueprint("stewards", __name__)
Page = str | Response | tuple[str, int]


@blueprint.get("/team/organisations/")
@steward
def organisations() -> Page:
    """List every organisation, or those whose name has some words in it."""
    words = tidy(request.args.get("name", ""))[:200]
    found = queries.every_organisation(reading(), words, page_number())
    return render_template("organisations/all.html", found=found, words=words)


@blueprint.route("/team/organisations/new", methods=["GET", "POST"])
@steward
def new() -> Page:
    """Hand out an organisation."""
    form = FoundingForm()
    if form.is_posted_well():
        try:
            made = perform(commands.found_organisation, form.to_command())
        except Refusal as refusal:
            form.take(refusal)
        else:
            browser_session.flash(_("%(name)s is there. We have written to its owner.") % {"name": made.name})
            return redirect(url_for("organisations.home", ref=made.ref))
    return render_template("organisations/new.html", form=form), form.status


@blueprint.get("/team/letters/")
@steward
def letters() -> Page:
    """List what could not be sent, of every gathering and of none."""
    found = queries.parked_messages(reading(), page_number())
    parked = [(message, rooms().email_label(message.handler)) for message in found.rows]
    return render_template("organisations/letters.html", parked=parked, found=found)


@blueprint.post("/team/letters/<int:message_id>/again")
@steward
def again(message_id: int) -> Page:
    """Try one of them again."""
    perform(commands.try_site_email_again, commands.TrySiteEmailAgain(message_id=message_id))
    browser_session.flash(_("It will be tried again in a moment."))
    return redirect(url_for("stewards.letters"))
