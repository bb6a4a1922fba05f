"""Saying how to be paid, as claimant."""

from flask import Blueprint, redirect, render_template, url_for
from werkzeug.wrappers import Response

from eventsite.claims.models import Claim
from eventsite.claims.queries import own_claim
from eventsite.claims.values import CLAIM_LIFE
from eventsite.kernel.refusals import Refusal
from eventsite.payouts.commands import methods
from eventsite.payouts.forms import BankForm, HandForm, MethodForm
from eventsite.payouts.queries import registration_behind
from eventsite.payouts.values import MethodKind
from eventsite.people.day_browser import day_mark
from eventsite.web.access import private
from eventsite.web.current import actor, perform, reading
from eventsite.web.forms import Form

blueprint = Blueprint("payouts", __name__)
Page = str | Response | tuple[str, int]


@blueprint.route("/claims/<ref>/paid-by", methods=["GET", "POST"])
@private
def method(ref: str) -> Page:
    """Ask how somebody would like to be paid, before any number."""
    claim = own_claim(reading(), actor(), ref)
    form = MethodForm()
    if form.is_posted_well():
        kind = MethodKind(form.kind.data)
        if kind is MethodKind.BANK:
            return redirect(url_for("payouts.bank", ref=ref))
        if kind.is_spoken:
            return redirect(url_for(f"payouts.{kind.value}", ref=ref))
        if _given(form, methods.GiveMethod(claim=ref, kind=kind, browser=day_mark())):
            return redirect(_next(claim))
    back = url_for("claims.show", ref=ref)
    return render_template("payouts/method.html", form=form, back=back), form.status


@blueprint.route("/claims/<ref>/paid-by/bank", methods=["GET", "POST"])
@private
def bank(ref: str) -> Page:
    """Ask for the account."""
    claim = own_claim(reading(), actor(), ref)
    form = BankForm()
    if form.is_posted_well() and _given(form, form.to_command(claim, day_mark())):
        return redirect(_next(claim))
    return render_template("payouts/bank.html", form=form, back=url_for("payouts.method", ref=ref)), form.status


@blueprint.route("/claims/<ref>/paid-by/cash", methods=["GET", "POST"])
@private
def cash(ref: str) -> Page:
    """Ask whom to give the money to."""
    return _hand(ref, MethodKind.CASH)


@blueprint.route("/claims/<ref>/paid-by/talk", methods=["GET", "POST"])
@private
def talk(ref: str) -> Page:
    """Ask whom to ring."""
    return _hand(ref, MethodKind.TALK)


def _hand(ref: str, kind: MethodKind) -> Page:
    claim = own_claim(reading(), actor(), ref)
    form = HandForm.showing(registration_behind(reading(), claim))
    if form.is_posted_well() and _given(form, form.to_command(claim, kind, day_mark())):
        return redirect(_next(claim))
    back = url_for("payouts.method", ref=ref)
    return render_template("payouts/hand.html", form=form, kind=kind, kinds=MethodKind, back=back), form.status


def _given(form: Form, command: methods.GiveMethod) -> bool:
    try:
        perform(methods.give_method, command)
    except Refusal as refusal:
        form.take(refusal)
        return False
    return True


def _next(claim: Claim) -> str:
    return url_for("claims.check" if CLAIM_LIFE.allows(claim.state, "submit") else "claims.show", ref=claim.ref)
