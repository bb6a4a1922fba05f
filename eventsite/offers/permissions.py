"""Who may say what an event pays, and who may answer."""

from typing import Any

from eventsite.events.models import Event
from eventsite.events.permissions import in_team
from eventsite.events.values import Role
from eventsite.kernel.actor import Actor
from eventsite.kernel.aggregates import Aggregate, LockOrder
from eventsite.kernel.permissions import Permission
from eventsite.offers.models import PaymentOffer, PaymentTerms


def _through_its_registration(_actor: Actor, _offer: Any) -> bool:
    return True


SET_TERMS = Permission("offers.set_terms", in_team(Role.ORGANISER), until_archived=True)
ANSWER_OFFER = Permission("offers.answer", _through_its_registration)
"""Whose offer it is, is asked of the registration, which is locked first."""
SETTLE_OFFER = Permission("offers.settle", _through_its_registration)
"""The system settles it when it makes a claim ready, or whoever's it is when they begin one."""
REOPEN_OFFER = Permission("offers.reopen", in_team(Role.ORGANISER))
FORGET_OFFER = Permission("offers.forget", lambda _actor, _offer: False)
"""Only the system forgets one, when a registration is nobody's."""

TERMS = Aggregate(
    model=Event, order=LockOrder.EVENT, actions={"set": SET_TERMS}, unversioned=frozenset({"set"}), parts=(PaymentTerms.event_id,)
)
"""What an event pays, which is on no form that describes the event: a new version is a row that is added to the others."""
OFFER = Aggregate(
    model=PaymentOffer,
    order=LockOrder.OFFER,
    above=PaymentTerms,
    above_id="terms_id",
    actions={"answer": ANSWER_OFFER, "settle": SETTLE_OFFER, "reopen": REOPEN_OFFER, "forget": FORGET_OFFER},
)
