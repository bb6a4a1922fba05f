"""Who may say what an event pays, and who may answer."""

from typing import Any

from eventsite.events.permissions import in_team
from eventsite.events.values import Role
from eventsite.kernel.actor import Actor
from eventsite.kernel.aggregates import Aggregate, LockOrder
from eventsite.kernel.permissions import Permission
from eventsite.offers.models import PaymentOffer, PaymentTerms


def _through_its_registration(_actor: Actor, _offer: Any) -> bool:
    return True


SET_TERMS = Permission("offers.set_terms", in_team(Role.ORGANISER))
ANSWER_OFFER = Permission("offers.answer", _through_its_registration)
"""Whose offer it is, is asked of the registration, which is locked first."""
SETTLE_OFFER = Permission("offers.settle", _through_its_registration)
"""The system settles it when it makes a claim ready, or whoever's it is when they begin one."""
REOPEN_OFFER = Permission("offers.reopen", in_team(Role.ORGANISER))
FORGET_OFFER = Permission("offers.forget", lambda _actor, _offer: False)
"""Only the system forgets one, when a registration is nobody's."""

OFFER = Aggregate(
    model=PaymentOffer,
    order=LockOrder.OFFER,
    above=PaymentTerms,
    above_id="terms_id",
    actions={"answer": ANSWER_OFFER, "settle": SETTLE_OFFER, "reopen": REOPEN_OFFER, "forget": FORGET_OFFER},
)
