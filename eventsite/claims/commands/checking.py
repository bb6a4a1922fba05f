"""The checker's verbs: deciding line by line, asking a question, opening receipts."""

from collections.abc import Mapping
from dataclasses import dataclass

from eventsite.claims import rules
from eventsite.claims.commands.doubting import mark_browser, note_doubts
from eventsite.claims.facts import ClaimDecided, ClaimReturned, EvidenceRead
from eventsite.claims.models import Claim, ClaimDecision
from eventsite.claims.permissions import CHECK_CLAIM, CLAIM
from eventsite.claims.queries import evidence_of
from eventsite.claims.values import ClaimState, Part, Verdict
from eventsite.events.values import Role
from eventsite.kernel.money import Money
from eventsite.kernel.refusals import NotAllowed
from eventsite.records.work import Work


@dataclass(frozen=True, kw_only=True)
class DecideClaim:
    """Verdicts by line reference: (verdict, part, reason), on the version the checker saw. `browser`: see `BrowserMark`."""

    claim: str
    version: int
    verdicts: Mapping[str, tuple[Verdict, Money | None, str]]
    browser: str = ""


def decide_claim(work: Work, command: DecideClaim) -> Claim:
    """Decide on every line, once per version. Where the checker raises a doubt, it is noted with the decision.

    Raises AmountNeedsReason, PartIsNotPart, ChangedMeanwhile, NotAllowed, NotVisible, WrongState.
    """
    claim = work.change(CLAIM, command.claim, "decide", command.version)
    verdicts = [
        rules.LineVerdict(line.ref, line.claimed, *command.verdicts.get(line.ref, (Verdict.NONE, None, "")))
        for line in claim.lines
    ]
    outcome = rules.outcome(verdicts)
    action = {ClaimState.APPROVED: "approve", ClaimState.PART_APPROVED: "approve_part"}.get(outcome, "decline")
    work.change(CLAIM, command.claim, action)
    for line, verdict in zip(claim.lines, verdicts, strict=True):
        line.approved_minor, line.reason = verdict.approved.minor, verdict.reason
    decision = _decision(work, claim, command.version, outcome)
    decision.lines = [{"line": v.line, "approved_minor": v.approved.minor, "reason": v.reason} for v in verdicts]
    claim.decided_at, claim.checker_id = decision.decided_at, decision.checker_id
    claim.approved_method_ref = claim.method_ref
    note_doubts(work, claim, Role.CHECKER, command.browser)
    mark_browser(work, claim, Part.CHECKER, command.browser)
    work.record(ClaimDecided(about=claim.ref, outcome=outcome.value))
    return claim


def _decision(work: Work, claim: Claim, version: int, outcome: ClaimState, note: str = "") -> ClaimDecision:
    if work.actor.person_id is None:
        raise NotAllowed(CHECK_CLAIM.name)  # the system may do everything, but it is nobody who decides
    decision = ClaimDecision(
        claim_id=claim.id, checker_id=work.actor.person_id, version_seen=version, outcome=outcome, lines=[], note=note,
        decided_at=work.clock.now(),
    )
    work.database.add(decision)
    return decision


@dataclass(frozen=True, kw_only=True)
class ReturnClaim:
    """Give a claim back with a question, in the version the checker saw."""

    claim: str
    version: int
    question: str


def return_claim(work: Work, command: ReturnClaim) -> Claim:
    """Give it back with a question. Raises ChangedMeanwhile, NotAllowed, NotVisible, WrongState."""
    claim = work.change(CLAIM, command.claim, "return", command.version)
    claim.question, claim.answer = command.question, ""
    _decision(work, claim, command.version, ClaimState.RETURNED, command.question)
    work.record(ClaimReturned(about=claim.ref))
    return claim


@dataclass(frozen=True, kw_only=True)
class ReadEvidence:
    """Open receipts of a claim: `evidence` are their references, None is every one."""

    claim: str
    evidence: str | None = None


def read_evidence(work: Work, command: ReadEvidence) -> None:
    """Write down that a checker or payer opened receipts. Raises NotAllowed, NotVisible."""
    claim = work.read(CLAIM, command.claim, "read evidence")
    every = [evidence for line in claim.lines for evidence in line.evidence]
    for evidence in [evidence_of(claim, command.evidence)] if command.evidence else every:
        work.record(EvidenceRead(about=claim.ref, evidence=evidence.ref))
