"""What happens to a batch once it is sealed. Whatever moves money, or says that it moved, has a page that asks first."""

from collections.abc import Callable, Mapping
from typing import Any

from flask import Blueprint, Response, redirect, render_template, url_for
from werkzeug.wrappers import Response as AnyResponse

from eventsite.claims.queries import method_givers
from eventsite.events.models import Event
from eventsite.kernel.refusals import Refusal
from eventsite.payouts import queries, wording
from eventsite.payouts.commands import paying
from eventsite.payouts.commands.numbers import ReadNumbers, read_numbers
from eventsite.payouts.forms import StoppedForm, SureForm
from eventsite.payouts.models import PayoutBatch
from eventsite.payouts.rules import Details
from eventsite.payouts.values import BATCH_LIFE, PAYOUT_LIFE
from eventsite.payouts.wording import Question
from eventsite.people import browser_session
from eventsite.registration.queries import names_of
from eventsite.web.access import signed_in
from eventsite.web.current import actor, perform, reading, services
from eventsite.web.forms import Form

blueprint = Blueprint("batches", __name__)
Page = str | AnyResponse | tuple[str, int]


@blueprint.get("/finance/batches/<ref>")
@signed_in
def show(ref: str) -> Page:
    """Show one batch."""
    return _batch_page(ref, {})


def _batch_page(ref: str, numbers: Mapping[str, Details]) -> Page:
    found = queries.batch_of(reading(), actor(), ref)
    return render_template(
        "payouts/batch.html",
        batch=found,
        is_fetched=queries.was_fetched(reading(), found),
        seal=queries.seal_of(services().database.cipher, found),
        allows=lambda action: BATCH_LIFE.allows(found.state, action),
        may_fail=lambda payout: PAYOUT_LIFE.allows(payout.state, "fail"),
        people=names_of(reading(), [p.claim.registration for p in found.payouts]),
        method_givers=method_givers(reading(), [p.claim for p in found.payouts]),
        numbers=numbers,
        is_spoken=queries.has_spoken(reading(), found),
        event=reading().get_one(Event, found.payouts[0].claim.event_id),
    )


@blueprint.post("/finance/batches/<ref>/numbers")
@signed_in
def numbers(ref: str) -> Page:
    """Show whom to ring. A POST, because it is written down who read it."""
    queries.batch_of(reading(), actor(), ref)
    read = perform(read_numbers, ReadNumbers(batch=ref))
    return _batch_page(ref, read)


@blueprint.post("/finance/batches/<ref>/file")
@signed_in
def file(ref: str) -> Page:
    """Hand out the payment file. A POST, because it is written down who fetched it."""
    queries.batch_of(reading(), actor(), ref)
    content = perform(paying.read_file, paying.ReadFile(batch=ref))
    response = Response(content, content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="payments-{ref}.csv"'
    return response


@blueprint.route("/finance/batches/<ref>/paid", methods=["GET", "POST"])
@signed_in
def paid(ref: str) -> Page:
    """Say that the money was sent."""
    batch = queries.batch_of(reading(), actor(), ref)
    question = wording.paid(len(batch.payouts), batch.amount)
    return _asked(batch, question, SureForm(), paying.mark_batch_paid, lambda: paying.MarkBatchPaid(batch=ref), "pay")


@blueprint.route("/finance/batches/<ref>/apart", methods=["GET", "POST"])
@signed_in
def apart(ref: str) -> Page:
    """Take a batch apart that was not paid."""
    batch = queries.batch_of(reading(), actor(), ref)
    question = wording.apart(len(batch.payouts), batch.amount)
    form = StoppedForm.showing(is_fetched=queries.was_fetched(reading(), batch))
    return _asked(batch, question, form, paying.take_batch_apart, lambda: form.to_command(ref), "take apart")


@blueprint.route("/finance/batches/<ref>/payouts/<payout_ref>/failed", methods=["GET", "POST"])
@signed_in
def failed(ref: str, payout_ref: str) -> Page:
    """Say that one payment came back."""
    batch = queries.batch_of(reading(), actor(), ref)
    payout = queries.payout_in(batch, payout_ref)
    names = names_of(reading(), [payout.claim.registration])
    question = wording.failed(payout.amount, names.get(payout.claim.registration, payout.claim.ref))
    command = paying.MarkPayoutFailed(batch=ref, payout=payout_ref)
    is_possible = "note failure" if PAYOUT_LIFE.allows(payout.state, "fail") else ""
    return _asked(batch, question, SureForm(), paying.mark_payout_failed, lambda: command, is_possible)


def _asked(
    batch: PayoutBatch, question: Question, form: Form, verb: Callable[..., Any], command: Callable[[], Any], action: str
) -> Page:
    """Say what follows, and do it once the button is pressed."""
    back = url_for("batches.show", ref=batch.ref)
    if form.is_posted_well():
        try:
            perform(verb, command())
        except Refusal as refusal:
            form.take(refusal)
        else:
            browser_session.flash(question.done)
            return redirect(back)
    is_possible = BATCH_LIFE.allows(batch.state, action)
    return render_template("payouts/ask.html", form=form, question=question, is_possible=is_possible, back=back), form.status
