"""Who may do what to batches, payments and ways of being paid. Whoever checked a claim can never pay it."""

from typing import Any

from eventsite.claims import permissions as claims
from eventsite.events.values import Role
from eventsite.kernel.actor import Actor
from eventsite.kernel.aggregates import Aggregate, LockOrder
from eventsite.kernel.permissions import Permission, any_of
from eventsite.organisations.values import OrganisationRole
from eventsite.payouts.models import Payout, PayoutBatch, PayoutMethod
from eventsite.payouts.values import BATCH_LIFE, PAYOUT_LIFE, PayoutState


def _pays_for_organisation(actor: Actor, batch: Any) -> bool:
    return batch.organisation_id is not None and actor.has_organisation_role(batch.organisation_id, OrganisationRole.PAYER)


def _pays_every_event(actor: Actor, batch: Any) -> bool:
    return bool(batch.payouts) and all(actor.has_role(p.claim.event_id, Role.PAYER) for p in batch.payouts)


def _may_pay_every_claim(actor: Actor, batch: Any) -> bool:
    return all(claims.PAY_CLAIM.allows(actor, payout.claim) for payout in batch.payouts)


def _through_its_claim(_actor: Actor, _method: Any) -> bool:
    return True


def _is_signed_in(actor: Actor, _subject: Any) -> bool:
    return actor.is_signed_in


SEAL_BATCH = Permission("payouts.seal", _is_signed_in)
"""Which claims somebody may put into a batch is asked of each claim."""
KNOW_BATCH = Permission("payouts.know_batch", any_of(_pays_for_organisation, _pays_every_event))
"""`payouts.queries` has the same in SQL: whatever stands in a list can be opened."""
PAY_BATCH = Permission("payouts.pay", _may_pay_every_claim)
PAY_ONE = Permission("payouts.pay_one", lambda actor, payout: claims.PAY_CLAIM.allows(actor, payout.claim))
GIVE_METHOD = Permission("payouts.give_method", _through_its_claim)
"""Whose method it is, and who pays by it, is asked of the claim, which is locked first."""
FORGET = Permission("payouts.forget", lambda _actor, _subject: False)
"""Only the system forgets what is due to go."""

BATCH = Aggregate(
    model=PayoutBatch,
    order=LockOrder.BATCH,
    sees=KNOW_BATCH,
    lifecycle=BATCH_LIFE,
    actions={
        "seal": SEAL_BATCH, "read file": PAY_BATCH, "read numbers": PAY_BATCH, "pay": PAY_BATCH, "take apart": PAY_BATCH, "note failure": PAY_BATCH,
        "forget file": FORGET,
    },
)
PAYOUT = Aggregate(
    model=Payout, order=LockOrder.PAYOUT, lifecycle=PAYOUT_LIFE,
    actions={"seal": PAY_ONE, "pay": PAY_ONE, "take out": PAY_ONE, "fail": PAY_ONE},
    untold=frozenset({(PayoutState.PENDING, "seal")}),  # that is told of the batch
)
METHOD = Aggregate(
    model=PayoutMethod,
    order=LockOrder.METHOD,
    actions={"give": GIVE_METHOD, "replace": GIVE_METHOD, "pay": GIVE_METHOD, "forget": FORGET},
    untold=frozenset({(None, "give")}),  # that is told of the claim
)
