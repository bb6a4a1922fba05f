"""Checking claims."""

from collections.abc import Collection

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from eventsite.attachments.queries import texts_of
from eventsite.claims import permissions, queries
from eventsite.claims.commands import checking as commands
from eventsite.claims.forms import DecideForm, ReturnForm
from eventsite.claims.models import Claim
from eventsite.claims.queries.doubts import doubts_about, open_doubts
from eventsite.claims.queries.presence import cancelled_at, presence_of
from eventsite.claims.values import PILES, PROMISED, UNDECIDED, ClaimState, Doubt, Pile, Verdict
from eventsite.claims.views.receipts import opened
from eventsite.events.models import Event
from eventsite.events.queries import my_events
from eventsite.events.values import Role
from eventsite.kernel.days import local_date
from eventsite.kernel.i18n import _
from eventsite.kernel.permissions import require
from eventsite.kernel.refusals import Refusal
from eventsite.people import browser_session
from eventsite.people.day_browser import day_mark
from eventsite.registration.queries import names_of
from eventsite.web.access import signed_in
from eventsite.web.current import actor, perform, reading, services
from eventsite.web.pages import page_number

blueprint = Blueprint("checking", __name__)
Page = str | Response | tuple[str, int]


@blueprint.get("/finance/")
@signed_in
def home() -> Page:
    """List the claims that somebody checks or pays, one pile at a time, the one that waited longest first."""
    if not queries.finance_events(actor()):
        return render_template("claims/no_finance.html", sees_outside=permissions.sees_outside(actor())), 403
    events = my_events(reading(), actor(), *queries.finance_events(actor()))
    chosen = next((event for event in events if event.slug == request.args.get("event")), None)
    event_id = chosen.id if chosen else None
    asked = request.args.get("pile", "")
    pile = Pile(asked) if asked in list(Pile) else Pile.CHECK
    found = queries.pile_page(reading(), actor(), pile, event_id, page_number())
    return render_template(
        "claims/finance.html",
        sees_outside=permissions.sees_outside(actor()),
        pays=bool(queries.finance_events(actor(), (Role.PAYER,))),
        pile=pile,
        has_states=len(PILES[pile]) > 1,
        late=_late(found.rows),
        is_undecided=pile in UNDECIDED,
        found=found,
        sizes=queries.pile_sizes(reading(), actor(), event_id),
        totals=queries.pile_totals(reading(), actor(), pile, event_id),
        events=events,
        words={"pile": pile.value} | ({"event": chosen.slug} if chosen else {}),
        names=names_of(reading(), [claim.registration for claim in found.rows]),
    )


def _late(claims: Collection[Claim]) -> set[str]:
    """Return references of those whose money is not there though the day that was promised is over where the event is."""
    now = services().database.clock.now()
    return {
        claim.ref
        for claim in claims
        if claim.state in PROMISED and claim.promised_on and claim.promised_on < local_date(now, claim.event.zone)
    }


@blueprint.route("/finance/claims/<ref>", methods=["GET", "POST"])
@signed_in
def claim(ref: str) -> Page:
    """Decide on a claim, line by line."""
    found = queries.finance_claim(reading(), actor(), ref)
    form = DecideForm.showing(found)
    if form.is_posted_well():
        try:
            decided = perform(commands.decide_claim, form.to_command(found, day_mark()))
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
        doubts=_doubts(found),
        noticed=open_doubts(reading(), [found]).get(ref, []),
        is_waiting=found.state is ClaimState.SUBMITTED,
        all_yes={line.ref: Verdict.FULL.value for line in found.lines},
        opened=opened(found),
        text_of=lambda evidence: "\n".join(texts_of(services().database.cipher, evidence.attachment)),
        seen_before=queries.seen_before(reading(), found),
        decisions=queries.decisions_on(reading(), found),
        presence=presence_of(reading(), found),
        cancelled_at=cancelled_at(reading(), found),
    )
    return page, form.status


def _doubts(claim: Claim) -> Collection[Doubt]:
    """Return what speaks against whoever asks deciding alone, before they do."""
    if claim.state is not ClaimState.SUBMITTED or not permissions.CHECK_CLAIM.allows(actor(), claim):
        return ()
    now = services().database.clock.now()
    return doubts_about(reading(), actor(), [claim], Role.CHECKER, day_mark(), now).get(claim.ref, ())


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
