"""Claims for which one pair of hands could be another's: somebody from outside looks at them."""

from flask import Blueprint, redirect, render_template, url_for
from werkzeug.wrappers import Response

from eventsite.claims.commands.doubting import SettleDoubts, settle_doubts
from eventsite.claims.forms import SubmitForm
from eventsite.claims.permissions import FROM_OUTSIDE
from eventsite.claims.queries import doubts, finance_events
from eventsite.events.values import Role
from eventsite.kernel.i18n import _
from eventsite.kernel.refusals import Refusal
from eventsite.people import browser_session
from eventsite.registration.queries import names_of
from eventsite.web.access import signed_in
from eventsite.web.current import actor, perform, reading
from eventsite.web.pages import page_number

blueprint = Blueprint("outside", __name__)
Page = str | Response | tuple[str, int]


@blueprint.get("/finance/outside/")
@signed_in
def home() -> Page:
    """List the claims that wait for somebody from outside, for who is in an organisation or looks after the site."""
    found = doubts.outside_page(reading(), actor(), page_number())
    names = names_of(reading(), [claim.registration for claim in found.rows])
    return render_template(
        "claims/outside_list.html",
        found=found,
        names=names,
        checks=bool(finance_events(actor())),
        pays=bool(finance_events(actor(), (Role.PAYER,))),
    )


@blueprint.route("/finance/outside/<ref>", methods=["GET", "POST"])
@signed_in
def look(ref: str) -> Page:
    """Say what was noticed about a claim and what is asked for, and take somebody's word that it can be paid."""
    claim = doubts.outside_claim(reading(), actor(), ref)
    form = SubmitForm(data={"version": claim.version})
    if form.is_posted_well():
        try:
            perform(settle_doubts, SettleDoubts(claim=ref, version=form.version.data))
        except Refusal as refusal:
            form.take(refusal)
        else:
            browser_session.flash(_("Thank you. The claim can be paid now. That you looked is written down."))
            return redirect(url_for("outside.home"))
    return render_template(
        "claims/outside.html", form=form, claim=claim, event=claim.event, noticed=doubts.open_doubts(reading(), [claim])[ref],
        name=names_of(reading(), [claim.registration]).get(claim.registration, ""), from_outside=FROM_OUTSIDE,
        back=url_for("outside.home"),
    ), form.status
