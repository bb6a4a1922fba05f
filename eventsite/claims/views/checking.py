"""Checking claims."""

from flask import Blueprint, redirect, render_template, url_for
from werkzeug.wrappers import Response

from eventsite.attachments.queries import texts_of
from eventsite.claims import permissions, queries
from eventsite.claims.commands import checking as commands
from eventsite.claims.forms import DecideForm, ReturnForm
from eventsite.claims.values import ClaimState
from eventsite.claims.views.receipts import opened
from eventsite.events.models import Event
from eventsite.kernel.i18n import _
from eventsite.kernel.permissions import require
from eventsite.kernel.refusals import Refusal
from eventsite.people import browser_session
from eventsite.registration.queries import names_of
from eventsite.web.access import signed_in
from eventsite.web.current import actor, perform, reading, services

blueprint = Blueprint("checking", __name__)
Page = str | Response | tuple[str, int]
DECIDED = (ClaimState.APPROVED, ClaimState.PART_APPROVED, ClaimState.DECLINED, ClaimState.BATCHED, ClaimState.PAID, ClaimState.CAME_BACK)


@blueprint.get("/finance/")
@signed_in
def home() -> Page:
    """List the claims that somebody checks or pays, the one that waited longest first."""
    if not queries.finance_events(actor()):
        return render_template("claims/no_finance.html"), 403
    waiting = queries.finance_claims(reading(), actor(), ClaimState.SUBMITTED)
    asked = queries.finance_claims(reading(), actor(), ClaimState.RETURNED)
    decided = queries.finance_claims(reading(), actor(), *DECIDED)
    return render_template(
        "claims/finance.html",
        waiting=waiting,
        asked=asked,
        decided=decided,
        names=names_of(reading(), [c.registration for c in (*waiting, *asked, *decided)]),
    )


@blueprint.route("/finance/claims/<ref>", methods=["GET", "POST"])
@signed_in
def claim(ref: str) -> Page:
    """Decide on a claim, line by line."""
    found = queries.finance_claim(reading(), actor(), ref)
    form = DecideForm.showing(found)
    if form.is_posted_well():
        try:
            decided = perform(commands.decide_claim, form.to_command(found))
        except Refusal as refusal:
            form.take(refusal)
        else:
            browser_session.flash(_("Decided: %(state)s. The person has been told.") % {"state": decided.state.team_label})
            return redirect(url_for("checking.home"))
        found = queries.finance_claim(reading(), actor(), ref)
    page = render_template(
        "claims/decide.html",
        form=form,
        claim=found,
        method_giver=queries.method_givers(reading(), [found]).get(ref),
        event=reading().get_one(Event, found.event_id),
        name=names_of(reading(), [found.registration]).get(found.registration, ""),
        can_check=permissions.CHECK_CLAIM,
        is_like_claimant=permissions.is_like_claimant(actor(), found),
        is_waiting=found.state is ClaimState.SUBMITTED,
        opened=opened(found),
        text_of=lambda evidence: "\n".join(texts_of(services().database.cipher, evidence.attachment)),
        seen_before=queries.seen_before(reading(), found),
        decisions=queries.decisions_on(reading(), found),
    )
    return page, form.status


@blueprint.route("/finance/claims/<ref>/return", methods=["GET", "POST"])
@signed_in
def give_back(ref: str) -> Page:
    """Give a claim back with a question."""
    found = queries.finance_claim(reading(), actor(), ref)
    require(actor(), permissions.CHECK_CLAIM, found)
    form = ReturnForm(data={"version": found.version})
    if form.is_posted_well():
        try:
            perform(
                commands.return_claim,
                commands.ReturnClaim(claim=ref, version=form.version.data, question=form.question.data),
            )
        except Refusal as refusal:
            form.take(refusal)
        else:
            browser_session.flash(_("Your question is on its way. The claim comes back when it is answered."))
            return redirect(url_for("checking.home"))
    return render_template("claims/return.html", form=form, back=url_for("checking.claim", ref=ref)), form.status
