"""The words of this room: answers to an offer, and the costs that can be paid back."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from eventsite.kernel.i18n import lazy_gettext
from eventsite.kernel.labels import LabelledEnum

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
