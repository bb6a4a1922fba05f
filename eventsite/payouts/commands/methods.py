"""Saying how to be paid; account numbers are sealed, and go as soon as nothing needs them."""

import datetime as dt
import json
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, or_, select

from eventsite.claims.commands import claiming
from eventsite.claims.models import Claim
from eventsite.claims.permissions import CLAIM
from eventsite.claims.values import ClaimState
from eventsite.kernel.i18n import _
from eventsite.kernel.references import new_reference
from eventsite.payouts import rules
from eventsite.payouts.facts import AccountForgotten, MethodConfirmed, MethodGiven
from eventsite.payouts.models import PayoutMethod
from eventsite.payouts.permissions import METHOD
from eventsite.payouts.values import MethodKind
from eventsite.records.work import Work

SEALED_AT = {"table": "payout_method", "field": "details"}
_IS_UNUSED = ~select(Claim.id).where(Claim.method_ref == PayoutMethod.ref).exists()


@dataclass(frozen=True, kw_only=True)
class GiveMethod:
    """How the claimant wants to be paid: into an account, or with a name and number to ask for. `browser`: see `BrowserMark`."""

    claim: str
    kind: MethodKind
    name: str = ""
    sort_code: str = ""
    account_number: str = ""
    phone: str = ""
    browser: str = ""


def give_method(work: Work, command: GiveMethod) -> PayoutMethod:
    """Seal the details and remember them on the claim, which is locked first: a batch takes the old or the new ones.

    The same details again change nothing, but where a payment came back they say that they were looked at; others replace
    them, and what they replace is forgotten at once.
    Raises BadAccount, NoNumber, WrongState, NotVisible, NotAllowed.
    """
    claim = work.change(CLAIM, command.claim, "change_method")
    details = _details(command)
    before = work.change(METHOD, claim.method_ref, "replace") if claim.method_ref else None
    if before is not None and before.kind is command.kind and details_of(work, before) == details:
        return _confirmed(work, claim, before)
    if before is not None and before.details_sealed is not None:
        before.details_sealed = None
        work.record(AccountForgotten(about=before.ref))
    method = work.add(METHOD, _sealed(work, claim, command.kind, details), "give")
    is_bank = command.kind is MethodKind.BANK
    mark = work.cipher.mark("account", details["sort_code"] + details["account_number"]) if is_bank else ""
    said = claiming.SetMethod(claim=claim.ref, method=method.ref, says=_said(method), account=mark, browser=command.browser)
    claiming.set_method(work, said)
    work.record(MethodGiven(about=claim.ref))
    return method


def _confirmed(work: Work, claim: Claim, method: PayoutMethod) -> PayoutMethod:
    if claim.state is ClaimState.CAME_BACK:
        claiming.set_method(work, claiming.SetMethod(claim=claim.ref, method=method.ref, says=claim.method_says))
        work.record(MethodConfirmed(about=claim.ref))
    return method


def _details(command: GiveMethod) -> rules.Details:
    if command.kind.is_spoken:
        if not command.phone:
            raise rules.NoNumber(_("Enter the number we should ring"), field="phone")
        return {"name": command.name, "phone": command.phone}
    if command.kind is not MethodKind.BANK:
        return {}
    return {
        "name": command.name,
        "sort_code": rules.sort_code(command.sort_code),
        "account_number": rules.account_number(command.account_number),
    }


def _sealed(work: Work, claim: Claim, kind: MethodKind, details: rules.Details) -> PayoutMethod:
    method = PayoutMethod(ref=new_reference(), person_id=claim.beneficiary_id, kind=kind, created_at=work.clock.now())
    if details:
        method.details_sealed = work.cipher.seal(json.dumps(details), row=method.ref, **SEALED_AT)
        method.last_digits = rules.last_digits(details)
    return method


def _said(method: PayoutMethod) -> str:
    if method.kind is MethodKind.BANK:
        return _("bank transfer to the account ending in %(digits)s") % {"digits": method.last_digits}
    if method.last_digits:
        words = {"how": method.kind.label, "digits": method.last_digits}
        return _("%(how)s, on the number ending in %(digits)s") % words
    return str(method.kind.label)


def details_of(work: Work, method: PayoutMethod) -> rules.Details:
    """Open the details of a method; empty where there are none (any more)."""
    if not method.details_sealed:
        return {}
    opened: rules.Details = json.loads(work.cipher.open(method.details_sealed, row=method.ref, **SEALED_AT))
    return opened


def forget_accounts(work: Work, before: dt.datetime) -> int:
    """Take account numbers away whose claim was settled before `before`, or names others. Returns how many.

    The last digits stay, to answer questions.
    """
    settled = select(Claim.method_ref).where(
        or_(
            and_(Claim.state.in_([ClaimState.PAID, ClaimState.CAME_BACK]), Claim.paid_at < before),
            and_(Claim.state == ClaimState.DECLINED, Claim.decided_at < before),
        )
    )
    return _forget(work, or_(PayoutMethod.ref.in_(settled), _IS_UNUSED))


@dataclass(frozen=True, kw_only=True)
class ForgetUnusedAccounts:
    """A claim that was taken back."""

    claim: str


def forget_unused_accounts(work: Work, command: ForgetUnusedAccounts) -> None:
    """Take the account numbers away of the claim's person that no claim names any more. Raises NotVisible, NotAllowed."""
    person_id = work.read(CLAIM, command.claim).beneficiary_id
    _forget(work, and_(PayoutMethod.person_id == person_id, _IS_UNUSED))


def _forget(work: Work, due: ColumnElement[bool]) -> int:
    forgotten = work.change_each(METHOD, and_(PayoutMethod.details_sealed.is_not(None), due), "forget")
    for method in forgotten:
        method.details_sealed = None
        work.record(AccountForgotten(about=method.ref))
    return len(forgotten)
