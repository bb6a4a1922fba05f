"""What letters lead to: proving that a registration is one's own or not, the code, a new address. A GET shows, a POST proves."""

from flask import Blueprint, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from eventsite.events.models import Event
from eventsite.kernel.i18n import _
from eventsite.kernel.references import digest
from eventsite.kernel.refusals import Refusal
from eventsite.people import browser_session
from eventsite.people.forms import ConfirmForm
from eventsite.people.queries import address_change
from eventsite.people.rules import change_token, same
from eventsite.registration import queries, rules
from eventsite.registration.commands import addressing, proving
from eventsite.registration.forms import CodeForm
from eventsite.registration.models import Registration
from eventsite.registration.queries import households
from eventsite.web.access import by_link, signed_in
from eventsite.web.current import actor, perform, reading, services
from eventsite.web.limits import slowed_by_network

blueprint = Blueprint("letters", __name__)
Page = str | Response | tuple[str, int]


def _behind(ref: str, token: str) -> Registration | None:
    """Return what a letter's link leads to; None where what was typed is gone. Aborts with 404 for a link that never was."""
    registration = queries.sent_registration(reading(), ref)
    if not same(token, rules.link_token(services().database.cipher, ref, registration.link_number)):
        abort(404)
    return registration if registration.address else None


def _over() -> Response:
    return _private(render_template("registration/letter_over.html"), 410)


@blueprint.route("/my/open/<ref>/<token>", methods=["GET", "POST"])
@by_link
def open_link(ref: str, token: str) -> Page:
    """Open a registration with the link from a letter; the first time, say whether it is one's own."""
    registration = _behind(ref, token)
    return _over() if registration is None else _private(*_proof_page(registration, token))


@blueprint.post("/my/open/<ref>/<token>/not-me")
@by_link
def not_me(ref: str, token: str) -> Page:
    """Delete what somebody else typed."""
    registration = _behind(ref, token)
    return _over() if registration is None else _disowned(registration, token)


@blueprint.route("/my/registrations/<ref>/proof", methods=["GET", "POST"])
@signed_in
def proof(ref: str) -> Page:
    """The same for whoever is signed in with the address that was typed."""
    return _private(*_proof_page(_typed(ref), ""))


@blueprint.post("/my/registrations/<ref>/proof/not-me")
@signed_in
def not_me_signed_in(ref: str) -> Page:
    """Delete what somebody else typed with the address that one is signed in with."""
    return _disowned(_typed(ref), "")


def _typed(ref: str) -> Registration:
    found = next((typed for typed in queries.typed_for(reading(), actor()) if typed.ref == ref), None)
    if found is None:
        abort(404)
    return found


def _proof_page(registration: Registration, token: str) -> tuple[str | Response, int]:
    form, ref = ConfirmForm(), registration.ref
    event, is_first = reading().get_one(Event, registration.event_id), registration.person_id is None
    if form.is_posted_well():
        opening = browser_session.new_opening()
        command = proving.ProveRegistration(
            ref=ref, browser=digest(opening), token=token,
            replaces=request.form.get("replaces", ""), is_other="is_other" in request.form,
            same_as=request.form.get("same_as", ""),
        )
        try:
            perform(proving.prove_registration, command)
        except rules.AlreadyComing as refusal:
            form.take(refusal)
        else:
            browser_session.keep_opening(opening)
            return redirect(url_for("own_registration.show", ref=ref)), 303
    earlier, known = households.asked_who(reading(), registration) if is_first else ([], [])
    page = render_template(
        "registration/open_link.html", form=form, event=event, registration=registration, is_first=is_first,
        earlier=earlier, known=known, not_me=_not_me(ref, token),
    )
    return page, form.status


def _not_me(ref: str, token: str) -> str:
    return url_for("letters.not_me", ref=ref, token=token) if token else url_for("letters.not_me_signed_in", ref=ref)


def _private(page: str | Response, status: int) -> Response:
    response = page if isinstance(page, Response) else Response(page, status, content_type="text/html; charset=utf-8")
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def _disowned(registration: Registration, token: str) -> Response:
    perform(proving.disown_registration, proving.DisownRegistration(ref=registration.ref, token=token))
    browser_session.flash(_("What was typed with your address is deleted. You need not do anything else."))
    return redirect("/")


@blueprint.post("/my/registrations/<ref>/code")
@by_link
@slowed_by_network()
def code(ref: str) -> Page:
    """Prove with the code of the letter, in the browser in which it was typed."""
    registration, opening = _typed_here(ref), browser_session.new_opening()
    event, form = reading().get_one(Event, registration.event_id), CodeForm()
    if form.is_posted_well():
        try:
            perform(proving.try_registration_code, proving.TryRegistrationCode(ref=ref))
            perform(proving.prove_registration, proving.ProveRegistration(ref=ref, browser=digest(opening), code=form.code.data))
        except rules.AlreadyComing:
            # The code was right, so the page of the letter's link may ask who is who.
            token = rules.link_token(services().database.cipher, ref, registration.link_number)
            return redirect(url_for("letters.open_link", ref=ref, token=token))
        except Refusal as refusal:
            form.take(refusal)
        else:
            browser_session.keep_opening(opening)
            return redirect(url_for("own_registration.show", ref=ref))
    return render_template("registration/waiting.html", event=event, registration=registration, form=form), form.status


@blueprint.post("/my/registrations/<ref>/take-back")
@by_link
def take_back(ref: str) -> Page:
    """Delete what was sent with a wrong address, in the browser in which it was typed."""
    _typed_here(ref)
    perform(proving.disown_registration, proving.DisownRegistration(ref=ref))
    browser_session.flash(_("What you sent is deleted. You can register again with the right address."))
    return redirect("/")


def _typed_here(ref: str) -> Registration:
    registration, browser = queries.sent_registration(reading(), ref), browser_session.browser_digest()
    if browser is None or registration.held_by != browser:
        abort(404)
    return registration


@blueprint.route("/my/address/<ref>/<token>", methods=["GET", "POST"])
@by_link
def new_address(ref: str, token: str) -> Page:
    """Prove that letters to a new address are read; everything of the person moves there."""
    change, form = address_change(reading(), ref), ConfirmForm()
    if change is None or not same(token, change_token(services().database.cipher, ref)):
        abort(404)
    if form.is_posted_well():
        try:
            perform(addressing.move_address, addressing.MoveAddress(change=ref, token=token))
        except Refusal as refusal:
            form.take(refusal)
        else:
            browser_session.flash(_("Your new address counts from now on. Links in older letters have stopped working."))
            return redirect("/")
    return _private(render_template("registration/new_address.html", form=form, address=change.address), form.status)
