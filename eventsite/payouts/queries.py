"""Reading batches, scoped to who pays."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from eventsite.claims.models import Claim
from eventsite.claims.permissions import PAY_CLAIM, is_suspected
from eventsite.claims.queries import finance_claims
from eventsite.claims.values import ClaimState
from eventsite.events.values import Role
from eventsite.kernel.actor import Actor
from eventsite.kernel.refusals import NotVisible
from eventsite.payouts.facts import BatchFileRead
from eventsite.payouts.models import Payout, PayoutBatch
from eventsite.records.models import AuditEntry


def payer_events(actor: Actor) -> list[int]:
    """Return the ids of events in which the actor pays."""
    return [event for event in actor.roles if actor.has_role(event, Role.PAYER)]


def approved_claims(database: Session, actor: Actor) -> list[Claim]:
    """Return approved claims of events in which the actor pays."""
    found = finance_claims(database, actor, ClaimState.APPROVED, ClaimState.PART_APPROVED)
    return [claim for claim in found if actor.has_role(claim.event_id, Role.PAYER)]


def payable_claims(database: Session, actor: Actor) -> list[Claim]:
    """Return approved claims that the actor may pay."""
    found = approved_claims(database, actor)
    return [claim for claim in found if PAY_CLAIM.allows(actor, claim)]


def withheld_claims(database: Session, actor: Actor) -> list[Claim]:
    """Return approved claims that wait for another payer: the actor's address is like the claimant's or the checker's."""
    return [claim for claim in approved_claims(database, actor) if is_suspected(actor, claim)]


def batches_of(database: Session, actor: Actor) -> Sequence[PayoutBatch]:
    """Return the batches with claims of the actor's events, the latest first."""
    return database.scalars(
        select(PayoutBatch)
        .where(
            PayoutBatch.id.in_(
                select(Payout.batch_id)
                .join(Claim, Claim.id == Payout.claim_id)
                .where(Claim.event_id.in_(payer_events(actor)))
            )
        )
        .order_by(PayoutBatch.id.desc())
    ).all()


def payout_in(batch: PayoutBatch, ref: str) -> Payout:
    """Return one payment of a batch. Raises NotVisible."""
    for payout in batch.payouts:
        if payout.ref == ref:
            return payout
    raise NotVisible


def was_fetched(database: Session, batch: PayoutBatch) -> bool:
    """Whether somebody ever fetched the file of a batch, as the audit says: then a bank may have it."""
    read = select(AuditEntry.id).where(AuditEntry.about == batch.ref, AuditEntry.fact == BatchFileRead.__name__)
    return database.scalar(read.limit(1)) is not None


def batch_of(database: Session, actor: Actor, ref: str) -> PayoutBatch:
    """Return one batch. Raises NotVisible unless the actor pays for every event in it."""
    batch = database.scalar(select(PayoutBatch).where(PayoutBatch.ref == ref))
    if batch is None or {p.claim.event_id for p in batch.payouts} - set(payer_events(actor)):
        raise NotVisible
    return batch
