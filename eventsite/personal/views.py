"""A person's own pages."""

from flask import Blueprint, redirect, render_template, url_for
from werkzeug.wrappers import Response

from eventsite.feeds.commands import FeedStopped, MakeFeed, RevokeFeed, make_feed, revoke_feed
from eventsite.feeds.queries import own_feeds
from eventsite.kernel.i18n import _
from eventsite.people import browser_session
from eventsite.personal.forms import FeedForm
from eventsite.personal.queries import who_saw
from eventsite.web.access import by_link, sign_in_first
from eventsite.web.current import actor, perform, reading, rooms, services

blueprint = Blueprint("personal", __name__)
Page = str | Response | tuple[str, int]


def _is_stranger() -> bool:
    return not actor().is_signed_in and not actor().registration_refs


@blueprint.get("/my/")
@by_link
def home() -> Page:
    """Show what somebody is coming to, their claims, and whatever else a room has for them."""
    if _is_stranger():
        return sign_in_first()
    panels = [(panel.template, panel.find(reading(), actor())) for panel in rooms().personal_panels]
    return render_template("personal/home.html", panels=panels)


@blueprint.route("/my/feeds", methods=["GET", "POST"])
@by_link
def feeds() -> Page:
    """Make a secret calendar address; it is shown this once."""
    if _is_stranger():
        return sign_in_first()
    form, address = FeedForm(), None
    if form.is_posted_well():
        try:
            _feed, secret = perform(make_feed, MakeFeed(name=_("What I am coming to"), ref=form.new_ref.data))
        except FeedStopped as refusal:
            form.take(refusal)
        else:
            address = services().link(f"/calendars/{secret}.ics")
    page = render_template(
        "personal/feeds.html", form=form, feeds=own_feeds(reading(), actor()), address=address,
    )
    response = Response(page, form.status, content_type="text/html; charset=utf-8")
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


@blueprint.post("/my/feeds/<ref>/revoke")
@by_link
def revoke(ref: str) -> Page:
    """Take a secret address back."""
    perform(revoke_feed, RevokeFeed(feed=ref))
    browser_session.flash(_("That calendar address has stopped working."))
    return redirect(url_for("personal.feeds"))


@blueprint.get("/my/who-saw")
@by_link
def who_saw_my_data() -> Page:
    """Show who opened what is private."""
    if _is_stranger():
        return sign_in_first()
    return render_template("personal/who_saw.html", readings=who_saw(reading(), actor(), rooms().openings))
