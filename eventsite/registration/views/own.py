"""Changing or cancelling what was sent, for whoever proved that it is theirs."""

from flask import Blueprint, redirect, render_template, url_for
from werkzeug.wrappers import Response

from eventsite.events.models import Event
from eventsite.kernel.i18n import _
from eventsite.kernel.refusals import Refusal
from eventsite.people import browser_session
from eventsite.people.forms import ConfirmForm
from eventsite.registration import queries
from eventsite.registration.commands import answering, proving
from eventsite.registration.models import Registration
from eventsite.registration.values import RegistrationState
from eventsite.registration.views.access_stages import known_needs
from eventsite.registration.views.journey import first_open, stage_called, stages, visit_of
from eventsite.registration.views.stage import Stage
from eventsite.registration.views.stages import ContactStage
from eventsite.web.access import by_link
from eventsite.web.current import actor, perform, reading
from eventsite.web.forms import Form

blueprint = Blueprint("own_registration", __name__)
Page = str | Response | tuple[str, int]


@blueprint.get("/my/registrations/<ref>/")
@by_link
def show(ref: str) -> Page:
    """Show everything that was said, with a way to change each."""
    registration = queries.own_registration(reading(), actor(), ref)
    event = reading().get_one(Event, registration.event_id)
    visit, is_kept = visit_of(event, registration), event.is_read_only
    rows = [
        {
            "key": row.key,
            "value": row.value,
            "change": None if is_kept else url_for("own_registration.change", ref=ref, stage=stage.slug),
        }
        for stage in stages()
        if stage.applies(visit)
        for row in stage.rows(visit)
    ]
    answers = [] if registration.state is RegistrationState.CANCELLED else known_needs(visit).answers
    return render_template("registration/show.html", registration=registration, event=event, rows=rows, answers=answers)


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
            browser_session.flash(_said(asked, form, registration))
            more = first_open(visit_of(event, changed))
            return redirect(url_for("own_registration.change", ref=ref, stage=more.slug) if more else shown)
    return render_template(asked.template, form=form, event=event, stage=asked, back=shown, changing=True), form.status


def _said(asked: Stage, form: Form, registration: Registration) -> str:
    if isinstance(asked, ContactStage) and form["email"].data != registration.address:
        return _("We have written to the new address. It counts as soon as you open the link in that letter.")
    return _("Your change is saved.")


@blueprint.post("/my/registrations/<ref>/link")
@by_link
def renew_link(ref: str) -> Page:
    """End every link to a registration, and send a new one."""
    registration = queries.own_registration(reading(), actor(), ref)
    perform(proving.renew_link, proving.RenewLink(ref=registration.ref, browser=browser_session.known_browser()))
    browser_session.keep_opening()
    browser_session.flash(_("The old links have stopped working. A letter with a new one is on its way to you."))
    return redirect(url_for("own_registration.show", ref=ref))


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
