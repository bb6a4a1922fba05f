"""The claimant's own verbs: adding and removing lines, submitting, taking back."""

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from eventsite.attachments.commands import DropAttachments, KeepAttachments, drop_attachments, keep_attachments
from eventsite.attachments.rules import refuse_too_much
from eventsite.attachments.storing import StoredFile
from eventsite.claims import rules
from eventsite.claims.commands.doubting import mark_account, mark_browser
from eventsite.claims.facts import ClaimEdited, ClaimSubmitted, ClaimWithdrawn
from eventsite.claims.models import Claim, ClaimLine, Evidence
from eventsite.claims.permissions import CLAIM
from eventsite.claims.queries import own_line, promised_if_answered
from eventsite.claims.queries.presence import presence_of
from eventsite.claims.values import ClaimState, LineKind, Part
from eventsite.events.models import Event
from eventsite.events.queries import host_country
from eventsite.kernel.days import local_date
from eventsite.kernel.i18n import _
from eventsite.kernel.money import Money
from eventsite.kernel.references import new_reference
from eventsite.kernel.refusals import NotVisible, Refusal
from eventsite.kernel.working_days import working_days_after
from eventsite.offers.queries import catalogue_of
from eventsite.records.work import Work


class InTheFuture(Refusal):
    """Money is claimed after it was spent."""


class NoMethod(Refusal):
    """We do not know how to pay yet."""


@dataclass(frozen=True, kw_only=True)
class AddCost:
    """A cost: what, when, how much, with receipts or a word on a lost one.

    `line` is the reference its form carried: the line that is there is changed, so two presses make one.
    """

    claim: str
    category: str
    what: str
    incurred_on: dt.date
    amount: Money
    receipts: Sequence[StoredFile] = ()
    lost_receipt: str = ""
    line: str = field(default_factory=new_reference)


def add_cost(work: Work, command: AddCost) -> ClaimLine:
    """Add a cost line, or change it; the same again changes nothing. What all receipts weigh is asked under the lock.

    Raises ReceiptMissing, TooMuch, InTheFuture, NotVisible, NotAllowed, WrongState.
    """
    claim = work.change(CLAIM, command.claim, "edit")
    cost = catalogue_of(work.database, claim.event_id, claim.currency).costs.get(command.category)
    if cost is None:
        raise NotVisible
    line = _line(claim, command.line, LineKind.COST)
    new = _unlike(command.receipts, {evidence.digest for evidence in line.evidence})
    rules.refuse_missing_receipt(
        cost, command.amount, has_evidence=bool(new or line.evidence), lost=command.lost_receipt
    )
    refuse_too_much(_bytes_in(claim), sum(receipt.size for receipt in new), "receipts")
    _refuse_future(work, claim, command.incurred_on)
    line.category, line.what, line.incurred_on = cost.id, command.what, command.incurred_on
    line.claimed_minor, line.lost_receipt = command.amount.minor, command.lost_receipt
    line.evidence.extend(_evidence(work, new))
    return _saved(work, claim, line)


def _unlike(receipts: Sequence[StoredFile], known: Collection[str | None]) -> list[StoredFile]:
    """Return each file once, and none of those with a digest in `known`."""
    return list({receipt.digest: receipt for receipt in receipts if receipt.digest not in known}.values())


def _bytes_in(claim: Claim) -> int:
    return sum(evidence.attachment.size for line in claim.lines for evidence in line.evidence)


def _evidence(work: Work, receipts: Sequence[StoredFile]) -> list[Evidence]:
    if not receipts:
        return []
    kept = keep_attachments(work, KeepAttachments(refs=[receipt.ref for receipt in receipts]))
    return [
        Evidence(
            name=receipt.name, digest=receipt.digest, attachment=kept[receipt.ref], added_at=work.clock.now()
        )
        for receipt in receipts
    ]


@dataclass(frozen=True, kw_only=True)
class AddMileage:
    """Miles by car, motorcycle or bicycle, in tenths of a mile; `line` as for a cost."""

    claim: str
    vehicle: str
    what: str
    incurred_on: dt.date
    tenth_miles: int
    line: str = field(default_factory=new_reference)


def add_mileage(work: Work, command: AddMileage) -> ClaimLine:
    """Add a mileage line, or change it; the rate comes from the catalogue, never from the form.

    Raises InTheFuture, NotVisible, NotAllowed, WrongState.
    """
    claim = work.change(CLAIM, command.claim, "edit")
    vehicle = catalogue_of(work.database, claim.event_id, claim.currency).vehicles.get(command.vehicle)
    if vehicle is None:
        raise NotVisible
    _refuse_future(work, claim, command.incurred_on)
    line = _line(claim, command.line, LineKind.MILEAGE)
    line.category, line.what, line.incurred_on = vehicle.id, command.what, command.incurred_on
    line.tenth_miles = command.tenth_miles
    line.claimed_minor = rules.mileage(vehicle, command.tenth_miles, claim.currency).minor
    return _saved(work, claim, line)


def _line(claim: Claim, ref: str, kind: LineKind) -> ClaimLine:
    found = next((line for line in claim.lines if line.ref == ref), None)
    if found is None:
        return ClaimLine(ref=ref, claim_id=claim.id, kind=kind, currency=claim.currency, evidence=[])
    if found.kind is not kind:
        raise NotVisible
    return found


def _today(work: Work, claim: Claim) -> dt.date:
    """Return what day it is where the gathering is."""
    return local_date(work.clock.now(), work.database.get_one(Event, claim.event_id).zone)


def _refuse_future(work: Work, claim: Claim, day: dt.date) -> None:
    if day > _today(work, claim):
        raise InTheFuture(_("That day is still to come. Enter the day you spent the money"), field="incurred_on")


def _saved(work: Work, claim: Claim, line: ClaimLine) -> ClaimLine:
    work.database.add(line)
    if work.database.is_modified(line):
        work.record(ClaimEdited(about=claim.ref))
    work.database.flush()
    return line


@dataclass(frozen=True, kw_only=True)
class RemoveLine:
    """A line to be taken out of a claim."""

    claim: str
    line: str


def remove_line(work: Work, command: RemoveLine) -> None:
    """Take a line out; the files of its receipts are deleted after the commit.

    Raises NotVisible, NotAllowed, WrongState.
    """
    claim = work.change(CLAIM, command.claim, "edit")
    line = own_line(claim, command.line)
    if line.evidence:
        drop_attachments(work, DropAttachments(refs=[evidence.attachment.ref for evidence in line.evidence]))
    work.database.delete(line)
    work.record(ClaimEdited(about=claim.ref))


@dataclass(frozen=True, kw_only=True)
class SubmitClaim:
    """Send the claim, in the version the person saw; with an answer when a question was asked."""

    claim: str
    version: int
    answer: str = ""
    browser: str = ""


def submit_claim(work: Work, command: SubmitClaim) -> Claim:
    """Freeze the lines and hand them to a checker; twice changes nothing.

    Raises NothingAsked, NoFee, NoMethod, ChangedMeanwhile, NotVisible, NotAllowed, WrongState.
    """
    claim = work.change(CLAIM, command.claim, "submit", command.version)
    if work.is_repeat(claim):
        return claim
    if not claim.lines:
        raise rules.NothingAsked(_("Add something you would like to be paid for"))
    rules.refuse_fee(presence_of(work.database, claim), [line.kind for line in claim.lines])
    if claim.method_ref is None:
        raise NoMethod(_("Tell us how you would like to be paid"))
    claim.submitted_at, claim.answer = work.clock.now(), command.answer
    claim.promised_on = promised_if_answered(work.database, claim, _today(work, claim)) or _promised_from_now(work, claim)
    for line in claim.lines:
        line.approved_minor, line.reason = None, ""
    mark_browser(work, claim, Part.CLAIMANT, command.browser)
    work.record(ClaimSubmitted(about=claim.ref, version=claim.version + 1))
    return claim


def _promised_from_now(work: Work, claim: Claim) -> dt.date:
    country = host_country(work.database, claim.event_id)
    return working_days_after(_today(work, claim), claim.terms.working_days, country)


@dataclass(frozen=True, kw_only=True)
class WithdrawClaim:
    """A claim to be taken back."""

    claim: str


def withdraw_claim(work: Work, command: WithdrawClaim) -> None:
    """Take the claim back, and with it how to pay; twice changes nothing.

    Raises NotVisible, NotAllowed, WrongState once it is decided.
    """
    claim = work.change(CLAIM, command.claim, "withdraw")
    if not work.is_repeat(claim):
        claim.method_ref, claim.method_says, claim.method_given_at = None, "", None
        claim.promised_on = None
        work.record(ClaimWithdrawn(about=claim.ref))


@dataclass(frozen=True, kw_only=True)
class ReopenClaim:
    """A claim to be started again that was taken back."""

    claim: str


def reopen_claim(work: Work, command: ReopenClaim) -> None:
    """Start a claim again, so that nobody loses money by one press; twice changes nothing.

    Raises NotVisible, NotAllowed, WrongState.
    """
    claim = work.change(CLAIM, command.claim, "reopen")
    if not work.is_repeat(claim):
        work.record(ClaimEdited(about=claim.ref))


@dataclass(frozen=True, kw_only=True)
class SetMethod:
    """How the claimant wants to be paid: a reference of the room that keeps the details, and what to say of it.

    `account` is the mark of the account, "" without one; `browser` that of the browser in which it was said.
    """

    claim: str
    method: str
    says: str
    account: str = ""
    browser: str = ""


def set_method(work: Work, command: SetMethod) -> Claim:
    """Remember how to pay, and when that was said; a claim whose payment came back can be paid again from then on.

    Raises NotVisible, NotAllowed, WrongState.
    """
    claim = work.change(CLAIM, command.claim, "change_method")
    if claim.method_ref != command.method:
        claim.method_ref, claim.method_says, claim.method_given_at = command.method, command.says, work.clock.now()
        mark_account(work, claim, command.account)
    mark_browser(work, claim, Part.CLAIMANT, command.browser)
    if claim.state is ClaimState.CAME_BACK:
        claim.promised_on = _promised_from_now(work, claim)
        work.change(CLAIM, command.claim, "settle_method" if claim.is_approved_in_full else "settle_method_part")
    return claim
