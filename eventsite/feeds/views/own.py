"""A person's own secret calendar addresses: made, shown once, stopped."""

from collections.abc import Sequence

from flask import Blueprint, redirect, render_template, url_for
from werkzeug.wrappers import Response

from eventsite.feeds.commands import FeedStopped, MakeFeed, RevokeFeed, make_feed, revoke_feed
from eventsite.feeds.forms import FeedForm
from eventsite.feeds.queries import calendars_of, own_feeds
from eventsite.kernel.i18n import _
from eventsite.people import browser_session
from eventsite.registration.models import Registration
from eventsite.web.access import by_link, sign_in_first
from eventsite.web.current import actor, perform, reading, services

blueprint = Blueprint("own_feeds", __name__)
Page = str | Response


@blueprint.route("/my/feeds", methods=["GET", "POST"])
@by_link
def feeds() -> Page:
    """Make a secret calendar address; it is shown this once."""
    if actor().is_stranger:
        return sign_in_first()
    coming, address = calendars_of(reading(), actor()), None
    form = FeedForm.asking(coming)
    if form.is_posted_well():
        try:
            _feed, secret = perform(make_feed, _wanted(form, coming))
        except FeedStopped as refusal:
            form.take(refusal)
        else:
            address = services().link(f"/calendars/{secret}.ics")
    page = render_template(
        "feeds/own.html", form=form, feeds=own_feeds(reading(), actor()), address=address,
    )
    response = Response(page, form.status, content_type="text/html; charset=utf-8")
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


def _wanted(form: FeedForm, coming: Sequence[Registration]) -> MakeFeed:
    if not form.of:  # one person, or nobody yet: the reader's own
        of = coming[0].ref if coming else ""
        return MakeFeed(name=_("What I am coming to"), of=of, ref=form.new_ref.data)
    name = next(found.name for found in coming if found.ref == form.of.data)
    return MakeFeed(name=_("What %(name)s is coming to") % {"name": name}, of=form.of.data, ref=form.new_ref.data)


@blueprint.post("/my/feeds/<ref>/revoke")
@by_link
def revoke(ref: str) -> Page:
    """Take a secret address back."""
    perform(revoke_feed, RevokeFeed(feed=ref))
    browser_session.flash(_("That calendar address has stopped working."))
    return redirect(url_for("own_feeds.feeds"))
