"""The checker's verbs: deciding line by line, or asking a question. And what paying does to a claim."""

from collections.abc import Mapping
from dataclasses import dataclass

from eventsite.claims import permissions, rules
from eventsite.claims.commands.claiming import the_claim
from eventsite.claims.facts import ClaimDecided, ClaimPaid, ClaimReturned, EvidenceRead, PaymentFailed
from eventsite.claims.models import Claim, ClaimDecision, Evidence
from eventsite.claims.values import CLAIM_LIFE, ClaimState, Verdict
from eventsite.kernel.money import Money
from eventsite.kernel.permissions import require
from eventsite.kernel.refusals import ChangedMeanwhile, NotAllowed
from eventsite.records.work import Work


@dataclass(frozen=True, kw_only=True)
class DecideClaim:
    """Verdicts by line reference: (verdict, part, reason), on the version the checker saw."""

    claim: str
    version: int
    verdicts: Mapping[str, tuple[Verdict, Money | None, str]]


def decide_claim(work: Work, command: DecideClaim) -> Claim:
    """Decide on every line. Raises AmountNeedsReason, PartIsNotPart, ChangedMeanwhile, NotAllowed, WrongState."""
    claim = the_claim(work, command.claim)
    checker = _checker(work, claim)
    if claim.version != command.version:
        raise ChangedMeanwhile(claim.version, command.version)
    verdicts = [
        rules.LineVerdict(line.ref, line.claimed, *command.verdicts.get(line.ref, (Verdict.NONE, None, "")))
        for line in claim.lines
    ]
    outcome = rules.outcome(verdicts)
    action = {ClaimState.APPROVED: "approve", ClaimState.PART_APPROVED: "approve_part"}.get(outcome, "decline")
    claim.state = CLAIM_LIFE.after(claim.state, action)
    for line, verdict in zip(claim.lines, verdicts, strict=True):
        line.approved_minor, line.reason = verdict.approved.minor, verdict.reason
    claim.decided_at, claim.checker_id = work.clock.now(), checker
    work.database.add(
        ClaimDecision(
            claim_id=claim.id,
            checker_id=checker,
            version_seen=command.version,
            outcome=outcome,
            lines=[{"line": v.line, "approved_minor": v.approved.minor, "reason": v.reason} for v in verdicts],
            decided_at=work.clock.now(),
        )
    )
    work.record(ClaimDecided(about=claim.ref, outcome=outcome.value))
    return claim


def _checker(work: Work, claim: Claim) -> int:
    require(work.actor, permissions.CHECK_CLAIM, claim)
    if work.actor.person_id is None:
        raise NotAllowed(permissions.CHECK_CLAIM.name)
    return work.actor.person_id


def return_claim(work: Work, ref: str, version: int, question: str) -> Claim:
    """Give it back with a question. Raises ChangedMeanwhile, NotAllowed, WrongState."""
    claim = the_claim(work, ref)
    checker = _checker(work, claim)
    if claim.version != version:
        raise ChangedMeanwhile(claim.version, version)
    claim.state = CLAIM_LIFE.after(claim.state, "return")
    claim.question, claim.answer = question, ""
    work.database.add(
        ClaimDecision(
            claim_id=claim.id, checker_id=checker, version_seen=version, outcome=ClaimState.RETURNED, lines=[],
            note=question, decided_at=work.clock.now(),
        )
    )
    work.record(ClaimReturned(about=claim.ref))
    return claim


def read_evidence(work: Work, claim: Claim, evidence: Evidence) -> None:
    """Write down that a checker or payer opened a receipt."""
    require(work.actor, permissions.SEE_CLAIM, claim)
    work.record(EvidenceRead(about=claim.ref, evidence=evidence.ref))


def put_in_batch(work: Work, claim: Claim) -> None:
    """The claim is on its way to the bank. Raises WrongState, NotAllowed."""
    require(work.actor, permissions.PAY_CLAIM, claim)
    claim.state = CLAIM_LIFE.after(claim.state, "batch")


def mark_paid(work: Work, claim: Claim) -> None:
    """The money was sent. Raises WrongState, NotAllowed."""
    require(work.actor, permissions.PAY_CLAIM, claim)
    claim.state = CLAIM_LIFE.after(claim.state, "pay")
    claim.paid_at = work.clock.now()
    work.record(ClaimPaid(about=claim.ref))


def mark_failed(work: Work, claim: Claim) -> None:
    """The money came back: it is payable again, with other details. Raises WrongState, NotAllowed."""
    require(work.actor, permissions.PAY_CLAIM, claim)
    claim.state = CLAIM_LIFE.after(claim.state, "fail" if claim.approved == claim.claimed else "fail_part")
    work.record(PaymentFailed(about=claim.ref))
