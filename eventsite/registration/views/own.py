"""Changing or cancelling what was sent: from the link in the email, or signed in."""

from flask import Blueprint, abort, redirect, render_template, url_for
from werkzeug.wrappers import Response

from eventsite.events.models import Event
from eventsite.kernel.i18n import _
from eventsite.kernel.refusals import Refusal
from eventsite.people import browser_session
from eventsite.people.forms import ConfirmForm
from eventsite.people.rules import same
from eventsite.registration import queries, rules
from eventsite.registration.commands import answering
from eventsite.registration.views.journey import first_open, stage_called, stages, visit_of
from eventsite.web.access import by_link
from eventsite.web.current import actor, perform, reading, services

blueprint = Blueprint("own_registration", __name__)
Page = str | Response | tuple[str, int]


@blueprint.route("/my/open/<ref>/<token>", methods=["GET", "POST"])
@by_link
def open_link(ref: str, token: str) -> Page:
    """Open a registration with the link from the email. Opening shows a button; only the button lets this browser in."""
    if not same(token, rules.link_token(services().database.cipher, ref)):
        abort(404)
    form = ConfirmForm()
    if form.is_posted_well():
        browser_session.hold_registration(ref)
        return redirect(url_for("own_registration.show", ref=ref))
    response = Response(render_template("registration/open_link.html", form=form), form.status, content_type="text/html")
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


@blueprint.get("/my/registrations/<ref>/")
@by_link
def show(ref: str) -> Page:
    """Show everything that was said, with a way to change each."""
    registration = queries.own_registration(reading(), actor(), ref)
    event = reading().get_one(Event, registration.event_id)
    visit = visit_of(event, registration)
    rows = [
        {
            "key": row.key,
            "value": row.value,
            "change": url_for("own_registration.change", ref=ref, stage=stage.slug),
        }
        for stage in stages()
        if stage.applies(visit)
        for row in stage.rows(visit)
    ]
    return render_template("registration/show.html", registration=registration, event=event, rows=rows)


@blueprint.route("/my/registrations/<ref>/<stage>", methods=["GET", "POST"])
@by_link
def change(ref: str, stage: str) -> Page:
    """Change one answer."""
    registration = queries.own_registration(reading(), actor(), ref)
    event = reading().get_one(Event, registration.event_id)
    asked, visit = stage_called(stage), visit_of(event, registration)
    form, shown = asked.form(visit), url_for("own_registration.show", ref=ref)
    if form.is_posted_well():
        try:
            changed = perform(*asked.command(visit, form))
        except Refusal as refusal:
            form.take(refusal)
        else:
            browser_session.flash(_("Your change is saved."))
            more = first_open(visit_of(event, changed))
            return redirect(url_for("own_registration.change", ref=ref, stage=more.slug) if more else shown)
    return render_template(asked.template, form=form, event=event, stage=asked, back=shown, changing=True), form.status


@blueprint.route("/my/registrations/<ref>/cancel", methods=["GET", "POST"])
@by_link
def cancel(ref: str) -> Page:
    """Cancel everything, with one button and no question why."""
    registration = queries.own_registration(reading(), actor(), ref)
    event = reading().get_one(Event, registration.event_id)
    form = ConfirmForm()
    if form.is_posted_well():
        perform(answering.cancel_registration, answering.CancelRegistration(ref=ref))
        browser_session.flash(_("You are not coming to %(name)s any more. Thank you for telling us.") % {"name": event.name})
        return redirect(url_for("personal.home"))
    return render_template(
        "registration/cancel.html", form=form, event=event, back=url_for("own_registration.show", ref=ref)
    ), form.status
