"""The claimant's own verbs: adding and removing lines, submitting, taking back."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from eventsite.attachments.commands import drop_attachment, keep_attachment
from eventsite.attachments.rules import refuse_too_much
from eventsite.attachments.storing import StoredFile
from eventsite.claims import permissions, rules
from eventsite.claims.facts import ClaimEdited, ClaimSubmitted, ClaimWithdrawn
from eventsite.claims.models import Claim, ClaimLine, Evidence
from eventsite.claims.values import CLAIM_LIFE, LineKind, catalogue
from eventsite.kernel.days import working_days_after
from eventsite.kernel.i18n import _
from eventsite.kernel.money import Money
from eventsite.kernel.permissions import require
from eventsite.kernel.refusals import NotVisible, Refusal
from eventsite.records.work import Work, expect_version


class InTheFuture(Refusal):
    """Money is claimed after it was spent."""


class NoMethod(Refusal):
    """We do not know how to pay yet."""


def the_claim(work: Work, ref: str) -> Claim:
    """Return a claim inside this unit of work. Raises NotVisible."""
    found = work.database.scalar(select(Claim).where(Claim.ref == ref))
    if found is None:
        raise NotVisible
    return found


def own_open_claim(work: Work, ref: str) -> Claim:
    """Return the actor's own claim while it can be changed. Raises NotVisible, WrongState."""
    claim = the_claim(work, ref)
    if not permissions.is_claimant(work.actor, claim):
        raise NotVisible
    CLAIM_LIFE.after(claim.state, "edit")
    return claim


@dataclass(frozen=True, kw_only=True)
class AddCost:
    """A cost: what, when, how much, with receipts or a word on a lost one. `line` changes one that is there."""

    claim: str
    category: str
    what: str
    incurred_on: dt.date
    amount: Money
    receipts: Sequence[StoredFile] = ()
    lost_receipt: str = ""
    line: str | None = None


def add_cost(work: Work, command: AddCost) -> ClaimLine:
    """Add a cost line. Raises ReceiptMissing, TooManyFiles, InTheFuture, WrongState."""
    claim = own_open_claim(work, command.claim)
    cost = catalogue().costs.get(command.category)
    if cost is None:
        raise NotVisible
    line = _line(work, claim, command.line, LineKind.COST)
    rules.refuse_missing_receipt(
        cost, command.amount, has_evidence=bool(command.receipts or line.evidence), lost=command.lost_receipt
    )
    refuse_too_much(_bytes_in(claim), sum(receipt.size for receipt in command.receipts), "receipts")
    _refuse_future(work, command.incurred_on)
    line.category, line.what, line.incurred_on = cost.id, command.what, command.incurred_on
    line.claimed_minor, line.lost_receipt = command.amount.minor, command.lost_receipt
    line.evidence.extend(_evidence(work, stored) for stored in command.receipts)
    return _saved(work, claim, line)


def _bytes_in(claim: Claim) -> int:
    return sum(evidence.attachment.size for line in claim.lines for evidence in line.evidence)


def _evidence(work: Work, stored: StoredFile) -> Evidence:
    attachment = keep_attachment(work, stored.ref)
    return Evidence(name=stored.name, digest=stored.digest, attachment=attachment, added_at=work.clock.now())


@dataclass(frozen=True, kw_only=True)
class AddMileage:
    """Miles by car, motorcycle or bicycle, in tenths of a mile."""

    claim: str
    vehicle: str
    what: str
    incurred_on: dt.date
    tenth_miles: int
    line: str | None = None


def add_mileage(work: Work, command: AddMileage) -> ClaimLine:
    """Add a mileage line; the rate comes from the policy data, never from the form. Raises InTheFuture, WrongState."""
    claim = own_open_claim(work, command.claim)
    vehicle = catalogue().vehicles.get(command.vehicle)
    if vehicle is None:
        raise NotVisible
    _refuse_future(work, command.incurred_on)
    line = _line(work, claim, command.line, LineKind.MILEAGE)
    line.category, line.what, line.incurred_on = vehicle.id, command.what, command.incurred_on
    line.tenth_miles = command.tenth_miles
    line.claimed_minor = rules.mileage(vehicle, command.tenth_miles, claim.currency).minor
    return _saved(work, claim, line)


def _line(work: Work, claim: Claim, ref: str | None, kind: LineKind) -> ClaimLine:
    if ref is None:
        return ClaimLine(claim_id=claim.id, kind=kind, currency=claim.currency, evidence=[])
    found = work.database.scalar(
        select(ClaimLine).where(ClaimLine.claim_id == claim.id, ClaimLine.ref == ref, ClaimLine.kind == kind)
    )
    if found is None:
        raise NotVisible
    return found


def _refuse_future(work: Work, day: dt.date) -> None:
    if day > work.clock.now().date():
        raise InTheFuture(_("That day is still to come. Enter the day you spent the money"), field="incurred_on")


def _saved(work: Work, claim: Claim, line: ClaimLine) -> ClaimLine:
    work.database.add(line)
    claim.version += 1
    work.database.flush()
    work.record(ClaimEdited(about=claim.ref))
    return line


def remove_line(work: Work, claim_ref: str, line_ref: str) -> None:
    """Take a line out; the files of its receipts are deleted after the commit."""
    claim = own_open_claim(work, claim_ref)
    line = work.database.scalar(select(ClaimLine).where(ClaimLine.claim_id == claim.id, ClaimLine.ref == line_ref))
    if line is None:
        raise NotVisible
    for evidence in line.evidence:
        drop_attachment(work, evidence.attachment.ref)
    work.database.delete(line)
    claim.version += 1
    work.record(ClaimEdited(about=claim.ref))


@dataclass(frozen=True, kw_only=True)
class SubmitClaim:
    """Send the claim, in the version the person saw; with an answer when a question was asked."""

    claim: str
    version: int
    answer: str = ""


def submit_claim(work: Work, command: SubmitClaim) -> Claim:
    """Freeze the lines and hand them to a checker. Raises NothingAsked, NoMethod, ChangedMeanwhile, WrongState."""
    claim = the_claim(work, command.claim)
    require(work.actor, permissions.EDIT_CLAIM, claim)
    after = CLAIM_LIFE.after(claim.state, "submit")
    expect_version(claim, command.version)
    if not claim.lines:
        raise rules.NothingAsked(_("Add something you would like to be paid for"))
    if claim.method_ref is None:
        raise NoMethod(_("Tell us how you would like to be paid"))
    now = work.clock.now()
    claim.state, claim.submitted_at, claim.answer = after, now, command.answer
    claim.promised_on = working_days_after(now.date(), claim.terms.working_days)
    for line in claim.lines:
        line.approved_minor, line.reason = None, ""
    work.record(ClaimSubmitted(about=claim.ref, version=claim.version))
    return claim


def withdraw_claim(work: Work, ref: str) -> None:
    """Take the claim back. Raises WrongState once it is decided."""
    work.record(ClaimWithdrawn(about=_moved(work, ref, "withdraw").ref))


def reopen_claim(work: Work, ref: str) -> None:
    """Start a claim again that was taken back: nobody loses money by one press."""
    work.record(ClaimEdited(about=_moved(work, ref, "reopen").ref))


def _moved(work: Work, ref: str, action: str) -> Claim:
    claim = the_claim(work, ref)
    require(work.actor, permissions.EDIT_CLAIM, claim)
    claim.state = CLAIM_LIFE.after(claim.state, action)
    claim.version += 1
    return claim


def set_method(work: Work, claim_ref: str, method_ref: str, says: str) -> None:
    """Remember how the claimant wants to be paid. Called by the room that keeps the details. Raises WrongState."""
    claim = the_claim(work, claim_ref)
    require(work.actor, permissions.EDIT_CLAIM, claim)
    CLAIM_LIFE.after(claim.state, "change_method")
    claim.method_ref, claim.method_says = method_ref, says
    work.record(ClaimEdited(about=claim.ref))
