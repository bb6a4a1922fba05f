"""The team's pages on access: what is offered, and who waits for what."""

from flask import Blueprint, abort, redirect, render_template, url_for
from werkzeug.wrappers import Response

from eventsite.access import commands, permissions, queries
from eventsite.access.forms import OfferForm, group_of
from eventsite.access.values import MINIMUM_OFFER, items, vocabulary
from eventsite.events.models import Event
from eventsite.events.views.marks import team
from eventsite.kernel.i18n import _
from eventsite.people import browser_session
from eventsite.records.lists import MOST_ON_A_PAGE
from eventsite.web.current import perform, reading
from eventsite.web.pages import page_number

blueprint = Blueprint("access", __name__)
Page = str | Response | tuple[str, int]


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
        needs=queries.needs_by_holder(reading(), event.id, page_number()),
        page=page_number(),
        pages=-(-queries.holder_count(reading(), event.id) // MOST_ON_A_PAGE),
        before=(page_number() - 1) * MOST_ON_A_PAGE,
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
