"""What paying does to claims. Called by the room that pays, inside its own unit of work."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from eventsite.claims.facts import ClaimBatched, ClaimPaid, ClaimTakenOut, PaymentFailed
from eventsite.claims.models import Claim
from eventsite.claims.permissions import CLAIM
from eventsite.kernel.i18n import _
from eventsite.kernel.refusals import Refusal
from eventsite.records.work import Work


class ClaimsChanged(Refusal):
    """A claim is not any more as it was shown to whoever pays it."""


@dataclass(frozen=True, kw_only=True)
class BatchClaims:
    """These claims are paid together; `versions` are those that whoever pays saw, of as many of them as they say."""

    claims: Sequence[str]
    versions: Mapping[str, int] = field(default_factory=dict)


def batch_claims(work: Work, command: BatchClaims) -> list[Claim]:
    """Put claims on their way to the bank, locked; ones that are on it already are not told again.

    Raises ClaimsChanged, WrongState, NotAllowed, NotVisible.
    """
    claims = work.change_all(CLAIM, command.claims, "batch")
    new = [claim for claim in claims if not work.is_repeat(claim)]
    if any(claim.version != command.versions.get(claim.ref, claim.version) for claim in new):
        raise ClaimsChanged(_("Something changed since you opened this page. Look at it again before you go on."))
    for claim in new:
        work.record(ClaimBatched(about=claim.ref))
    return claims


@dataclass(frozen=True, kw_only=True)
class PayClaims:
    """The money for these claims was sent."""

    claims: Sequence[str]


def pay_claims(work: Work, command: PayClaims) -> None:
    """Say that the money was sent; each person gets a remittance. Raises WrongState, NotAllowed, NotVisible."""
    for claim in work.change_all(CLAIM, command.claims, "pay"):
        claim.paid_at = work.clock.now()
        work.record(ClaimPaid(about=claim.ref))


@dataclass(frozen=True, kw_only=True)
class TakeClaimsOut:
    """These claims are not paid together after all."""

    claims: Sequence[str]


def take_claims_out(work: Work, command: TakeClaimsOut) -> None:
    """Make claims payable again that were on their way to the bank. Raises WrongState, NotAllowed, NotVisible."""
    for claim in work.change_all(CLAIM, command.claims, "take_out"):
        work.change(CLAIM, claim.ref, "take_out_full" if claim.is_approved_in_full else "take_out_part")
        work.record(ClaimTakenOut(about=claim.ref))


@dataclass(frozen=True, kw_only=True)
class FailClaim:
    """The money for this claim was sent, and came back."""

    claim: str


def fail_claim(work: Work, command: FailClaim) -> Claim:
    """Have the person say again how to be paid; only then can the claim be paid again.

    Raises WrongState, NotAllowed, NotVisible.
    """
    claim = work.change(CLAIM, command.claim, "come_back")
    work.record(PaymentFailed(about=claim.ref))
    return claim
