"""The words of this room: answers to an offer, and the costs that can be paid back."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from eventsite.kernel.i18n import lazy_gettext
from eventsite.kernel.labels import LabelledEnum

DATA = Path(__file__).parent / "data"
MILEAGE = "mileage"
"""What terms call every vehicle there are rates for, as one."""


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
        lazy_gettext("If you get benefits, it is wise to ask. We name you advisers who are not us."),
    )


@dataclass(frozen=True)
class Cost:
    """A kind of cost. Above `receipt_over` (minor units) a receipt is asked for, or a word on how it was lost.

    Where `has_receipt` is false there never is one, and none is asked for.
    """

    id: str
    name: str
    receipt_over: int = 0
    has_receipt: bool = True


@dataclass(frozen=True)
class Vehicle:
    """What a mile costs, in pence."""

    id: str
    name: str
    pence_per_mile: int


@dataclass(frozen=True)
class Source:
    """Where figures were published, and when, for whoever wants to look them up."""

    title: str
    publisher: str
    date: str


@dataclass(frozen=True)
class Adviser:
    """Who advises people on benefits, free of charge and independent of us, and where."""

    name: str
    where: str
    web: str


@dataclass(frozen=True)
class Catalogue:
    """Everything that can be claimed in one country. Without `vehicles` nobody has published rates that we know of."""

    costs: dict[str, Cost]
    vehicles: dict[str, Vehicle]
    sources: tuple[Source, ...]

    @property
    def coverable(self) -> list[str]:
        """What terms may say that they pay back."""
        return [*self.costs, *([MILEAGE] if self.vehicles else [])]


@cache
def catalogue(country: str, currency: str) -> Catalogue:
    """Return what can be claimed in a country (ISO 3166-1) by whoever is paid in a currency (ISO 4217).

    Where we know no rates of the country, or only rates in another currency, there are the kinds of costs and no rates.
    """
    kinds = _read("costs")["cost"]
    rates = _read(f"rates_{country.lower()}")
    if rates.get("currency") != currency:
        return Catalogue({row["id"]: Cost(**row) for row in kinds}, {}, ())
    over = rates["receipt_over"]
    return Catalogue(
        {row["id"]: Cost(**row, receipt_over=over.get(row["id"], 0)) for row in kinds if row["id"] not in rates["replaces"]},
        {row["id"]: Vehicle(**row) for row in rates["mileage"]},
        tuple(Source(**row) for row in rates["source"]),
    )


@cache
def advisers(country: str) -> tuple[Adviser, ...]:
    """Return who advises on benefits in a country (ISO 3166-1), as far as we know anybody."""
    return tuple(Adviser(**row) for row in _read(f"rates_{country.lower()}").get("advice", ()))


def _read(name: str) -> dict[str, Any]:
    path = DATA / f"{name}.toml"
    return tomllib.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
