"""Saying what an event pays, as its team."""

from flask import Blueprint, redirect, render_template, url_for
from werkzeug.wrappers import Response

from eventsite.events.models import Event
from eventsite.events.views.marks import team
from eventsite.kernel.i18n import _
from eventsite.offers.commands.terms import set_terms
from eventsite.offers.forms import TermsForm
from eventsite.offers.permissions import SET_TERMS
from eventsite.offers.queries import catalogue_of, current_terms
from eventsite.people import browser_session
from eventsite.web.current import perform, reading

blueprint = Blueprint("offers", __name__)


@blueprint.route("/team/<slug>/payment", methods=["GET", "POST"])
@team(SET_TERMS)
def terms(event: Event) -> Response | tuple[str, int]:
    """Say what the event pays, before anybody is asked to come."""
    form = TermsForm.showing(current_terms(reading(), event.id), catalogue_of(reading(), event.id, event.currency))
    if form.is_posted_well():
        perform(set_terms, form.to_command(event.ref))
        browser_session.flash(_("Saved. People read it before they register."))
        return redirect(url_for("team.home", slug=event.slug))
    return render_template("offers/terms.html", form=form, event=event), form.status
