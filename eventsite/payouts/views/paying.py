"""Putting approved claims together to be paid: choose them, look at the sum and at what changed, then seal."""

from collections.abc import Mapping, Sequence

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from eventsite.claims.commands.doubting import RaiseDoubts, raise_doubts
from eventsite.claims.models import Claim
from eventsite.claims.permissions import sees_outside, why_not_pay
from eventsite.claims.queries import method_givers
from eventsite.claims.queries.doubts import held_back
from eventsite.events.queries import my_events
from eventsite.kernel.i18n import _
from eventsite.kernel.money import total
from eventsite.kernel.refusals import Refusal
from eventsite.payouts import queries
from eventsite.payouts.commands import paying
from eventsite.payouts.forms import BatchForm, how_to_pay
from eventsite.people import browser_session
from eventsite.people.day_browser import day_mark
from eventsite.records.lists import MOST_ON_A_PAGE
from eventsite.registration.queries import names_of
from eventsite.web.access import signed_in
from eventsite.web.current import actor, perform, reading, services
from eventsite.web.filters import money
from eventsite.web.pages import page_number

blueprint = Blueprint("paying", __name__)
Page = str | Response | tuple[str, int]
FEW = 5
"""So many batches stand below what can be paid; the others are on a page of their own."""


@blueprint.get("/finance/pay")
@signed_in
def home() -> Page:
    """List what can be paid, a page at a time, and the latest batches."""
    payer_events = queries.payer_events(actor())
    if not payer_events:
        return _nothing_to_pay()
    events = my_events(reading(), actor(), *payer_events)
    chosen = next((event for event in events if event.slug == request.args.get("event")), None)
    event_id = chosen.id if chosen else None
    found = queries.approved_page(reading(), actor(), event_id, page_number())
    givers = method_givers(reading(), found.rows)
    return render_template(
        "payouts/home.html",
        found=found,
        totals=queries.approved_totals(reading(), actor(), event_id),
        why_not={claim.ref: why_not_pay(actor(), claim) for claim in found.rows},
        how={claim.ref: how_to_pay(claim, givers.get(claim.ref)) for claim in found.rows},
        doubts=_doubts(found.rows),
        names=names_of(reading(), [claim.registration for claim in found.rows]),
        events=events,
        sees_outside=sees_outside(actor()),
        words={"event": chosen.slug} if chosen else {},
        batches=queries.batches_page(reading(), actor(), 1, FEW),
    )


@blueprint.get("/finance/batches/")
@signed_in
def batches() -> Page:
    """List every batch, a page at a time."""
    if not queries.payer_events(actor()):
        return _nothing_to_pay()
    return render_template("payouts/batches.html", found=queries.batches_page(reading(), actor(), page_number()))


@blueprint.route("/finance/pay/check", methods=["GET", "POST"])
@signed_in
def check() -> Page:
    """Show what was chosen once more, with its sum and what changed late, and seal it."""
    if not queries.payer_events(actor()):
        return _nothing_to_pay()
    refs = request.args.getlist("claims")[:MOST_ON_A_PAGE]
    chosen = queries.chosen_claims(reading(), actor(), refs)
    names, givers = names_of(reading(), [claim.registration for claim in chosen]), method_givers(reading(), chosen)
    claims = [claim for claim in chosen if queries.is_payable(actor(), claim)]
    organisations = queries.by_organisation(reading(), claims)
    form = BatchForm.showing(claims, names, givers)
    changed = _changed(chosen, form.shown.data, names) if request.method == "POST" else []
    if form.is_posted_well():
        try:
            batch = perform(paying.seal_batch, form.to_command(day_mark()))
        except paying.HeldBack as refusal:
            perform(raise_doubts, RaiseDoubts(claims=refusal.claims, browser=day_mark()))
            form.take(refusal)
        except Refusal as refusal:
            form.take(refusal)
        else:
            browser_session.flash(_("The batch is sealed. Fetch the file, pay it at your bank, then come back and say so."))
            return redirect(url_for("batches.show", ref=batch.ref))
    return render_template(
        "payouts/check.html",
        form=form,
        claims=claims,
        organisations=organisations,
        left_out=[claim for claim in chosen if claim not in claims],
        changed=changed,
        why_not={claim.ref: why_not_pay(actor(), claim) for claim in chosen},
        how={claim.ref: how_to_pay(claim, givers.get(claim.ref)) for claim in claims},
        doubts=_doubts(claims),
        names=names,
        totals=[total([c.approved for c in claims if c.currency == code], code) for code in sorted({c.currency for c in claims})],
        back=url_for("paying.home"),
    ), 409 if form.problems and changed else form.status


def _nothing_to_pay() -> Page:
    return render_template("claims/no_finance.html", sees_outside=sees_outside(actor())), 403


def _changed(claims: Sequence[Claim], shown: Mapping[str, int], names: Mapping[str, str]) -> list[str]:
    """Say of each claim that was shown otherwise what is there now."""
    return [
        _("%(name)s: %(state)s, %(amount)s, %(how)s")
        % {
            "name": names.get(claim.registration, claim.ref), "state": claim.state.team_label,
            "amount": money(claim.approved), "how": claim.method_says,
        }
        for claim in claims
        if claim.ref in shown and claim.version != shown[claim.ref]
    ]


def _doubts(claims: Sequence[Claim]) -> Mapping[str, Sequence[str]]:
    """Say of each claim why somebody from outside has to look at it before whoever asks can pay it."""
    now = services().database.clock.now()
    held = held_back(reading(), actor(), claims, day_mark(), now)
    return {ref: [str(doubt.label) for doubt in sorted(doubts)] for ref, doubts in held.items()}
