"""Saying how to be paid; sealing a batch; marking it as paid. Whoever checked a claim can never pay it."""

import base64
import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import and_, or_, select, update

from eventsite.claims.commands import checking, claiming
from eventsite.claims.models import Claim
from eventsite.claims.permissions import EDIT_CLAIM, PAY_CLAIM, is_claimant
from eventsite.claims.values import ClaimState
from eventsite.kernel.i18n import _
from eventsite.kernel.permissions import require
from eventsite.kernel.references import new_reference
from eventsite.kernel.refusals import NotAllowed, NotVisible, Refusal
from eventsite.payouts import rules
from eventsite.payouts.facts import (
    AccountForgotten,
    BatchFileRead,
    BatchPaid,
    BatchSealed,
    FileForgotten,
    MethodGiven,
    PayoutFailed,
)
from eventsite.payouts.models import Payout, PayoutBatch, PayoutMethod
from eventsite.payouts.values import BATCH_LIFE, METHOD_NAMES, PAYOUT_LIFE, BatchState, MethodKind, PayoutState
from eventsite.records.work import Work


class NothingChosen(Refusal):
    """A batch has at least one claim."""


class NotTogether(Refusal):
    """A batch has one currency."""


class FileGone(Refusal):
    """The file with the account numbers is not kept for ever."""


class SeparateHands(Refusal):
    """The actor checked one of the claims, or it is their own."""


@dataclass(frozen=True, kw_only=True)
class GiveMethod:
    """How the claimant wants to be paid; the account fields count for a bank transfer only."""

    claim: str
    kind: MethodKind
    name: str = ""
    sort_code: str = ""
    account_number: str = ""


def give_method(work: Work, command: GiveMethod) -> PayoutMethod:
    """Seal the details and remember them on the claim. Raises BadAccount, WrongState, NotVisible."""
    claim = claiming.the_claim(work, command.claim)
    if not is_claimant(work.actor, claim):
        raise NotVisible
    require(work.actor, EDIT_CLAIM, claim)
    method = PayoutMethod(
        ref=new_reference(), person_id=claim.beneficiary_id, kind=command.kind, created_at=work.clock.now()
    )
    says = str(METHOD_NAMES[command.kind])
    if command.kind is MethodKind.BANK:
        sort_code, number = rules.sort_code(command.sort_code), rules.account_number(command.account_number)
        details = json.dumps({"name": command.name, "sort_code": sort_code, "account_number": number})
        method.details_sealed = work.cipher.seal(details, table="payout_method", row=method.ref, field="details")
        method.last_digits, method.fingerprint = number[-2:], work.cipher.fingerprint(sort_code + number)
        says = _("bank transfer to the account ending in %(digits)s") % {"digits": method.last_digits}
    work.database.add(method)
    claiming.set_method(work, claim.ref, method.ref, says)
    work.record(MethodGiven(about=claim.ref))
    return method


def seal_batch(work: Work, claim_refs: Sequence[str]) -> PayoutBatch:
    """Put approved claims together and write their file, once and for all.

    Raises NothingChosen, NotTogether, SeparateHands, WrongState (somebody was faster).
    """
    if work.actor.person_id is None:
        raise NotAllowed(PAY_CLAIM.name)
    claims = _locked_claims(work, claim_refs)
    rows = [_row(work, claim) for claim in claims]
    content = rules.payment_file(rows)
    ref = new_reference()
    batch = PayoutBatch(
        ref=ref,
        currency=claims[0].currency,
        payer_id=work.actor.person_id,
        file_sealed=work.cipher.seal(
            base64.b64encode(content).decode(), table="payout_batch", row=ref, field="file"
        ),
        file_digest=hashlib.sha256(content).hexdigest(),
        sealed_at=work.clock.now(),
    )
    work.database.add(batch)
    work.database.flush()
    for claim in claims:
        checking.put_in_batch(work, claim)
        work.database.add(
            Payout(
                batch_id=batch.id, claim_id=claim.id, method_ref=claim.method_ref or "", currency=claim.currency,
                minor=claim.approved.minor,
            )
        )
    work.database.flush()
    work.record(BatchSealed(about=batch.ref, digest=batch.file_digest, count=len(claims)))
    return batch


def _locked_claims(work: Work, claim_refs: Sequence[str]) -> Sequence[Claim]:
    claims = work.database.scalars(
        select(Claim).where(Claim.ref.in_(list(claim_refs))).order_by(Claim.id).with_for_update(of=Claim)
    ).all()
    if not claims or len(claims) != len(set(claim_refs)):
        raise NothingChosen(_("Choose at least one claim"), field="claims")
    if len({claim.currency for claim in claims}) > 1:
        raise NotTogether(_("Choose claims in one currency"), field="claims")
    for claim in claims:
        if not PAY_CLAIM.allows(work.actor, claim):
            raise SeparateHands(
                _("You checked one of these claims, or it is your own. Somebody else has to pay it."), field="claims"
            )
    return claims


def _row(work: Work, claim: Claim) -> rules.PaymentRow:
    method = work.database.scalars(select(PayoutMethod).where(PayoutMethod.ref == claim.method_ref)).one()
    details = {"name": "", "sort_code": "", "account_number": ""}
    if method.details_sealed:
        opened = work.cipher.open(method.details_sealed, table="payout_method", row=method.ref, field="details")
        details = json.loads(opened)
    return rules.PaymentRow(reference=claim.ref, kind=method.kind.value, amount=claim.approved, **details)


def _the_batch(work: Work, ref: str) -> PayoutBatch:
    batch = work.database.scalar(select(PayoutBatch).where(PayoutBatch.ref == ref))
    if batch is None or not batch.payouts:
        raise NotVisible
    for payout in batch.payouts:
        require(work.actor, PAY_CLAIM, payout.claim)
    return batch


def read_file(work: Work, ref: str) -> bytes:
    """Return the batch's file, the same bytes every time, and write down who fetched it. Raises FileGone."""
    batch = _the_batch(work, ref)
    if not batch.file_sealed:
        raise FileGone(_("This file was removed, 30 days after it was paid. Its seal below shows whether a copy is the real one."))
    opened = work.cipher.open(batch.file_sealed, table="payout_batch", row=batch.ref, field="file")
    work.record(BatchFileRead(about=batch.ref))
    return base64.b64decode(opened)


def mark_batch_paid(work: Work, ref: str) -> None:
    """Say that the money was sent; everybody in the batch gets a remittance. Doing it twice changes nothing."""
    batch = _the_batch(work, ref)
    if batch.state is BatchState.PAID:
        return
    batch.state = BATCH_LIFE.after(batch.state, "pay")
    batch.paid_at = work.clock.now()
    for payout in batch.payouts:
        if payout.state is PayoutState.PENDING:
            payout.state = PAYOUT_LIFE.after(payout.state, "pay")
            checking.mark_paid(work, payout.claim)
    work.record(BatchPaid(about=batch.ref))


def mark_payout_failed(work: Work, ref: str, payout_ref: str) -> None:
    """Say that one payment came back. Its claim can be paid again, once the person has looked at the details."""
    batch = _the_batch(work, ref)
    for payout in batch.payouts:
        if payout.ref == payout_ref:
            payout.state = PAYOUT_LIFE.after(payout.state, "fail")
            work.database.flush()
            checking.mark_failed(work, payout.claim)
            work.record(PayoutFailed(about=payout.claim.ref, payout=payout.ref))
            return
    raise NotVisible


def forget_accounts(work: Work) -> int:
    """Take account numbers away once their claim is settled for 30 days. The last digits stay, to answer questions."""
    limit = work.clock.now() - rules.FORGET_AFTER
    settled = select(Claim.method_ref).where(
        or_(
            and_(Claim.state == ClaimState.PAID, Claim.paid_at < limit),
            and_(Claim.state == ClaimState.DECLINED, Claim.decided_at < limit),
        )
    )
    due = (PayoutMethod.details_sealed.is_not(None), PayoutMethod.ref.in_(settled))
    forgotten = work.database.scalars(select(PayoutMethod.ref).where(*due)).all()
    work.database.execute(update(PayoutMethod).where(PayoutMethod.ref.in_(forgotten)).values(details_sealed=None))
    for ref in forgotten:
        work.record(AccountForgotten(about=ref))
    return len(forgotten)


def forget_files(work: Work) -> int:
    """Take a batch's file away, 30 days after it was paid. Its digest stays, so that a copy can be compared."""
    due = PayoutBatch.paid_at < work.clock.now() - rules.FORGET_AFTER, PayoutBatch.file_sealed != ""
    batches = work.database.scalars(select(PayoutBatch).where(*due)).all()
    for batch in batches:
        batch.file_sealed = ""
        work.record(FileForgotten(about=batch.ref))
    return len(batches)
