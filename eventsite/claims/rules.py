"""Pure decisions about money asked for."""

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import count

from eventsite.claims.values import FEE_POSSIBLE, ClaimState, LineKind, Presence, Verdict
from eventsite.kernel.i18n import _
from eventsite.kernel.money import Money, rounded
from eventsite.kernel.refusals import Refusal
from eventsite.kernel.working_days import working_days_after
from eventsite.offers.values import Cost, Vehicle
from eventsite.registration.values import RegistrationState

SAME_BROWSER_WITHIN = dt.timedelta(days=1)
"""Two who do their parts of one claim in one browser within that time could be one."""
ACCOUNT_MARKS_KEPT = dt.timedelta(days=400)
"""How long it can be told that the same account was given again: a year's gatherings, and what is claimed late."""


class AmountNeedsReason(Refusal):
    """A reduced or declined line tells the person why."""


class PartIsNotPart(Refusal):
    """"In part" is more than nothing and less than all."""


class ReceiptMissing(Refusal):
    """Above the limit we need a receipt, or a word on how it was lost."""


class NothingAsked(Refusal):
    """A claim has at least one line."""


class NoFee(Refusal):
    """A fee is for having been there; who cancelled gets back what they spent, and no fee."""


def presence(state: RegistrationState, *, was_there: bool, is_called_off: bool) -> Presence:
    """Return whether somebody was there; who cancelled before their gathering was called off did cancel."""
    if was_there:
        return Presence.THERE
    if state is not RegistrationState.CONFIRMED:
        return Presence.CANCELLED
    return Presence.CALLED_OFF if is_called_off else Presence.NOT_WRITTEN_DOWN


def why_no_fee(presence: Presence | None) -> str:
    """Return in words for the person why they cannot ask for a fee; "" where they can, or nobody knows any more."""
    if presence is None or presence in FEE_POSSIBLE:
        return ""
    if presence is Presence.CANCELLED:
        return _("The fee is for being there, and you cancelled. What you spent to come can be claimed.")
    return _("The fee is for being there, and you are not written down as there. If you were, tell the contact person. What you spent to come can be claimed.")


def refuse_fee(presence: Presence | None, kinds: Collection[LineKind]) -> None:
    """Raise NoFee where a line asks for a fee, and none can be asked for."""
    why = why_no_fee(presence)
    if why and LineKind.FEE in kinds:
        raise NoFee(_("%(why)s Please take the fee off your claim.") % {"why": why})


def promised_again(promised: dt.date, asked_on: dt.date, answered_on: dt.date, country: str) -> dt.date:
    """Return by when the money is there once a question is answered: the working days that were left count on from then.

    So whoever answers at once has it when it was promised, and nobody waits longer for our questions than we said.
    """
    left = next(number for number in count(1) if working_days_after(asked_on, number, country) >= promised)
    return working_days_after(answered_on, left, country)


def mileage(vehicle: Vehicle, tenth_miles: int, currency: str) -> Money:
    """Return what so many tenths of a mile are worth; rounded once per line, half up, so that lines add up to the total."""
    return rounded(Decimal(tenth_miles) / 10 * Decimal(vehicle.pence_per_mile) / 100, currency)


def refuse_missing_receipt(cost: Cost, amount: Money, *, has_evidence: bool, lost: str) -> None:
    """Raise ReceiptMissing where neither a receipt nor a word about it is there."""
    if cost.has_receipt and amount.minor > cost.receipt_over and not has_evidence and not lost:
        raise ReceiptMissing(
            _("Add a photo of the receipt, or tell us below what happened to it. A lost one is no reason to lose money."),
            field="receipts",
        )


@dataclass(frozen=True)
class LineVerdict:
    """What a checker says to one line: all of it, `part` of it, or nothing, and why."""

    line: str
    claimed: Money
    verdict: Verdict
    part: Money | None
    reason: str

    @property
    def approved(self) -> Money:
        """What is approved. Raises PartIsNotPart, AmountNeedsReason with the field of this line."""
        if self.verdict is Verdict.FULL:
            return self.claimed
        if not self.reason:
            raise AmountNeedsReason(_("Say why in a few plain words. The person reads this"), field=f"{self.line}_reason")
        nothing = Money(0, self.claimed.currency)
        if self.verdict is Verdict.NONE:
            return nothing
        if self.part is None or not nothing < self.part < self.claimed:
            raise PartIsNotPart(_("Enter an amount between nothing and what was asked"), field=f"{self.line}_amount")
        return self.part


def outcome(verdicts: Sequence[LineVerdict]) -> ClaimState:
    """Return what the verdicts on all lines make of the claim. Raises NothingAsked."""
    if not verdicts:
        raise NothingAsked(_("There is nothing in this claim to decide on"))
    approved = [v.approved for v in verdicts]
    if not any(approved):
        return ClaimState.DECLINED
    is_full = all(a == v.claimed for a, v in zip(approved, verdicts, strict=True))
    return ClaimState.APPROVED if is_full else ClaimState.PART_APPROVED
