"""Sealing a batch, fetching its file, saying that it was paid or that a payment came back."""

import base64
import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import and_

from eventsite.claims.commands import paying as claims
from eventsite.claims.models import Claim
from eventsite.claims.permissions import PAY_CLAIM
from eventsite.claims.queries.doubts import held_back
from eventsite.kernel.i18n import _
from eventsite.kernel.lifecycle import WrongState
from eventsite.kernel.references import new_reference
from eventsite.kernel.refusals import NotAllowed, NotVisible, Refusal
from eventsite.payouts import rules
from eventsite.payouts.commands.methods import details_of
from eventsite.payouts.facts import BatchFileRead, BatchPaid, BatchSealed, BatchTakenApart, FileForgotten, PayoutFailed
from eventsite.payouts.models import Payout, PayoutBatch, PayoutMethod
from eventsite.payouts.permissions import BATCH, METHOD, PAYOUT
from eventsite.payouts.queries import FILE, file_of, was_fetched
from eventsite.payouts.values import MethodKind
from eventsite.people.queries import mailbox_of
from eventsite.records.work import Work
from eventsite.registration.queries import names_of


class NothingChosen(Refusal):
    """A batch has at least one claim."""


class NotTogether(Refusal):
    """A batch has one currency, and one organisation that pays it."""


class FileGone(Refusal):
    """The file with the account numbers is not kept for ever."""


class MayBeUnderWay(Refusal):
    """The file of the batch was fetched, so the bank may have it."""


class SeparateHands(Refusal):
    """The actor checked one of the claims, or it is their own, or might be."""


class HeldBack(Refusal):
    """One pair of hands could be another's: somebody from outside looks first. `claims` are references."""

    def __init__(self, sentence: str, claims: Sequence[str]) -> None:
        super().__init__(sentence)
        self.claims = claims


class ChangedAfterApproval(Refusal):
    """How to pay was given after the approval, and the payer has not said that they saw it."""


@dataclass(frozen=True, kw_only=True)
class SealBatch:
    """Claims to pay together. `ref` is the batch's own, as its form carried it.

    `seen_methods` are references of payout methods given after the approval, which the payer said they saw; `versions`
    those of the claims as they were shown.
    """

    claims: Sequence[str]
    versions: Mapping[str, int] = field(default_factory=dict)
    browser: str = ""
    seen_methods: Collection[str] = ()
    ref: str = field(default_factory=new_reference)


def seal_batch(work: Work, command: SealBatch) -> PayoutBatch:
    """Put approved claims together and write their file, once and for all; the same form twice makes one batch.

    The claims are locked before their payout methods are read, so the file says what each person was told.
    Raises NothingChosen, NotTogether, SeparateHands, HeldBack, ChangedAfterApproval, ClaimsChanged, NotVisible, WrongState (somebody was faster).
    """
    if work.actor.person_id is None:
        raise NotAllowed(PAY_CLAIM.name)
    chosen = _batched_claims(work, command)
    if any(work.is_repeat(claim) for claim in chosen):
        return _sealed_before(work, command)
    _refuse_alone(work, chosen, command.browser)
    _refuse_unseen(chosen, command.seen_methods)
    content = rules.payment_file(_rows(work, chosen))
    sealed = work.cipher.seal(base64.b64encode(content).decode(), row=command.ref, **FILE)
    _refuse_used(work, command.ref)
    batch = PayoutBatch(
        ref=command.ref, organisation_id=chosen[0].event.organisation_id, currency=chosen[0].currency, payer_id=work.actor.person_id,
        file_sealed=sealed, sealed_at=work.clock.now(), payouts=[],
    )
    work.add(BATCH, batch, "seal")
    for claim in chosen:
        payout = Payout(claim=claim, method_ref=claim.method_ref or "", currency=claim.currency, minor=claim.approved.minor)
        batch.payouts.append(payout)
        work.add(PAYOUT, payout, "seal")
    work.record(BatchSealed(about=batch.ref, count=len(chosen)))
    return batch


def _batched_claims(work: Work, command: SealBatch) -> Sequence[Claim]:
    if not command.claims:
        raise NothingChosen(_("Choose at least one claim"))
    try:
        chosen = claims.batch_claims(work, claims.BatchClaims(claims=command.claims, versions=command.versions))
    except NotAllowed:
        raise SeparateHands(
            _("You checked one of these claims, or it is your own, or your email address is like that of somebody in it. Somebody else has to pay it.")
        ) from None
    if len({claim.currency for claim in chosen}) > 1:
        raise NotTogether(_("Choose claims in one currency"))
    if len({claim.event.organisation_id for claim in chosen}) > 1:
        raise NotTogether(_("These claims are for gatherings of different organisations, and each pays its own. Pay those of one first, then those of the next."))
    return chosen


def _sealed_before(work: Work, command: SealBatch) -> PayoutBatch:
    try:
        batch = work.read(BATCH, command.ref)
    except NotVisible:
        batch = None
    if batch is None or {payout.claim.ref for payout in batch.payouts} != set(command.claims):
        raise WrongState(_("One of these claims is in another batch already."))
    return batch


def _refuse_used(work: Work, ref: str) -> None:
    try:
        work.read(BATCH, ref)
    except NotVisible:
        return
    raise WrongState(_("This batch was made already, and taken apart. Open the page anew and choose again."))


def _refuse_alone(work: Work, chosen: Sequence[Claim], browser: str) -> None:
    held = held_back(work.database, work.actor, chosen, browser, work.clock.now())
    if held:
        raise HeldBack(
            _("Somebody from outside has to look at these first: %(list)s. That need not mean anything. Your organisation has been asked.")
            % {"list": ", ".join(sorted(held))},
            sorted(held),
        )


def _refuse_unseen(chosen: Sequence[Claim], seen: Collection[str]) -> None:
    unseen = [claim for claim in chosen if claim.method_changed_late and claim.method_ref not in seen]
    if unseen:
        listed = "; ".join(f"{claim.ref}: {claim.method_says}" for claim in unseen)
        raise ChangedAfterApproval(
            _("How to pay was changed after the approval. Look at it, and say so below: %(list)s") % {"list": listed},
            field="seen_methods",
        )


def _rows(work: Work, chosen: Sequence[Claim]) -> list[rules.PaymentRow]:
    named = PayoutMethod.ref.in_([claim.method_ref for claim in chosen])
    methods = {method.ref: method for method in work.read_each(METHOD, named, "pay")}
    names = names_of(work.database, [claim.registration for claim in chosen])
    rows = []
    for claim in chosen:
        method = methods[claim.method_ref or ""]
        details = details_of(work, method)
        rows.append(
            rules.PaymentRow(
                reference=claim.ref, kind=method.kind.value, amount=claim.approved,
                name=details.get("name") or names.get(claim.registration, ""), sort_code=details.get("sort_code", ""),
                account_number=details.get("account_number", ""), contact=_contact(work, claim, method, details),
            )
        )
    return rows


def _contact(work: Work, claim: Claim, method: PayoutMethod, details: rules.Details) -> str:
    """Return the number to ring, or where a voucher goes."""
    if method.kind is not MethodKind.VOUCHER:
        return details.get("phone", "")
    mailbox = mailbox_of(work.database, claim.beneficiary_id)
    return mailbox.address if mailbox else ""


@dataclass(frozen=True, kw_only=True)
class ReadFile:
    """The file of a batch is to be fetched."""

    batch: str


def read_file(work: Work, command: ReadFile) -> bytes:
    """Return the batch's file, the same bytes every time, and write down who fetched it.

    Raises FileGone, NotVisible, NotAllowed.
    """
    batch = work.read(BATCH, command.batch, "read file")
    if not batch.file_sealed and batch.paid_at is None:
        raise FileGone(_("This batch was taken apart, and its file with it."))
    if not batch.file_sealed:
        raise FileGone(_("This file was removed, 30 days after it was paid. Account numbers are not kept longer."))
    work.record(BatchFileRead(about=batch.ref))
    return file_of(work.cipher, batch)


@dataclass(frozen=True, kw_only=True)
class MarkBatchPaid:
    """The money of a batch was sent."""

    batch: str


def mark_batch_paid(work: Work, command: MarkBatchPaid) -> None:
    """Say that the money was sent; everybody in the batch gets one remittance. Twice changes nothing.

    Raises NotVisible, NotAllowed.
    """
    batch = work.change(BATCH, command.batch, "pay")
    if work.is_repeat(batch):
        return
    batch.paid_at = work.clock.now()
    sent = work.change_each(PAYOUT, Payout.batch_id == batch.id, "pay")
    claims.pay_claims(work, claims.PayClaims(claims=[payout.claim.ref for payout in sent]))
    work.record(BatchPaid(about=batch.ref, payouts=[payout.ref for payout in sent]))


@dataclass(frozen=True, kw_only=True)
class TakeBatchApart:
    """A batch that is not paid after all. `is_stopped` says that its file went to no bank, or was stopped there."""

    batch: str
    is_stopped: bool = False


def take_batch_apart(work: Work, command: TakeBatchApart) -> None:
    """Delete the file of a batch and make its claims payable again; nobody was told of it, so nobody is. Twice changes nothing.

    Raises MayBeUnderWay, NotVisible, NotAllowed, WrongState (it was paid).
    """
    batch = work.change(BATCH, command.batch, "take apart")
    if work.is_repeat(batch):
        return
    if not command.is_stopped and was_fetched(work.database, batch):
        raise MayBeUnderWay(
            _("The file was fetched. Say that no bank has it, or that it was stopped there"), field="is_stopped"
        )
    batch.file_sealed = ""
    out = work.change_each(PAYOUT, Payout.batch_id == batch.id, "take out")
    claims.take_claims_out(work, claims.TakeClaimsOut(claims=[payout.claim.ref for payout in out]))
    work.record(BatchTakenApart(about=batch.ref, payouts=[payout.ref for payout in out]))


@dataclass(frozen=True, kw_only=True)
class MarkPayoutFailed:
    """One payment of a batch that was paid came back."""

    batch: str
    payout: str


def mark_payout_failed(work: Work, command: MarkPayoutFailed) -> None:
    """Say that one payment came back; twice changes nothing. Its claim can be paid again once the person said again how.

    Raises NotVisible, NotAllowed, WrongState (it was never said to be paid).
    """
    batch = work.change(BATCH, command.batch, "note failure")
    payout = work.change(PAYOUT, command.payout, "fail")
    if payout.batch_id != batch.id:
        raise NotVisible
    if work.is_repeat(payout):
        return
    claims.fail_claim(work, claims.FailClaim(claim=payout.claim.ref))
    work.record(PayoutFailed(about=payout.claim.ref, payout=payout.ref))


def forget_files(work: Work, before: dt.datetime) -> int:
    """Take the files away of batches that were paid before `before`."""
    due = and_(PayoutBatch.paid_at < before, PayoutBatch.file_sealed != "")
    batches = work.change_each(BATCH, due, "forget file")
    for batch in batches:
        batch.file_sealed = ""
        work.record(FileForgotten(about=batch.ref))
    return len(batches)
