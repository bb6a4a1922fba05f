"""The team's pages on access: what is offered, and who waits for what."""

from flask import Blueprint, abort, redirect, render_template, url_for
from werkzeug.wrappers import Response

from eventsite.access import commands, permissions, queries
from eventsite.access.forms import OfferForm, group_of
from eventsite.access.values import MINIMUM_OFFER, NEED_LIFE, items, vocabulary
from eventsite.events.models import Event
from eventsite.events.views.marks import team
from eventsite.kernel.i18n import _, lazy_gettext
from eventsite.kernel.refusals import Refusal
from eventsite.people import browser_session
from eventsite.web.current import perform, reading

blueprint = Blueprint("access", __name__)
Page = str | Response | tuple[str, int]
ACTIONS = {
    "talk": lazy_gettext("We are talking about it"),
    "promise": lazy_gettext("Yes, we will do this"),
    "agree_differently": lazy_gettext("We agreed on another way"),
    "decline": lazy_gettext("We cannot do this"),
}


@blueprint.get("/team/<slug>/access")
@team()
def board(event: Event) -> Page:
    """Show the offer, group by group, and the needs, person by person."""
    lines = queries.offer_of(reading(), event.id)
    return render_template(
        "access/board.html",
        event=event,
        groups=vocabulary(),
        lines=lines,
        missing=[items()[code] for code in MINIMUM_OFFER if code not in lines],
        needs=queries.needs_by_holder(reading(), event.id),
        edit_offer=permissions.EDIT_OFFER,
        read_needs=permissions.READ_NEEDS,
    )


@blueprint.route("/team/<slug>/access/offer/<group_id>", methods=["GET", "POST"])
@team(permissions.EDIT_OFFER)
def offer(event: Event, group_id: str) -> Page:
    """Say what the event offers in one group."""
    group = group_of(group_id)
    if group is None:
        abort(404)
    form = OfferForm.showing(group, queries.offer_of(reading(), event.id))
    if form.is_posted_well():
        perform(commands.set_offer, form.to_command(event, group))
        browser_session.flash(_("Saved. People can read it on the access page."))
        return redirect(url_for("access.board", slug=event.slug))
    return render_template("access/offer.html", event=event, group=group, form=form), form.status


@blueprint.post("/team/<slug>/access/needs/<registration_ref>")
@team(permissions.READ_NEEDS)
def needs(event: Event, registration_ref: str) -> Page:
    """Open one person's needs. A POST, because the reading is written down for them to see."""
    opened = perform(commands.read_needs, commands.ReadNeeds(event=event.ref, registration_ref=registration_ref))
    if not opened:
        abort(404)
    return render_template(
        "access/needs.html", event=event, registration_ref=registration_ref, needs=opened, life=NEED_LIFE,
        actions=ACTIONS
    )


@blueprint.post("/team/<slug>/access/needs/<ref>/<action>")
@team(permissions.READ_NEEDS)
def move(event: Event, ref: str, action: str) -> Page:
    """Move one need along."""
    try:
        perform(commands.move_need, commands.MoveNeed(event=event.ref, ref=ref, action=action))
    except Refusal as refusal:
        browser_session.flash(refusal.sentence)
    else:
        browser_session.flash(_("Saved. The person sees it on their own page."))
    return redirect(url_for("access.board", slug=event.slug))
