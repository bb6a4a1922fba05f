"""Signing in by an emailed link or code, and out again."""

from flask import Blueprint, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from eventsite.kernel.i18n import _
from eventsite.kernel.references import digest
from eventsite.kernel.refusals import Refusal
from eventsite.people import browser_session, known_browsers, queries, rules
from eventsite.people.commands import signing_in as commands
from eventsite.people.forms import CodeForm, EmailForm, EnterForm, NameForm
from eventsite.web.access import public, signed_in
from eventsite.web.current import actor, perform, reading, rooms, services
from eventsite.web.limits import limited_by, slowed_by_network

blueprint = Blueprint("people", __name__)
Page = str | Response | tuple[str, int]


def _asked_for() -> str:
    form = EmailForm()
    return str(form.email.data) if request.method == "POST" and form.email.validate(form) else ""


def _stranger() -> str:
    """What letters are counted by that a browser asks for which did not sign in with that mailbox before."""
    email = _asked_for()
    is_counted = email and not known_browsers.mark_for(email)
    return rules.letters_to(services().database.cipher, email) if is_counted else ""


def _acquaintance() -> str:
    """What letters are counted by that a browser asks for which did: by itself, so that no stranger uses them up."""
    email = _asked_for()
    return known_browsers.mark_for(email) if email else ""


@blueprint.route("/sign-in", methods=["GET", "POST"])
@public
@slowed_by_network()
@limited_by(_stranger, rules.LETTERS_TO_STRANGERS)
@limited_by(_acquaintance, rules.LETTERS_TO_ACQUAINTANCES)
def sign_in() -> Page:
    """Ask for an address and send it a link."""
    form = EmailForm()
    if form.is_posted_well():
        ref = perform(commands.ask_to_sign_in, form.to_command(request.args.get("next"), browser_session.pending_request()))
        browser_session.keep_request(ref)
        return redirect(url_for("people.check_mail"))
    return render_template("people/sign_in.html", form=form), form.status


@blueprint.route("/sign-in/check-mail", methods=["GET", "POST"])
@public
@slowed_by_network()
def check_mail() -> Page:
    """Wait for the link, or take the code."""
    ref = browser_session.pending_request()
    if ref is None:
        return redirect(url_for("people.sign_in"))
    form = CodeForm()
    if form.is_posted_well() and (done := _try_code(form, ref)):
        return done
    return render_template("people/check_mail.html", form=form), form.status


@blueprint.route("/sign-in/<ref>/<token>", methods=["GET", "POST"])
@public
@slowed_by_network()
def open_link(ref: str, token: str) -> Page:
    """Show what the link is for; only the button signs in. In another browser the code is needed as well."""
    found = queries.sign_in_request(reading(), ref)
    if found is None or not rules.same(token, rules.link_token(services().database.cipher, ref)):
        abort(404)
    if found.used_at or found.expires_at <= services().database.clock.now():
        return render_template("people/link_over.html"), 410
    if browser_session.pending_request() != ref:
        return _other_browser(ref)
    form = EnterForm()
    if form.is_posted_well():
        is_shared = form.is_shared.is_ticked
        opened = perform(commands.sign_in_with_link, commands.SignInWithLink(ref=ref, token=token, is_shared=is_shared))
        return _enter(opened, is_shared=is_shared)
    return render_template("people/open_link.html", form=form, email=found.email), form.status


def _other_browser(ref: str) -> Page:
    form = CodeForm()
    if form.is_posted_well() and (done := _try_code(form, ref)):
        return done
    return render_template("people/other_browser.html", form=form), form.status


def _try_code(form: CodeForm, ref: str) -> Response | None:
    try:
        perform(commands.try_code, commands.TryCode(ref=ref))
        opened = perform(commands.sign_in_with_code, form.to_command(ref))
    except Refusal as refusal:
        form.take(refusal)
        return None
    return _enter(opened, is_shared=form.is_shared.is_ticked)


def _enter(opened: commands.OpenedSignIn, *, is_shared: bool) -> Response:
    _end_what_is_here()
    browser_session.keep_sign_in(opened.secret, is_shared=is_shared)
    if not is_shared:
        known_browsers.remember(opened.email)
    back = opened.back or url_for("personal.home")
    return redirect(url_for("people.name", next=back) if opened.needs_name else back)


@blueprint.route("/sign-in/name", methods=["GET", "POST"])
@signed_in
def name() -> Page:
    """Ask what we may call somebody."""
    form = NameForm(data={"name": actor().name})
    if form.is_posted_well():
        perform(commands.name_oneself, commands.NameOneself(name=form.name.data))
        return redirect(rules.safe_back(request.args.get("next")) or url_for("personal.home"))
    return render_template("people/name.html", form=form), form.status


@blueprint.post("/sign-out")
@public
def sign_out() -> Page:
    """End the sign-in, and everything that was begun or opened in this browser."""
    if secret := browser_session.sign_in_secret():
        perform(commands.sign_out, commands.SignOut(secret=secret))
    _end_what_is_here()
    browser_session.forget_everything()
    browser_session.flash(_("You are signed out. Nothing that you told us is left in this browser."))
    return redirect("/")


def _end_what_is_here() -> None:
    """End on our side what this browser is about to drop, so that a copy of its cookie opens nothing either."""
    for browser in browser_session.all_digests():
        for verb, command in rooms().farewells:
            perform(verb, command(browser=browser))


@blueprint.get("/my/sign-ins")
@signed_in
def sign_ins() -> Page:
    """List where one is signed in, each with a way to end it."""
    found = queries.open_sign_ins(reading(), actor(), services().database.clock.now())
    here = digest(browser_session.sign_in_secret() or "")
    return render_template("people/sign_ins.html", sign_ins=found, here=here)


@blueprint.post("/my/sign-ins/<int:sign_in>/end")
@signed_in
def end_sign_in(sign_in: int) -> Page:
    """End one of them."""
    perform(commands.end_sign_in, commands.EndSignIn(sign_in=sign_in))
    browser_session.flash(_("That sign-in has ended."))
    return redirect(url_for("people.sign_ins"))
