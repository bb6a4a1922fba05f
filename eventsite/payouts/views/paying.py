"""Putting approved claims together to be paid."""

from flask import Blueprint, redirect, render_template, url_for
from werkzeug.wrappers import Response

from eventsite.claims.queries import method_givers
from eventsite.kernel.i18n import _
from eventsite.kernel.refusals import Refusal
from eventsite.payouts import queries
from eventsite.payouts.commands import paying
from eventsite.payouts.forms import BatchForm
from eventsite.people import browser_session
from eventsite.registration.queries import names_of
from eventsite.web.access import signed_in
from eventsite.web.current import actor, perform, reading

blueprint = Blueprint("paying", __name__)
Page = str | Response | tuple[str, int]


@blueprint.route("/finance/pay", methods=["GET", "POST"])
@signed_in
def home() -> Page:
    """List what can be paid, and what was."""
    if not queries.payer_events(actor()):
        return render_template("claims/no_finance.html"), 403
    claims = queries.payable_claims(reading(), actor())
    names = names_of(reading(), [claim.registration for claim in claims])
    form = BatchForm.showing(claims, names, method_givers(reading(), claims))
    if form.is_posted_well():
        try:
            batch = perform(paying.seal_batch, form.to_command())
        except Refusal as refusal:
            form.take(refusal)
        else:
            browser_session.flash(_("The batch is sealed. Fetch the file, pay it at your bank, then come back and say so."))
            return redirect(url_for("batches.show", ref=batch.ref))
    return render_template(
        "payouts/home.html", form=form, claims=claims, batches=queries.batches_of(reading(), actor()),
        withheld=len(queries.withheld_claims(reading(), actor())),
    ), form.status
