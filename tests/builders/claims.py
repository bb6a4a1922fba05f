"""Claims as they stand, decided on and put into a batch."""

from sqlalchemy import select

from eventsite.claims.commands.checking import DecideClaim, decide_claim
from eventsite.claims.models import Claim, ClaimLine
from eventsite.claims.values import Verdict
from eventsite.payouts.commands.paying import (
    SealBatch,
    seal_batch,
)
from tests.builders.scenario import CHECKER, PAYER

YES = (Verdict.FULL, None, "")


def the(scenario, ref):
    return scenario.read(select(Claim).where(Claim.ref == ref))[0]


def lines_of(scenario, ref):
    return scenario.read(select(ClaimLine).join(Claim).where(Claim.ref == ref).order_by(ClaimLine.id))


def decide(scenario, ref, *verdicts, who=CHECKER, version=None):
    lines = lines_of(scenario, ref)
    verdicts = verdicts or [YES] * len(lines)
    command = DecideClaim(
        claim=ref, version=version or the(scenario, ref).version,
        verdicts={line.ref: verdict for line, verdict in zip(lines, verdicts, strict=True)},
    )
    with scenario.acting(who) as work:
        return decide_claim(work, command)


def seal(scenario, *refs, who=PAYER):
    with scenario.acting(who) as work:
        return seal_batch(work, SealBatch(claims=refs))
