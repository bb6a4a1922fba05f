"""Who may see and decide on claims. Persons are compared, never sign-ins; nobody is exempt, however powerful.

Two persons whose addresses may come to one mailbox count as one here: somebody else has to decide or pay (decision 12).
"""

from typing import Any

from eventsite.claims.models import BrowserMark, Claim, ClaimDecision, ClaimDoubt, ClaimLine, Evidence
from eventsite.claims.values import CLAIM_LIFE
from eventsite.events.models import Event
from eventsite.events.permissions import in_team
from eventsite.events.values import Role
from eventsite.kernel.actor import Actor
from eventsite.kernel.aggregates import Aggregate, LockOrder
from eventsite.kernel.i18n import _
from eventsite.kernel.permissions import Permission, all_of, any_of
from eventsite.people.rules import is_same_mailbox
from eventsite.registration import permissions as registration


def is_claimant(actor: Actor, claim: Any) -> bool:
    """Yes for the person the money is for, whoever acts for them, or with their registration opened by its link."""
    return claim.beneficiary_id in actor.acts_for or claim.registration in actor.registration_refs


def is_not_claimant(actor: Actor, claim: Any) -> bool:
    """Yes for everybody else who is signed in."""
    return actor.is_signed_in and not is_claimant(actor, claim)


def is_not_checker(actor: Actor, claim: Any) -> bool:
    """Yes for everybody but the person who decided on the claim."""
    return bool(actor.person_id != claim.checker_id)


def is_like_claimant(actor: Actor, claim: Any) -> bool:
    """Yes for another person whose address may come to the mailbox of the person the money is for."""
    return not is_claimant(actor, claim) and is_same_mailbox(actor.email, claim.beneficiary.email)


def is_like_checker(actor: Actor, claim: Any) -> bool:
    """Yes for another person whose address may come to the mailbox of the person who decided."""
    checker = claim.checker
    return checker is not None and checker.id != actor.person_id and is_same_mailbox(actor.email, checker.email)


def is_suspected(actor: Actor, claim: Any) -> bool:
    """Yes for somebody who could be the claimant or the checker under another address."""
    return is_like_claimant(actor, claim) or is_like_checker(actor, claim)


def _is_like_nobody(actor: Actor, claim: Any) -> bool:
    return not is_suspected(actor, claim)


def _is_unlike_claimant(actor: Actor, claim: Any) -> bool:
    return not is_like_claimant(actor, claim)


def _is_of_host(actor: Actor, claim: Any) -> bool:
    """Yes for who is in the organisation that hosts the event, and for who looks after the site."""
    return actor.is_steward or claim.event.organisation_id in actor.organisations


def sees_outside(actor: Actor) -> bool:
    """Whether there is a list of claims that wait for somebody from outside, for this person."""
    return actor.is_steward or bool(actor.organisations)


def why_not_pay(actor: Actor, claim: Any) -> str:
    """Return in words what holds somebody back who pays for the event from paying this claim; "" where nothing does."""
    if is_claimant(actor, claim):
        return _("It is your own, or of somebody you act for. Another payer takes it.")
    if not is_not_checker(actor, claim):
        return _("You checked it. Another payer takes it.")
    if is_suspected(actor, claim):
        return _("Your email address and the one of the person it is for, or of whoever checked it, may come to the same mailbox. That need not mean anything. Another payer takes it: your organisation can name one for all its events.")
    return ""


EDIT_CLAIM = Permission("claims.edit", is_claimant)
CHECK_CLAIM = Permission("claims.check", all_of(in_team(Role.CHECKER), is_not_claimant, _is_unlike_claimant))
PAY_CLAIM = Permission("claims.pay", all_of(in_team(Role.PAYER), is_not_claimant, is_not_checker, _is_like_nobody))
SEE_CLAIM = Permission("claims.see", any_of(is_claimant, in_team(Role.CHECKER, Role.PAYER)))
SEE_FINANCE = Permission("claims.see_finance", lambda actor, _subject: actor.is_signed_in)
FROM_OUTSIDE = Permission("claims.from_outside", all_of(_is_of_host, is_not_claimant, is_not_checker, _is_like_nobody))
"""Whether they have their part from somebody whom a doubt is about is asked in the command."""
OPEN_CLAIM = Permission("claims.open", lambda _actor, _claim: False)
"""Only the system makes a claim ready, once somebody was there."""
KNOW_CLAIM = Permission(
    "claims.know", any_of(is_claimant, in_team(Role.ORGANISER, Role.CHECKER, Role.PAYER), _is_of_host)
)

_ACTIONS = {
    "open": OPEN_CLAIM,
    "open for costs": EDIT_CLAIM,
    "undo": registration.RECORD_ATTENDANCE,
    "edit": EDIT_CLAIM,
    "change_method": EDIT_CLAIM,
    "submit": EDIT_CLAIM,
    "withdraw": EDIT_CLAIM,
    "reopen": EDIT_CLAIM,
    "decide": CHECK_CLAIM,
    "approve": CHECK_CLAIM,
    "approve_part": CHECK_CLAIM,
    "decline": CHECK_CLAIM,
    "return": CHECK_CLAIM,
    "read evidence": SEE_CLAIM,
    "hold": PAY_CLAIM,
    "settle doubts": FROM_OUTSIDE,
    "batch": PAY_CLAIM,
    "pay": PAY_CLAIM,
    "take_out": PAY_CLAIM,
    "take_out_full": PAY_CLAIM,
    "take_out_part": PAY_CLAIM,
    "come_back": PAY_CLAIM,
    "settle_method": EDIT_CLAIM,
    "settle_method_part": EDIT_CLAIM,
}
CLAIM = Aggregate(
    model=Claim, order=LockOrder.CLAIM, above=Event, sees=KNOW_CLAIM, lifecycle=CLAIM_LIFE, actions=_ACTIONS,
    goes_on=frozenset(_ACTIONS), unversioned=frozenset({"hold", "settle doubts"}),
    parts=(ClaimLine.claim_id, Evidence.line_id, ClaimDecision.claim_id, ClaimDoubt.claim_id, BrowserMark.claim_id),
)
"""Everything goes on once the event is archived: what people spent on our word is paid."""
