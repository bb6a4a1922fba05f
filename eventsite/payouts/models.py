"""Payout methods, batches, payouts."""

import datetime as dt

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from eventsite.claims.models import Claim
from eventsite.kernel.base import Base
from eventsite.kernel.columns import REFERENCE, Instant, choice, sealed
from eventsite.kernel.crypto import SealedAt
from eventsite.kernel.money import Money, total
from eventsite.kernel.references import new_reference
from eventsite.payouts.values import BatchState, MethodKind, PayoutState


class PayoutMethod(Base):
    """How one claim is to be paid. Account numbers are sealed; the last digits are not."""

    __tablename__ = "payout_method"
    id: Mapped[int] = mapped_column(primary_key=True)
    ref: Mapped[str] = mapped_column(REFERENCE, unique=True, default=new_reference)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    kind: Mapped[MethodKind] = mapped_column(choice(MethodKind))
    details_sealed: Mapped[str | None] = sealed(lambda row: SealedAt("payout_method", row.ref, "details"))
    last_digits: Mapped[str] = mapped_column(String(4), default="")
    created_at: Mapped[dt.datetime] = mapped_column(Instant)


class PayoutBatch(Base):
    """Payments that go to the bank together: of one organisation, in one currency, sealed once, its file kept byte for byte.

    Only batches from before 30 November 2026 may have claims of several organisations; they have no `organisation_id`.
    """

    __tablename__ = "payout_batch"
    id: Mapped[int] = mapped_column(primary_key=True)
    ref: Mapped[str] = mapped_column(REFERENCE, unique=True, default=new_reference)
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    currency: Mapped[str] = mapped_column(String(3))
    state: Mapped[BatchState] = mapped_column(choice(BatchState), default=BatchState.SEALED)
    payer_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    file_sealed: Mapped[str] = sealed(lambda row: SealedAt("payout_batch", row.ref, "file"))
    sealed_at: Mapped[dt.datetime] = mapped_column(Instant)
    paid_at: Mapped[dt.datetime | None] = mapped_column(Instant)
    payouts: Mapped[list["Payout"]] = relationship(order_by="Payout.id", lazy="selectin")

    @property
    def amount(self) -> Money:
        """Sum of its payments, whatever became of them."""
        return total([payout.amount for payout in self.payouts], self.currency)


class Payout(Base):
    """One payment for one claim. The partial index is what makes paying twice impossible."""

    __tablename__ = "payout"
    __table_args__ = (
        CheckConstraint("minor > 0", name="minor_positive"),
        Index(
            "uq_payout_live",
            "claim_id",
            unique=True,
            sqlite_where=text("state NOT IN ('failed', 'taken_out')"),
            postgresql_where=text("state NOT IN ('failed', 'taken_out')"),
        ),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    ref: Mapped[str] = mapped_column(REFERENCE, unique=True, default=new_reference)
    batch_id: Mapped[int] = mapped_column(ForeignKey("payout_batch.id"), index=True)
    claim_id: Mapped[int] = mapped_column(ForeignKey("claim.id"))
    method_ref: Mapped[str] = mapped_column(REFERENCE)
    currency: Mapped[str] = mapped_column(String(3))
    minor: Mapped[int]
    state: Mapped[PayoutState] = mapped_column(choice(PayoutState), default=PayoutState.PENDING)
    claim: Mapped[Claim] = relationship(lazy="joined")

    @property
    def amount(self) -> Money:
        """What is paid."""
        return Money(self.minor, self.currency)
