"""Money: whole minor units and an ISO 4217 code. One rounding, strict parsing, no floats anywhere."""

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from babel.numbers import format_currency, get_currency_name, get_currency_precision, get_currency_symbol

from eventsite.kernel.i18n import _, current_locale


class NotAnAmount(ValueError):  # noqa: N818 - as kernel.refusals
    """What was typed cannot be read as an amount without guessing."""


@dataclass(frozen=True)
class Money:
    """An amount in minor units (pence, cents) of one currency. Mixing currencies raises ValueError."""

    minor: int
    currency: str

    def __add__(self, other: "Money") -> "Money":
        return Money(self.minor + self._same(other).minor, self.currency)

    def __lt__(self, other: "Money") -> bool:
        return self.minor < self._same(other).minor

    def __le__(self, other: "Money") -> bool:
        return self.minor <= self._same(other).minor

    def __bool__(self) -> bool:
        return self.minor != 0

    def _same(self, other: "Money") -> "Money":
        if other.currency != self.currency:
            message = f"{self.currency} and {other.currency} do not mix"
            raise ValueError(message)
        return other

    @property
    def decimal(self) -> Decimal:
        """The amount in major units, exact."""
        return Decimal(self.minor).scaleb(-precision(self.currency))


def precision(currency: str) -> int:
    """Digits after the point, from CLDR: JPY 0, GBP 2, KWD 3."""
    return get_currency_precision(currency)


def total(amounts: list[Money], currency: str) -> Money:
    """Sum of amounts that were each rounded before."""
    return sum(amounts, Money(0, currency))


def rounded(value: Decimal, currency: str) -> Money:
    """Round major units half up to whole minor units: the only rounding there is."""
    minor = value.scaleb(precision(currency)).to_integral_value(rounding=ROUND_HALF_UP)
    return Money(int(minor), currency)


def show(money: Money, locale: str) -> str:
    """Format for people, without needless pence: £75, £12.50."""
    if money.minor % 10 ** precision(money.currency) == 0:
        return format_currency(money.decimal, money.currency, "¤#,##0", locale, currency_digits=False)
    return format_currency(money.decimal, money.currency, locale=locale)


def show_exact(money: Money, locale: str) -> str:
    """Format with every digit, for sums that stand below each other: £75.00, £12.50."""
    return format_currency(money.decimal, money.currency, locale=locale)


def show_in_full(money: Money, locale: str) -> str:
    """Format with the letters of the currency as well, for where money is moved: a sign alone stands for several."""
    return f"{show(money, locale)} ({money.currency})"


def parse(text: str, currency: str) -> Money:
    """Read an amount strictly: an optional currency sign, digits, thousands commas in the right places, a point.

    Raises NotAnAmount for everything else: a lenient reader once took "12,50" for 1250 (Babel in en_GB, tried in November 2026).
    """
    sign = get_currency_symbol(currency, locale="en_GB")
    cleaned = text.strip().replace(" ", "").removeprefix(sign).removeprefix(currency)
    if not re.fullmatch(r"\d{1,9}|\d{1,3}(,\d{3}){1,2}|(\d{1,9}|\d{1,3}(,\d{3}){1,2})\.\d{1,3}", cleaned, re.ASCII):
        raise _not_an_amount(currency)
    whole, point, part = cleaned.replace(",", "").partition(".")
    if point and len(part) != precision(currency):
        raise _not_an_amount(currency)
    return Money(int(whole + part) if point else int(whole) * 10 ** precision(currency), currency)


def _not_an_amount(currency: str) -> NotAnAmount:
    if currency == "GBP":
        return NotAnAmount(_("Enter an amount in pounds and pence, like 12.50"))
    example = Decimal(1250).scaleb(-precision(currency))
    words = {"currency": get_currency_name(currency, count=example, locale=current_locale()), "example": example}
    return NotAnAmount(_("Enter an amount in %(currency)s, like %(example)s") % words)
