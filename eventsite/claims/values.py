"""The words of this room: answers to an offer, kinds of lines, states of a claim, the costs that can be claimed."""

import tomllib
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

from eventsite.kernel.i18n import LazyString, lazy_gettext
from eventsite.kernel.labels import LabelledEnum
from eventsite.kernel.lifecycle import Lifecycle

COSTS = Path(__file__).parent / "data" / "costs_gb.toml"


class OfferAnswer(LabelledEnum):
    """Five equal answers to an offer of payment, and none is better than another."""

    ACCEPT = (
        "accept",
        lazy_gettext("Yes, pay me"),
        lazy_gettext("After the day your claim is ready, and you only check it."),
    )
    LESS = (
        "less",
        lazy_gettext("Pay me less than that"),
        lazy_gettext("You say how much on the next page."),
    )
    DECLINE = (
        "decline",
        lazy_gettext("No, thank you"),
        lazy_gettext("Your costs are still paid back."),
    )
    CHARITY = (
        "charity",
        lazy_gettext("Give it to a charity"),
        lazy_gettext("You name it on the next page."),
    )
    ADVICE = (
        "advice",
        lazy_gettext("I would like advice first"),
        lazy_gettext("If you get benefits, it is wise to ask. We send you to somebody who is not us."),
    )


class LineKind(StrEnum):
    """A fee is income; costs are not. They are kept apart everywhere."""

    FEE = "fee"
    COST = "cost"
    MILEAGE = "mileage"


class ClaimState(LabelledEnum):
    """Where a claim is: `label` for whoever claims, `team_label` for whoever checks and pays. They are not the ones asked."""

    DRAFT = "draft", lazy_gettext("Ready for you to check")
    SUBMITTED = "submitted", lazy_gettext("Being checked"), lazy_gettext("Waiting for a check")
    RETURNED = "returned", lazy_gettext("We have a question for you"), lazy_gettext("Given back with a question")
    APPROVED = "approved", lazy_gettext("Approved, will be paid")
    PART_APPROVED = "part_approved", lazy_gettext("Approved in part, will be paid")
    DECLINED = "declined", lazy_gettext("Not approved")
    BATCHED = "batched", lazy_gettext("Payment is on its way")
    PAID = "paid", lazy_gettext("Paid")
    WITHDRAWN = "withdrawn", lazy_gettext("Taken back by you"), lazy_gettext("Taken back by them")

    team_label: LazyString

    def __init__(self, _value: str, *words: LazyString) -> None:
        self.team_label, self.hint = words[-1], ""


CLAIM_LIFE = Lifecycle(
    {
        (ClaimState.DRAFT, "undo"): ClaimState.DRAFT,
        (ClaimState.DRAFT, "edit"): ClaimState.DRAFT,
        (ClaimState.RETURNED, "edit"): ClaimState.RETURNED,
        (ClaimState.DRAFT, "submit"): ClaimState.SUBMITTED,
        (ClaimState.RETURNED, "submit"): ClaimState.SUBMITTED,
        (ClaimState.SUBMITTED, "return"): ClaimState.RETURNED,
        (ClaimState.SUBMITTED, "decide"): ClaimState.SUBMITTED,
        (ClaimState.SUBMITTED, "approve"): ClaimState.APPROVED,
        (ClaimState.SUBMITTED, "approve_part"): ClaimState.PART_APPROVED,
        (ClaimState.SUBMITTED, "decline"): ClaimState.DECLINED,
        (ClaimState.DRAFT, "withdraw"): ClaimState.WITHDRAWN,
        (ClaimState.SUBMITTED, "withdraw"): ClaimState.WITHDRAWN,
        (ClaimState.RETURNED, "withdraw"): ClaimState.WITHDRAWN,
        (ClaimState.APPROVED, "batch"): ClaimState.BATCHED,
        (ClaimState.PART_APPROVED, "batch"): ClaimState.BATCHED,
        (ClaimState.BATCHED, "pay"): ClaimState.PAID,
        (ClaimState.BATCHED, "come_back"): ClaimState.BATCHED,
        (ClaimState.BATCHED, "fail"): ClaimState.APPROVED,
        (ClaimState.BATCHED, "fail_part"): ClaimState.PART_APPROVED,
        (ClaimState.WITHDRAWN, "reopen"): ClaimState.DRAFT,
        (ClaimState.APPROVED, "change_method"): ClaimState.APPROVED,
        (ClaimState.PART_APPROVED, "change_method"): ClaimState.PART_APPROVED,
        (ClaimState.DRAFT, "change_method"): ClaimState.DRAFT,
        (ClaimState.RETURNED, "change_method"): ClaimState.RETURNED,
    },
    repeats=frozenset(
        {
            (ClaimState.SUBMITTED, "submit"),
            (ClaimState.WITHDRAWN, "withdraw"),
            (ClaimState.DRAFT, "reopen"),
            (ClaimState.BATCHED, "batch"),
        }
    ),
)



class Verdict(LabelledEnum):
    """What a checker says to one line."""

    FULL = "full", lazy_gettext("Yes, in full")
    PART = "part", lazy_gettext("In part")
    NONE = "none", lazy_gettext("No")


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
