"""Payment terms, and the offers made under them."""

import datetime as dt

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship, synonym

from eventsite.kernel.base import Base
from eventsite.kernel.columns import REFERENCE, Instant, choice
from eventsite.kernel.money import Money
from eventsite.offers.values import OfferAnswer


class PaymentTerms(Base):
    """What an event pays, to whom and when. Never changed: a new version is a new row, and people keep the one they saw."""

    __tablename__ = "payment_terms"
    __table_args__ = (UniqueConstraint("event_id", "number"), CheckConstraint("fee_minor >= 0", name="fee_not_negative"))
    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    number: Mapped[int]
    currency: Mapped[str] = mapped_column(String(3))
    fee_minor: Mapped[int]
    fee_for: Mapped[str] = mapped_column(String(300), default="")
    who_is_paid: Mapped[str] = mapped_column(Text, default="")
    costs_covered: Mapped[list[str]] = mapped_column(JSON)
    working_days: Mapped[int] = mapped_column(default=10)
    created_at: Mapped[dt.datetime] = mapped_column(Instant)

    @property
    def fee(self) -> Money:
        """What each person is offered."""
        return Money(self.fee_minor, self.currency)


class PaymentOffer(Base):
    """What one person is offered, and their answer; None while they have given none. Only they, and those who check and pay, see it.

    There is one for each registration, so that the registration's reference is its own. From `settled_at` on, the fee is
    decided in the person's claim.
    """

    __tablename__ = "payment_offer"
    id: Mapped[int] = mapped_column(primary_key=True)
    registration: Mapped[str] = mapped_column(REFERENCE, unique=True)
    ref: Mapped[str] = synonym("registration")
    terms_id: Mapped[int] = mapped_column(ForeignKey("payment_terms.id"))
    answer: Mapped[OfferAnswer | None] = mapped_column(choice(OfferAnswer))
    agreed_minor: Mapped[int] = mapped_column(default=0)
    charity: Mapped[str] = mapped_column(String(200), default="")
    answered_at: Mapped[dt.datetime | None] = mapped_column(Instant)
    settled_at: Mapped[dt.datetime | None] = mapped_column(Instant)
    terms: Mapped[PaymentTerms] = relationship(lazy="joined")

    @property
    def event_id(self) -> int:
        """The event whose terms these are."""
        return self.terms.event_id

    @property
    def agreed(self) -> Money:
        """The fee that was agreed."""
        return Money(self.agreed_minor, self.terms.currency)
