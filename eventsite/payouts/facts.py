"""What can happen to payouts. Never an account number."""

from dataclasses import dataclass
from typing import ClassVar

from eventsite.kernel.facts import Fact, Payload, reads_schema


@dataclass(frozen=True, kw_only=True)
class MethodGiven(Fact):
    """A claimant said how to be paid, for the first time or otherwise than before; `about` is the claim."""


@dataclass(frozen=True, kw_only=True)
class MethodConfirmed(Fact):
    """A claimant whose payment came back looked at how they are paid, and left it as it was; `about` is the claim."""


@dataclass(frozen=True, kw_only=True)
class BatchSealed(Fact):
    """A payer put claims together; `about` is the batch."""

    count: int


@dataclass(frozen=True, kw_only=True)
class BatchFileRead(Fact):
    """A payer fetched the file with the account numbers; `about` is the batch."""


@dataclass(frozen=True, kw_only=True)
class NumbersRead(Fact):
    """A payer read whom to ring about the payments of a batch; `about` is the batch."""


@dataclass(frozen=True, kw_only=True)
class BatchPaid(Fact):
    """A payer said that the money was sent; `about` is the batch, `payouts` are the payments that went."""

    schema: ClassVar[int] = 2
    payouts: list[str]


@reads_schema("BatchPaid", 1)
def _batch_paid(payload: Payload) -> Payload:
    return payload | {"payouts": []}


@dataclass(frozen=True, kw_only=True)
class BatchTakenApart(Fact):
    """A payer took a batch apart before it was paid; `about` is the batch, `payouts` are the payments that were not made."""

    payouts: list[str]


@dataclass(frozen=True, kw_only=True)
class PayoutFailed(Fact):
    """One payment came back; `about` is the claim."""

    payout: str


@dataclass(frozen=True, kw_only=True)
class AccountForgotten(Fact):
    """An account number was taken away, a while after its claim was settled; `about` is the payout method."""


@dataclass(frozen=True, kw_only=True)
class FileForgotten(Fact):
    """A payment file was taken away, a while after it was paid; `about` is the batch."""
