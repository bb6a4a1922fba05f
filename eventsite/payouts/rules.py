"""Pure decisions about paying: account details, and the bytes of a payment file."""

import csv
import datetime as dt
import io
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from eventsite.kernel.i18n import _
from eventsite.kernel.money import Money
from eventsite.kernel.refusals import Refusal

Details = dict[str, str]
"""An account: `name`, `sort_code` and `account_number`; `name` and `phone` of whom to ask for; empty for a voucher by email."""
FORGET_AFTER = dt.timedelta(days=30)
"""How long account numbers are kept once a claim is settled.

No longer than needed is law (UK GDPR, article 5(1)(e)); the 30 days are our choice.
"""
SORT_CODE_DIGITS = 6
SHORTEST_ACCOUNT, LONGEST_ACCOUNT = 6, 8


class BadAccount(Refusal):
    """The digits cannot be an account."""


class NoNumber(Refusal):
    """Whoever pays has to ring somebody, and nobody said on which number."""


def last_digits(details: Details) -> str:
    """Return the last two digits of an account, or of the number to ring, by which its person knows it again."""
    return "".join(ch for ch in details.get("account_number") or details["phone"] if ch.isdigit())[-2:]


def sort_code(typed: str) -> str:
    """Return six digits from however they were typed. Raises BadAccount."""
    digits = _digits(typed)
    if len(digits) != SORT_CODE_DIGITS:
        raise BadAccount(_("A sort code has 6 digits, like 12-34-56"), field="sort_code")
    return digits


def account_number(typed: str) -> str:
    """Return eight digits; six or seven are filled up with zeros in front. Raises BadAccount."""
    digits = _digits(typed)
    if not SHORTEST_ACCOUNT <= len(digits) <= LONGEST_ACCOUNT:
        raise BadAccount(_("An account number has 6 to 8 digits"), field="account_number")
    return digits.zfill(LONGEST_ACCOUNT)


def _digits(typed: str) -> str:
    joined = typed.replace(" ", "").replace("-", "")
    return joined if joined.isascii() and joined.isdecimal() else ""


@dataclass(frozen=True, kw_only=True)
class PaymentRow:
    """One line of a payment file."""

    reference: str
    name: str
    kind: str
    sort_code: str
    account_number: str
    amount: Money
    contact: str = ""
    """The number to ring, or where a voucher goes."""


COLUMNS = ("reference", "how", "name", "sort code", "account number", "amount", "currency", "contact")


def payment_file(rows: Sequence[PaymentRow]) -> bytes:
    """Return the CSV file for a batch: the same rows give the same bytes, in the order of the references."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for row in sorted(rows, key=lambda r: r.reference):
        cells = [row.reference, row.kind, row.name, row.sort_code, row.account_number]
        writer.writerow([*map(_harmless, cells), f"{row.amount.decimal}", row.amount.currency, _harmless(row.contact)])
    return out.getvalue().encode("utf-8-sig")


def _harmless(cell: str) -> str:
    """Return what no spreadsheet program runs, or splits: it begins with a letter or a figure, or with a mark that says "text".

    Programs differ in which signs begin a formula, full-width ones among them ("CSV Injection", OWASP), so none may; some
    split at a semicolon.
    """
    plain = unicodedata.normalize("NFKC", cell).replace(";", ",")
    return plain if plain[:1].isalnum() or not plain else f"'{plain}"
