"""Reading batches, scoped to who pays."""

import base64
import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session, lazyload

from eventsite.claims.models import Claim
from eventsite.claims.permissions import PAY_CLAIM
from eventsite.claims.queries import finance_events, pile_page, pile_totals
from eventsite.claims.values import PILES, ClaimState, Pile
from eventsite.events.values import Role
from eventsite.kernel.actor import Actor
from eventsite.kernel.crypto import FieldCipher
from eventsite.kernel.money import Money
from eventsite.kernel.refusals import NotVisible
from eventsite.organisations.models import Organisation
from eventsite.organisations.values import OrganisationRole
from eventsite.payouts.facts import BatchFileRead
from eventsite.payouts.models import Payout, PayoutBatch, PayoutMethod
from eventsite.payouts.permissions import KNOW_BATCH
from eventsite.payouts.values import MethodKind
from eventsite.records.lists import MOST_ON_A_PAGE, ListPage, page_of
from eventsite.records.models import AuditEntry
from eventsite.registration.models import Registration

PAYS = (Role.PAYER,)
FILE = {"table": "payout_batch", "field": "file"}


def payer_events(actor: Actor) -> list[int]:
    """Return the ids of events in which the actor pays."""
    return finance_events(actor, PAYS)


def file_of(cipher: FieldCipher, batch: PayoutBatch) -> bytes:
    """Return the payment file, b"" once it is gone."""
    return base64.b64decode(cipher.open(batch.file_sealed, row=batch.ref, **FILE)) if batch.file_sealed else b""


def seal_of(cipher: FieldCipher, batch: PayoutBatch) -> str:
    """Return by what a copy of the payment file is known again, "" once it is gone.

    It is stored nowhere: whoever tries all account numbers would find in it the one that was paid.
    """
    content = file_of(cipher, batch)
    return hashlib.sha256(content).hexdigest() if content else ""


def approved_page(database: Session, actor: Actor, event_id: int | None, page: int) -> ListPage[Claim]:
    """Return a page of approved claims of one event, or all, in which the actor pays; who waited longest is first."""
    return pile_page(database, actor, Pile.PAY, event_id, page, PAYS)


def approved_totals(database: Session, actor: Actor, event_id: int | None = None) -> list[Money]:
    """Return what those come to, for each currency."""
    return pile_totals(database, actor, Pile.PAY, event_id, PAYS)


def chosen_claims(database: Session, actor: Actor, refs: Collection[str]) -> Sequence[Claim]:
    """Return claims by their references, whatever became of them, of events in which the actor pays."""
    known = Claim.ref.in_(list(refs)), Claim.event_id.in_(payer_events(actor)), Claim.state != ClaimState.DRAFT
    return database.scalars(select(Claim).where(*known).order_by(Claim.submitted_at, Claim.id)).all()


def is_payable(actor: Actor, claim: Claim) -> bool:
    """Whether a claim waits to be paid, and the actor may pay it."""
    return claim.state in PILES[Pile.PAY] and PAY_CLAIM.allows(actor, claim)


def by_organisation(database: Session, claims: Sequence[Claim]) -> list[tuple[str, list[Claim]]]:
    """Return the name of each organisation that pays some of `claims`, which a scoped query found, with those; by name."""
    ids = {claim.event.organisation_id for claim in claims}
    names = database.execute(select(Organisation.id, Organisation.name).where(Organisation.id.in_(ids)).order_by(Organisation.name))
    return [(name, [claim for claim in claims if claim.event.organisation_id == found]) for found, name in names]


@dataclass(frozen=True, kw_only=True)
class BatchLine:
    """A batch as it stands in a list, with how many payments it has and what they come to; the payments are not loaded."""

    batch: PayoutBatch
    payments: int
    amount: Money


def batches_page(database: Session, actor: Actor, page: int, size: int = MOST_ON_A_PAGE) -> ListPage[BatchLine]:
    """Return a page of the batches that the actor may open, the latest first."""
    found = page_of(
        database,
        select(PayoutBatch).options(lazyload(PayoutBatch.payouts)).where(_is_known(actor)).order_by(PayoutBatch.id.desc()),
        page, size=size,
    )
    summed = select(Payout.batch_id, func.count(), func.sum(Payout.minor)).group_by(Payout.batch_id)
    rows = database.execute(summed.where(Payout.batch_id.in_([batch.id for batch in found.rows])))
    sums = {batch_id: (count, int(minor)) for batch_id, count, minor in rows}
    lines = [
        BatchLine(batch=batch, payments=sums[batch.id][0], amount=Money(sums[batch.id][1], batch.currency))
        for batch in found.rows
    ]
    return ListPage(rows=lines, number=found.number, total=found.total, size=size)


def _is_known(actor: Actor) -> ColumnElement[bool]:
    """Whether the actor pays for the organisation of a batch, or for every event in it: KNOW_BATCH, for the database."""
    of_batch = select(Payout.id).join(Claim, Claim.id == Payout.claim_id).where(Payout.batch_id == PayoutBatch.id)
    is_theirs = Claim.event_id.in_(payer_events(actor))
    organisations = [found for found in actor.organisations if actor.has_organisation_role(found, OrganisationRole.PAYER)]
    return or_(
        PayoutBatch.organisation_id.in_(organisations), and_(of_batch.where(is_theirs).exists(), ~of_batch.where(~is_theirs).exists())
    )


def payout_in(batch: PayoutBatch, ref: str) -> Payout:
    """Return one payment of a batch. Raises NotVisible."""
    for payout in batch.payouts:
        if payout.ref == ref:
            return payout
    raise NotVisible


def has_spoken(database: Session, batch: PayoutBatch) -> bool:
    """Whether the payer has to speak with anybody in a batch, and the numbers are still there."""
    spoken = [kind for kind in MethodKind if kind.is_spoken]
    refs = [payout.method_ref for payout in batch.payouts]
    found = select(PayoutMethod.id).where(
        PayoutMethod.ref.in_(refs), PayoutMethod.kind.in_(spoken), PayoutMethod.details_sealed.is_not(None)
    )
    return database.scalar(found.limit(1)) is not None


def was_fetched(database: Session, batch: PayoutBatch) -> bool:
    """Whether somebody ever fetched the file of a batch, as the audit says: then a bank may have it."""
    read = select(AuditEntry.id).where(AuditEntry.about == batch.ref, AuditEntry.fact == BatchFileRead.__name__)
    return database.scalar(read.limit(1)) is not None


def batch_of(database: Session, actor: Actor, ref: str) -> PayoutBatch:
    """Return one batch. Raises NotVisible unless the actor pays for its organisation, or for every event in it."""
    batch = database.scalar(select(PayoutBatch).where(PayoutBatch.ref == ref))
    if batch is None or not KNOW_BATCH.allows(actor, batch):
        raise NotVisible
    return batch


def registration_behind(database: Session, claim: Claim) -> Registration | None:
    """Return the registration that a claim came from; None once it is forgotten. Whoever asks may know of the claim."""
    return database.scalar(select(Registration).where(Registration.ref == claim.registration))
