"""Claiming, as the claimant: look, add, check, send, see every step."""

import datetime as dt
from collections.abc import Mapping

from flask import Blueprint, abort, redirect, render_template, url_for
from werkzeug.wrappers import Response as AnyResponse

from eventsite.attachments.storing import StoredFile
from eventsite.claims import queries
from eventsite.claims.commands import claiming as commands
from eventsite.claims.commands.opening import ClaimCosts, PutFeeBack, claim_costs, put_fee_back
from eventsite.claims.forms import AnswerForm, CostForm, KindForm, MileageForm, SubmitForm
from eventsite.claims.models import Claim, ClaimLine
from eventsite.claims.queries.presence import presence_of
from eventsite.claims.rules import NoFee, why_no_fee
from eventsite.claims.values import CLAIM_LIFE, PROMISED, ClaimState, LineKind, Presence
from eventsite.claims.views import chosen
from eventsite.events.models import Event
from eventsite.kernel.days import local_date
from eventsite.kernel.i18n import _
from eventsite.kernel.refusals import Refusal
from eventsite.offers.queries import catalogue_of, offer_of
from eventsite.people import browser_session
from eventsite.people.day_browser import day_mark
from eventsite.web.access import private
from eventsite.web.current import actor, perform, reading, services
from eventsite.web.filters import money
from eventsite.web.forms import Form
from eventsite.web.pages import are_you_sure

blueprint = Blueprint("claims", __name__)
Page = str | AnyResponse | tuple[str, int]


def _own(ref: str) -> tuple[Claim, Event]:
    claim = queries.own_claim(reading(), actor(), ref)
    return claim, reading().get_one(Event, claim.event_id)


@blueprint.post("/my/registrations/<ref>/claim")
@private
def costs(ref: str) -> Page:
    """Begin a claim for what was spent to come, where the gathering or the person cancelled."""
    try:
        claim = perform(claim_costs, ClaimCosts(registration=ref))
    except Refusal as refusal:
        browser_session.flash(refusal.sentence)
        return redirect(url_for("own_registration.show", ref=ref))
    return redirect(url_for("claims.show", ref=claim.ref))


@blueprint.get("/claims/<ref>/")
@private
def show(ref: str) -> Page:
    """Show a claim, its lines and every step it has taken."""
    claim, event = _own(ref)
    offer = offer_of(reading(), claim.registration)
    has_fee, found = any(line.kind is LineKind.FEE for line in claim.lines), presence_of(reading(), claim)
    no_fee = why_no_fee(found)
    return render_template(
        "claims/show.html",
        fee_off=offer.agreed if offer and offer.agreed_minor and not has_fee and not no_fee else None,
        no_fee=no_fee,
        has_fee=has_fee,
        is_called_off=found is Presence.CALLED_OFF,
        can_reopen=CLAIM_LIFE.allows(claim.state, "reopen"),
        claim=claim,
        event=event,
        promised=_promised(claim, event),
        can_edit=CLAIM_LIFE.allows(claim.state, "edit"),
        can_withdraw=CLAIM_LIFE.allows(claim.state, "withdraw"),
        steps=_steps(claim),
    )


def _promised(claim: Claim, event: Event) -> dt.date | None:
    """Return by when the money is there; while a question waits, if it is answered today."""
    if claim.state is ClaimState.RETURNED:
        return queries.promised_if_answered(reading(), claim, local_date(services().database.clock.now(), event.zone))
    return claim.promised_on if claim.state in PROMISED else None


def _steps(claim: Claim) -> list[tuple[str, dt.datetime | None]]:
    decided = claim.decided_at if claim.state not in (ClaimState.SUBMITTED, ClaimState.RETURNED) else None
    made = (_("Made ready for you"), claim.opened_at)
    if claim.state is ClaimState.WITHDRAWN:
        return [made]
    checked = [made, (_("Sent by you"), claim.submitted_at), (_("Checked by one person"), decided)]
    if claim.state is ClaimState.DECLINED:
        return checked
    return [
        *checked,
        (_("Paid by another person"), claim.paid_at if claim.state is ClaimState.PAID else None),
    ]


@blueprint.route("/claims/<ref>/add", methods=["GET", "POST"])
@private
def add(ref: str) -> Page:
    """Ask what kind of thing to add."""
    claim, event = _own(ref)
    form = KindForm.showing(catalogue_of(reading(), event.id, claim.currency))
    if form.is_posted_well():
        return redirect(url_for("claims.add_line", ref=ref, kind=form.kind.data))
    back = url_for("claims.show", ref=ref)
    return render_template("claims/kind.html", form=form, claim=claim, event=event, back=back), form.status


@blueprint.route("/claims/<ref>/add/<kind>", methods=["GET", "POST"])
@private
def add_line(ref: str, kind: str) -> Page:
    """Add a cost or miles."""
    claim, event = _own(ref)
    return _line_page(claim, event, kind, None, url_for("claims.add", ref=ref))


@blueprint.route("/claims/<ref>/lines/<line_ref>", methods=["GET", "POST"])
@private
def edit_line(ref: str, line_ref: str) -> Page:
    """Change a line."""
    claim, event = _own(ref)
    line = queries.own_line(claim, line_ref)
    if line.kind is LineKind.FEE:
        abort(404)
    return _line_page(claim, event, line.category, line_ref, url_for("claims.show", ref=ref))


def _line_page(claim: Claim, event: Event, kind: str, line_ref: str | None, back: str) -> Page:
    known = catalogue_of(reading(), event.id, claim.currency)
    if kind not in known.costs and kind not in known.vehicles:
        abort(404)
    line = queries.own_line(claim, line_ref) if line_ref else None
    is_mileage, first = kind in known.vehicles, _day_to_begin_with(event)
    form: CostForm | MileageForm
    if is_mileage:
        miles = (line.tenth_miles or 0) // 10 if line else None
        form = MileageForm(obj=line, data={"miles": miles, "incurred_on": line.incurred_on if line else first})
    else:
        amount, day = (line.claimed, line.incurred_on) if line else (None, first)
        without = () if known.costs[kind].has_receipt else ("receipts", "lost_receipt")
        form = CostForm(obj=line, data={"amount": amount, "incurred_on": day}, without=without)
    if form.is_posted_well():
        if _line_saved(form, claim, kind, line_ref):
            return redirect(url_for("claims.show", ref=claim.ref))
    elif isinstance(form, CostForm) and form.is_submitted():
        chosen.carry_on(form, claim)
    name = known.vehicles[kind].name if is_mileage else known.costs[kind].name
    rate = known.vehicles[kind].pence_per_mile if is_mileage else None
    page = render_template(
        "claims/line.html", form=form, claim=claim, event=event, line=line, name=name, rate=rate,
        sources=known.sources if is_mileage else (), back=back, carried=chosen.names_carried(form, claim) if isinstance(form, CostForm) else [],
    )
    return page, form.status


def _day_to_begin_with(event: Event) -> dt.date | None:
    """Return the first day of the gathering, once it is there: most people travel then. Nobody spent money in the future."""
    today = local_date(services().database.clock.now(), event.zone)
    return event.starts_on if event.starts_on and event.starts_on <= today else None


def _line_saved(form: CostForm | MileageForm, claim: Claim, kind: str, line_ref: str | None) -> bool:
    stored: list[StoredFile] = []
    known = {evidence.digest: line for line in claim.lines for evidence in line.evidence if evidence.digest}
    try:
        if isinstance(form, MileageForm):
            perform(commands.add_mileage, form.to_command(claim, kind, line_ref))
            return True
        stored = chosen.store_chosen(form, claim)
        perform(commands.add_cost, form.to_command(claim, kind, stored, line_ref))
    except Exception as trouble:
        is_about_files = not isinstance(trouble, Refusal) or trouble.field == chosen.FIELD
        if isinstance(form, CostForm) and is_about_files:
            chosen.drop_chosen(form, claim, stored)  # no file stays that no line names
        elif isinstance(form, CostForm) and stored:
            chosen.carry(form, claim, stored)
        if not isinstance(trouble, Refusal):
            raise
        form.take(trouble)
        return False
    browser_session.flash(_("Saved."))
    _flash_same(stored, known, line_ref)
    return True


def _flash_same(stored: list[StoredFile], known: Mapping[str, ClaimLine], line_ref: str | None) -> None:
    """Say which of the chosen files are the same: as another one, or as one that is on the claim already."""
    digests = [one.digest for one in stored]
    if len(set(digests)) < len(digests) or any(known[d].ref == line_ref for d in digests if d in known):
        browser_session.flash(_("You chose the same photo more than once, so it is kept once."))
    if elsewhere := {known[d].what for d in digests if d in known and known[d].ref != line_ref}:
        words = {"what": ", ".join(sorted(elsewhere))}
        browser_session.flash(_("This is the same photo as at “%(what)s”. If it is the same cost, take one of the two off.") % words)


@blueprint.get("/claims/<ref>/lines/<line_ref>/remove")
@private
def sure_to_remove_line(ref: str, line_ref: str) -> Page:
    """Say what goes with a line before it is taken out."""
    claim, event = _own(ref)
    line, shown = queries.own_line(claim, line_ref), url_for("claims.show", ref=ref)
    if not CLAIM_LIFE.allows(claim.state, "edit"):
        return redirect(shown)
    less = _("%(amount)s less is claimed.") % {"amount": money(line.claimed)}
    back = _("You can put it back until you send the claim.")
    goes = back if line.kind is LineKind.FEE else _("Its receipts go with it.") if line.evidence else _("You can add it again.")
    return are_you_sure(
        _("Take “%(what)s” off your claim?") % {"what": line.what}, [less, goes], _("Take it off"), caption=event.name, back=shown
    )


@blueprint.post("/claims/<ref>/lines/<line_ref>/remove")
@private
def remove_line(ref: str, line_ref: str) -> Page:
    """Take a line out."""
    perform(commands.remove_line, commands.RemoveLine(claim=ref, line=line_ref))
    browser_session.flash(_("It is off your claim."))
    return redirect(url_for("claims.show", ref=ref))


@blueprint.route("/claims/<ref>/check", methods=["GET", "POST"])
@private
def check(ref: str) -> Page:
    """Check it once more, and send it."""
    claim, event = _own(ref)
    if not CLAIM_LIFE.allows(claim.state, "submit"):
        return redirect(url_for("claims.show", ref=ref))
    is_answer = claim.state is ClaimState.RETURNED
    form: Form = AnswerForm(data={"version": claim.version}) if is_answer else SubmitForm(data={"version": claim.version})
    if form.is_posted_well():
        answer = form["answer"].data if is_answer else ""
        command = commands.SubmitClaim(claim=ref, version=form["version"].data, answer=answer, browser=day_mark())
        try:
            perform(commands.submit_claim, command)
        except Refusal as refusal:
            form.take(refusal)
        else:
            browser_session.flash(_("Your claim is sent. You can see every step here."))
            return redirect(url_for("claims.show", ref=ref))
    back = url_for("claims.show", ref=ref)
    return render_template("claims/check.html", form=form, claim=claim, event=event, back=back), form.status


@blueprint.get("/claims/<ref>/withdraw")
@private
def sure_to_withdraw(ref: str) -> Page:
    """Say what happens to a claim that is taken back."""
    claim, event = _own(ref)
    if not CLAIM_LIFE.allows(claim.state, "withdraw"):
        return redirect(url_for("claims.show", ref=ref))
    sentences = [
        _("Nobody checks or pays it."), _("We forget how to pay you."), _("What is in it stays, and you can start it again."),
    ]
    return are_you_sure(
        _("Stop this claim for now?"), sentences, _("Stop it"), caption=event.name, back=url_for("claims.show", ref=ref)
    )


@blueprint.post("/claims/<ref>/withdraw")
@private
def withdraw(ref: str) -> Page:
    """Take it back."""
    _own(ref)
    try:
        perform(commands.withdraw_claim, commands.WithdrawClaim(claim=ref))
    except Refusal as refusal:
        browser_session.flash(refusal.sentence)
    return redirect(url_for("claims.show", ref=ref))


@blueprint.post("/claims/<ref>/reopen")
@private
def reopen(ref: str) -> Page:
    """Start it again."""
    _own(ref)
    perform(commands.reopen_claim, commands.ReopenClaim(claim=ref))
    return redirect(url_for("claims.show", ref=ref))


@blueprint.post("/claims/<ref>/fee")
@private
def fee_back(ref: str) -> Page:
    """Put the agreed fee back."""
    try:
        perform(put_fee_back, PutFeeBack(claim=ref))
    except NoFee as refusal:
        browser_session.flash(refusal.sentence)
    return redirect(url_for("claims.show", ref=ref))


@blueprint.get("/claims/<ref>/remittance")
@private
def remittance(ref: str) -> Page:
    """Say what was paid for what: fee and costs apart, because one is income and the other is not."""
    claim, event = _own(ref)
    if claim.state is not ClaimState.PAID:
        abort(404)
    return render_template("claims/remittance.html", claim=claim, event=event, kinds=LineKind)
