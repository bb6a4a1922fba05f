"""What this room tells a person about their own: which batches their claims went into."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from eventsite.claims.queries import own_claims
from eventsite.kernel.actor import Actor
from eventsite.payouts.models import Payout, PayoutBatch


def own_refs(database: Session, actor: Actor) -> Sequence[str]:
    """Return the references of batches with claims of the actor's own."""
    claims = [claim.id for claim in own_claims(database, actor)]
    paying = select(PayoutBatch.ref).join(Payout, Payout.batch_id == PayoutBatch.id).where(Payout.claim_id.in_(claims))
    return database.scalars(paying.distinct()).all()
