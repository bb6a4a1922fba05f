"""Saying how to be paid (as claimant), and paying (as payer)."""

from flask import Blueprint, Response, redirect, render_template, url_for
from werkzeug.wrappers import Response as AnyResponse

from eventsite.claims.models import Claim
from eventsite.claims.queries import method_givers, own_claim
from eventsite.claims.values import CLAIM_LIFE
from eventsite.events.models import Event
from eventsite.kernel.i18n import _
from eventsite.kernel.refusals import Refusal
from eventsite.payouts import queries
from eventsite.payouts.commands import methods, paying
from eventsite.payouts.forms import BankForm, BatchForm, MethodForm
from eventsite.payouts.values import MethodKind
from eventsite.people import browser_session
from eventsite.registration.queries import names_of
from eventsite.web.access import by_link, signed_in
from eventsite.web.current import actor, perform, reading
from eventsite.web.forms import Form

blueprint = Blueprint("payouts", __name__)
Page = str | AnyResponse | tuple[str, int]


@blueprint.route("/claims/<ref>/paid-by", methods=["GET", "POST"])
@by_link
def method(ref: str) -> Page:
    """Ask how somebody would like to be paid, before any number."""
    claim = own_claim(reading(), actor(), ref)
    form = MethodForm()
    if form.is_posted_well():
        kind = MethodKind(form.kind.data)
        if kind is MethodKind.BANK:
            return redirect(url_for("payouts.bank", ref=ref))
        if _given(form, methods.GiveMethod(claim=ref, kind=kind)):
            return redirect(_next(claim))
    back = url_for("claims.show", ref=ref)
    return render_template("payouts/method.html", form=form, back=back), form.status


@blueprint.route("/claims/<ref>/paid-by/bank", methods=["GET", "POST"])
@by_link
def bank(ref: str) -> Page:
    """Ask for the account."""
    claim = own_claim(reading(), actor(), ref)
    form = BankForm()
    if form.is_posted_well() and _given(form, form.to_command(claim)):
        return redirect(_next(claim))
    return render_template("payouts/bank.html", form=form, back=url_for("payouts.method", ref=ref)), form.status


def _given(form: Form, command: methods.GiveMethod) -> bool:
    try:
        perform(methods.give_method, command)
    except Refusal as refusal:
        form.take(refusal)
        return False
    return True


def _next(claim: Claim) -> str:
    return url_for("claims.check" if CLAIM_LIFE.allows(claim.state, "submit") else "claims.show", ref=claim.ref)


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
            return redirect(url_for("payouts.batch", ref=batch.ref))
    return render_template(
        "payouts/home.html", form=form, claims=claims, batches=queries.batches_of(reading(), actor()),
        withheld=len(queries.withheld_claims(reading(), actor())),
    ), form.status


@blueprint.get("/finance/batches/<ref>")
@signed_in
def batch(ref: str) -> Page:
    """Show one batch."""
    found = queries.batch_of(reading(), actor(), ref)
    return render_template(
        "payouts/batch.html",
        batch=found,
        people=names_of(reading(), [p.claim.registration for p in found.payouts]),
        method_givers=method_givers(reading(), [p.claim for p in found.payouts]),
        event=reading().get_one(Event, found.payouts[0].claim.event_id),
    )


@blueprint.post("/finance/batches/<ref>/file")
@signed_in
def file(ref: str) -> Page:
    """Hand out the payment file. A POST, because it is written down who fetched it."""
    queries.batch_of(reading(), actor(), ref)
    content = perform(paying.read_file, paying.ReadFile(batch=ref))
    response = Response(content, content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="payments-{ref}.csv"'
    return response


@blueprint.post("/finance/batches/<ref>/paid")
@signed_in
def paid(ref: str) -> Page:
    """Say that the money was sent."""
    queries.batch_of(reading(), actor(), ref)
    perform(paying.mark_batch_paid, paying.MarkBatchPaid(batch=ref))
    browser_session.flash(_("Marked as paid. Everybody in it gets a letter that says what was paid for what."))
    return redirect(url_for("payouts.batch", ref=ref))


@blueprint.post("/finance/batches/<ref>/payouts/<payout_ref>/failed")
@signed_in
def failed(ref: str, payout_ref: str) -> Page:
    """Say that one payment came back."""
    queries.batch_of(reading(), actor(), ref)
    try:
        perform(paying.mark_payout_failed, paying.MarkPayoutFailed(batch=ref, payout=payout_ref))
    except Refusal as refusal:
        browser_session.flash(refusal.sentence)
    else:
        browser_session.flash(_("Noted. The person is asked to look at the details; then you can pay it again."))
    return redirect(url_for("payouts.batch", ref=ref))
