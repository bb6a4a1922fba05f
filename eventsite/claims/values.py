"""The words of this room: answers to an offer, kinds of lines, states of a claim, the costs that can be claimed."""

import tomllib
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

from eventsite.kernel.lifecycle import Lifecycle
from eventsite.kernel.words import Lazy, lazy

COSTS = Path(__file__).parent / "data" / "costs_gb.toml"


class OfferAnswer(StrEnum):
    """Five equal answers to an offer of payment, and none is better than another."""

    ACCEPT = "accept"
    LESS = "less"
    DECLINE = "decline"
    CHARITY = "charity"
    ADVICE = "advice"


ANSWER_NAMES: dict[OfferAnswer, Lazy] = {
    OfferAnswer.ACCEPT: lazy("Yes, pay me"),
    OfferAnswer.LESS: lazy("Pay me less than that"),
    OfferAnswer.DECLINE: lazy("No, thank you"),
    OfferAnswer.CHARITY: lazy("Give it to a charity"),
    OfferAnswer.ADVICE: lazy("I would like advice first"),
}
ANSWER_HINTS: dict[OfferAnswer, Lazy] = {
    OfferAnswer.ACCEPT: lazy("After the day your claim is ready, and you only check it."),
    OfferAnswer.LESS: lazy("You say how much on the next page."),
    OfferAnswer.DECLINE: lazy("Your costs are still paid back."),
    OfferAnswer.CHARITY: lazy("You name it on the next page."),
    OfferAnswer.ADVICE: lazy("If you get benefits, it is wise to ask. We send you to somebody who is not us."),
}


class LineKind(StrEnum):
    """A fee is income; costs are not. They are kept apart everywhere."""

    FEE = "fee"
    COST = "cost"
    MILEAGE = "mileage"


class ClaimState(StrEnum):
    """Where a claim is."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    APPROVED = "approved"
    PART_APPROVED = "part_approved"
    DECLINED = "declined"
    BATCHED = "batched"
    PAID = "paid"
    WITHDRAWN = "withdrawn"


CLAIM_LIFE = Lifecycle(
    {
        (ClaimState.DRAFT, "edit"): ClaimState.DRAFT,
        (ClaimState.RETURNED, "edit"): ClaimState.RETURNED,
        (ClaimState.DRAFT, "submit"): ClaimState.SUBMITTED,
        (ClaimState.RETURNED, "submit"): ClaimState.SUBMITTED,
        (ClaimState.SUBMITTED, "return"): ClaimState.RETURNED,
        (ClaimState.SUBMITTED, "approve"): ClaimState.APPROVED,
        (ClaimState.SUBMITTED, "approve_part"): ClaimState.PART_APPROVED,
        (ClaimState.SUBMITTED, "decline"): ClaimState.DECLINED,
        (ClaimState.DRAFT, "withdraw"): ClaimState.WITHDRAWN,
        (ClaimState.SUBMITTED, "withdraw"): ClaimState.WITHDRAWN,
        (ClaimState.RETURNED, "withdraw"): ClaimState.WITHDRAWN,
        (ClaimState.APPROVED, "batch"): ClaimState.BATCHED,
        (ClaimState.PART_APPROVED, "batch"): ClaimState.BATCHED,
        (ClaimState.BATCHED, "pay"): ClaimState.PAID,
        (ClaimState.BATCHED, "fail"): ClaimState.APPROVED,
        (ClaimState.BATCHED, "fail_part"): ClaimState.PART_APPROVED,
        (ClaimState.WITHDRAWN, "reopen"): ClaimState.DRAFT,
        (ClaimState.APPROVED, "change_method"): ClaimState.APPROVED,
        (ClaimState.PART_APPROVED, "change_method"): ClaimState.PART_APPROVED,
        (ClaimState.DRAFT, "change_method"): ClaimState.DRAFT,
        (ClaimState.RETURNED, "change_method"): ClaimState.RETURNED,
    }
)

STATE_NAMES: dict[ClaimState, Lazy] = {
    ClaimState.DRAFT: lazy("Ready for you to check"),
    ClaimState.SUBMITTED: lazy("Being checked"),
    ClaimState.RETURNED: lazy("We have a question for you"),
    ClaimState.APPROVED: lazy("Approved, will be paid"),
    ClaimState.PART_APPROVED: lazy("Approved in part, will be paid"),
    ClaimState.DECLINED: lazy("Not approved"),
    ClaimState.BATCHED: lazy("Payment is on its way"),
    ClaimState.PAID: lazy("Paid"),
    ClaimState.WITHDRAWN: lazy("Taken back by you"),
}


TEAM_STATE_NAMES: dict[ClaimState, Lazy] = STATE_NAMES | {
    ClaimState.SUBMITTED: lazy("Waiting for a check"),
    ClaimState.RETURNED: lazy("Given back with a question"),
    ClaimState.WITHDRAWN: lazy("Taken back by them"),
}
"""The same for whoever checks and pays: they are not the ones who are asked."""


class Verdict(StrEnum):
    """What a checker says to one line."""

    FULL = "full"
    PART = "part"
    NONE = "none"


VERDICT_NAMES: dict[Verdict, Lazy] = {
    Verdict.FULL: lazy("Yes, in full"),
    Verdict.PART: lazy("In part"),
    Verdict.NONE: lazy("No"),
}


@dataclass(frozen=True)
class Cost:
    """A kind of cost. Above `receipt_over` (minor units) a receipt is asked for, or a word on how it was lost."""

    id: str
    name: str
    receipt_over: int


@dataclass(frozen=True)
class Vehicle:
    """What a mile costs, in pence."""

    id: str
    name: str
    pence_per_mile: int


@dataclass(frozen=True)
class Catalogue:
    """Everything that can be claimed in one country."""

    costs: dict[str, Cost]
    vehicles: dict[str, Vehicle]
    mileage_source: str


@cache
def catalogue() -> Catalogue:
    """Return what can be claimed."""
    data = tomllib.loads(COSTS.read_text(encoding="utf-8"))
    return Catalogue(
        {row["id"]: Cost(**row) for row in data["cost"]},
        {row["id"]: Vehicle(**row) for row in data["mileage"]},
        data["mileage_source"],
    )
