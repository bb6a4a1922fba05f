"""Claims as they stand, decided on and put into a batch."""

from sqlalchemy import select

from eventsite.claims.commands.checking import DecideClaim, decide_claim
from eventsite.claims.models import Claim, ClaimLine
from eventsite.claims.values import Verdict
from eventsite.payouts.commands.methods import GiveMethod, give_method
from eventsite.payouts.commands.paying import (
    MarkBatchPaid,
    MarkPayoutFailed,
    SealBatch,
    mark_batch_paid,
    mark_payout_failed,
    seal_batch,
)
from eventsite.payouts.models import Payout, PayoutBatch
from eventsite.payouts.values import MethodKind
from tests.builders.scenario import CHECKER, PAYER

YES = (Verdict.FULL, None, "")


def the(scenario, ref):
    return scenario.read(select(Claim).where(Claim.ref == ref))[0]


def lines_of(scenario, ref):
    return scenario.read(select(ClaimLine).join(Claim).where(Claim.ref == ref).order_by(ClaimLine.id))


def decide(scenario, ref, *verdicts, who=CHECKER, version=None, browser=""):
    lines = lines_of(scenario, ref)
    verdicts = verdicts or [YES] * len(lines)
    command = DecideClaim(
        claim=ref, version=version or the(scenario, ref).version,
        verdicts={line.ref: verdict for line, verdict in zip(lines, verdicts, strict=True)}, browser=browser,
    )
    with scenario.acting(who) as work:
        return decide_claim(work, command)


def seal(scenario, *refs, who=PAYER):
    with scenario.acting(who) as work:
        return seal_batch(work, SealBatch(claims=refs))


def pay(scenario, *refs):
    """Seal a batch of claims and say that it was paid."""
    batch = seal(scenario, *refs)
    scenario.database.perform(mark_batch_paid, MarkBatchPaid(batch=batch.ref), scenario.actor(PAYER))
    return batch


def come_back(scenario, ref):
    """Say that the payment of a claim that was paid came back."""
    batch, payout = next((p.batch, p.payout) for p in _paid(scenario, ref))
    command = MarkPayoutFailed(batch=batch, payout=payout)
    scenario.database.perform(mark_payout_failed, command, scenario.actor(PAYER))


def _paid(scenario, ref):
    found = select(PayoutBatch.ref.label("batch"), Payout.ref.label("payout")).join(Payout).join(Claim)
    with scenario.acting() as work:
        return work.database.execute(found.where(Claim.ref == ref).order_by(Payout.id.desc())).all()


def say_account(scenario, ref, number="1234567", sort_code="12 34 56"):
    """Say how a claim is to be paid, by the link of its letter."""
    command = GiveMethod(claim=ref, kind=MethodKind.BANK, name="J Example", sort_code=sort_code, account_number=number)
    return scenario.database.perform(give_method, command, scenario.actor("", the(scenario, ref).registration))
