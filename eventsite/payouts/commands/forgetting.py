"""What this room forgets: ways to pay that no claim names, and payments once accounts need them no longer."""

import datetime as dt

from sqlalchemy import and_, delete, or_, select

from eventsite.claims.commands.forgetting import drop_claims
from eventsite.claims.models import Claim
from eventsite.claims.values import ClaimState
from eventsite.payouts.models import Payout, PayoutBatch, PayoutMethod
from eventsite.records.work import Work


def forget_payments(work: Work, before: dt.datetime) -> int:
    """Take away claims that were paid or declined before `before`, with their payments. Returns how many claims."""
    due = or_(
        and_(Claim.state == ClaimState.PAID, Claim.paid_at < before),
        and_(Claim.state == ClaimState.DECLINED, Claim.decided_at < before),
    )
    claims = work.database.execute(select(Claim.id, Claim.method_ref).where(due)).all()
    if not claims:
        return 0
    work.forget(delete(Payout).where(Payout.claim_id.in_([claim.id for claim in claims])))
    work.forget(delete(PayoutMethod).where(PayoutMethod.ref.in_([claim.method_ref for claim in claims])))
    drop_claims(work, due)
    is_empty = ~select(Payout.id).where(Payout.batch_id == PayoutBatch.id).exists()
    work.forget(delete(PayoutBatch).where(PayoutBatch.sealed_at < before, is_empty))
    return len(claims)


def forget_methods(work: Work, before: dt.datetime) -> int:
    """Take away ways to pay that were given before `before` and that no claim names. Returns how many."""
    unused = PayoutMethod.created_at < before, ~select(Claim.id).where(Claim.method_ref == PayoutMethod.ref).exists()
    return len(work.forget(delete(PayoutMethod).where(*unused).returning(PayoutMethod.id)))
