"""What can happen to claims. `about` is the claim, unless said otherwise. Never a name, never an amount's why."""

from dataclasses import dataclass

from eventsite.kernel.facts import Fact


@dataclass(frozen=True, kw_only=True)
class ClaimOpened(Fact):
    """A claim was made ready for a person."""


@dataclass(frozen=True, kw_only=True)
class CostsClaimed(Fact):
    """A person began a claim for what they spent to come to a gathering that is cancelled."""


@dataclass(frozen=True, kw_only=True)
class ClaimUndone(Fact):
    """A claim that was made ready by mistake is gone; `about` is the registration."""

    claim: str = ""


@dataclass(frozen=True, kw_only=True)
class ClaimEdited(Fact):
    """The claimant changed a line."""


@dataclass(frozen=True, kw_only=True)
class ClaimSubmitted(Fact):
    """The claimant sent it."""

    version: int


@dataclass(frozen=True, kw_only=True)
class ClaimReturned(Fact):
    """A checker asked a question."""


@dataclass(frozen=True, kw_only=True)
class ClaimDecided(Fact):
    """A checker decided."""

    outcome: str


@dataclass(frozen=True, kw_only=True)
class ClaimWithdrawn(Fact):
    """The claimant took it back."""


@dataclass(frozen=True, kw_only=True)
class ClaimsForgotten(Fact):
    """Claims were forgotten, long after the gathering; `about` is the event."""

    count: int


@dataclass(frozen=True, kw_only=True)
class DoubtRaised(Fact):
    """Somebody who checked a claim, or wanted to pay it, could be somebody else in it; why is the value of a `Doubt`."""

    person_id: int
    doubt: str


@dataclass(frozen=True, kw_only=True)
class OutsideAsked(Fact):
    """A person from outside was asked to look at the claim."""

    person_id: int


@dataclass(frozen=True, kw_only=True)
class DoubtsSettled(Fact):
    """Somebody from outside looked at the claim and says that it can be paid."""

    doubts: list[str]


@dataclass(frozen=True, kw_only=True)
class EvidenceRead(Fact):
    """Somebody other than the claimant opened a receipt."""

    evidence: str


@dataclass(frozen=True, kw_only=True)
class ClaimBatched(Fact):
    """A payer put it into a batch: it is on its way to the bank."""


@dataclass(frozen=True, kw_only=True)
class ClaimTakenOut(Fact):
    """A payer took a batch apart before it was paid: the claim can be paid again. Nobody was told that it was on its way."""


@dataclass(frozen=True, kw_only=True)
class ClaimPaid(Fact):
    """The money was sent."""


@dataclass(frozen=True, kw_only=True)
class PaymentFailed(Fact):
    """The money was sent and came back; the person is asked to say again how to be paid."""
