"""Changing or cancelling what was sent, for whoever proved that it is theirs."""

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from eventsite.events.models import Event
from eventsite.events.values import Standing
from eventsite.kernel.i18n import _
from eventsite.kernel.references import digest
from eventsite.kernel.refusals import NotVisible, Refusal
from eventsite.people import browser_session
from eventsite.people.forms import ConfirmForm
from eventsite.people.rules import LETTERS_TO_STRANGERS, letters_to
from eventsite.registration import queries, rules
from eventsite.registration.commands import answering, proving
from eventsite.registration.forms import AddressForm
from eventsite.registration.models import Registration
from eventsite.registration.queries import households
from eventsite.registration.values import RegistrationState
from eventsite.registration.views.journey import first_open, stage_called, stages, standing_now, visit_of
from eventsite.registration.views.stage import Stage
from eventsite.registration.views.stages import ContactStage, may_move
from eventsite.registration.views.ticket import ticket_of
from eventsite.web.access import private
from eventsite.web.current import actor, perform, reading, services
from eventsite.web.forms import Form
from eventsite.web.limits import limited_by, slowed_by_network

blueprint = Blueprint("own_registration", __name__)
Page = str | Response | tuple[str, int]


@blueprint.get("/my/registrations/<ref>/")
@private
def show(ref: str) -> Page:
    """Show everything that was said, with a way to change each."""
    registration = queries.own_registration(reading(), actor(), ref)
    event = reading().get_one(Event, registration.event_id)
    visit, standing = visit_of(event, registration), standing_now(event)
    rows = [
        {"key": row.key, "value": row.value, "change": _way_to_change(stage, registration, event, standing)}
        for stage in stages()
        if stage.applies(visit)
        for row in stage.rows(visit)
    ]
    return render_template(
        "registration/show.html", registration=registration, event=event, rows=rows, standing=standing, standings=Standing,
        can_cancel=not rules.is_settled(standing), ticket=ticket_of(visit, event, registration),
    )


def _way_to_change(stage: Stage, registration: Registration, event: Event, standing: Standing) -> str | None:
    """Return where an answer is changed: how to reach somebody as long as money may be due, anything else before the event."""
    is_kept = event.is_read_only or (rules.is_settled(standing) and not isinstance(stage, ContactStage))
    return None if is_kept else url_for("own_registration.change", ref=registration.ref, stage=stage.slug)


def _asking() -> Registration | None:
    """Return the registration whose owner has us write a letter with this request."""
    ref, stage = (str((request.view_args or {}).get(name, "")) for name in ("ref", "stage"))
    try:
        found = queries.own_registration(reading(), actor(), ref)
    except NotVisible:
        return None
    return found if request.endpoint != "own_registration.change" or (stage == ContactStage.slug and _new_address(found)) else None


def _new_address(found: Registration) -> str:
    form = AddressForm()
    if not may_move(found):
        return ""
    email = form.email.data if request.method == "POST" and form.email.validate(form) else ""
    return "" if email == found.address else str(email)


def _asker() -> str:
    """What letters are counted by that somebody has us write: themselves, whichever of their registrations it is about."""
    found = _asking()
    return f"asked by person {found.person_id}" if found is not None else ""


def _reader() -> str:
    """And by whoever gets them."""
    found = _asking()
    return "" if found is None else letters_to(services().database.cipher, _new_address(found) or found.address)


@blueprint.route("/my/registrations/<ref>/<stage>", methods=["GET", "POST"])
@private
@slowed_by_network()
@limited_by(_asker, rules.LETTERS_ASKED_FOR)
@limited_by(_reader, LETTERS_TO_STRANGERS)
def change(ref: str, stage: str) -> Page:
    """Change one answer."""
    registration = queries.own_registration(reading(), actor(), ref)
    event = reading().get_one(Event, registration.event_id)
    asked, visit = stage_called(stage), visit_of(event, registration)
    form, shown = asked.form(visit), url_for("own_registration.show", ref=ref)
    if not form.is_submitted() and _way_to_change(asked, registration, event, standing_now(event)) is None:
        return redirect(shown)
    if form.is_posted_well():
        try:
            changed = perform(*asked.command(visit, form))
        except Refusal as refusal:
            form.take(refusal)
        else:
            browser_session.flash(_said(asked, form, registration))
            more = first_open(visit_of(event, changed))
            return redirect(url_for("own_registration.change", ref=ref, stage=more.slug) if more else shown)
    page = render_template(
        asked.template, form=form, event=event, stage=asked, back=shown, changing=True, registration=registration,
        moves_along=households.moving_along(reading(), registration) if "email" in form else [], may_move=may_move(registration),
    )
    return page, form.status


def _said(asked: Stage, form: Form, registration: Registration) -> str:
    if isinstance(asked, ContactStage) and "email" in form and form["email"].data != registration.address:
        return _("We have written to the new address. It counts as soon as you open the link in that letter.")
    return _("Your change is saved.")


@blueprint.post("/my/registrations/<ref>/link")
@private
@slowed_by_network()
@limited_by(_asker, rules.LETTERS_ASKED_FOR)
@limited_by(_reader, LETTERS_TO_STRANGERS)
def renew_link(ref: str) -> Page:
    """End every link to a registration, and send a new one."""
    registration = queries.own_registration(reading(), actor(), ref)
    opening = browser_session.new_opening()
    perform(proving.renew_link, proving.RenewLink(ref=registration.ref, browser=digest(opening)))
    browser_session.keep_opening(opening)
    browser_session.flash(_("The old links have stopped working; calendar addresses that were made with them stop too. A letter with a new link is on its way to you."))
    return redirect(url_for("own_registration.show", ref=ref))


@blueprint.route("/my/registrations/<ref>/cancel", methods=["GET", "POST"])
@private
def cancel(ref: str) -> Page:
    """Cancel everything, with one button and no question why."""
    registration = queries.own_registration(reading(), actor(), ref)
    event = reading().get_one(Event, registration.event_id)
    form, shown = ConfirmForm(), url_for("own_registration.show", ref=ref)
    if not form.is_submitted() and (rules.is_settled(standing_now(event)) or registration.state is RegistrationState.CANCELLED):
        return redirect(shown)
    if form.is_posted_well():
        try:
            perform(answering.cancel_registration, answering.CancelRegistration(ref=ref))
        except Refusal as refusal:
            browser_session.flash(refusal.sentence)
            return redirect(shown)
        browser_session.flash(_("You are not coming to %(name)s any more. Thank you for telling us.") % {"name": event.name})
        return redirect(shown)
    return render_template("registration/cancel.html", form=form, event=event, back=shown), form.status
