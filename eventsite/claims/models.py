"""Claims, lines, evidence, decisions."""

import datetime as dt
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from eventsite.attachments.models import Attachment
from eventsite.claims.values import DECIDED, ClaimState, Doubt, LineKind, Part
from eventsite.events.models import Event
from eventsite.kernel.base import Base
from eventsite.kernel.columns import REFERENCE, Instant, choice
from eventsite.kernel.money import Money, total
from eventsite.kernel.references import new_reference
from eventsite.offers.models import PaymentTerms
from eventsite.people.models import Person


class Claim(Base):
    """Money asked for, by one person, for one event. Lines freeze on submission; an edit makes the next version."""

    __tablename__ = "claim"
    __table_args__ = (Index("ix_claim_event_id_state", "event_id", "state", "submitted_at", "id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    ref: Mapped[str] = mapped_column(REFERENCE, unique=True, default=new_reference)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    registration: Mapped[str] = mapped_column(REFERENCE, unique=True)
    beneficiary_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    terms_id: Mapped[int] = mapped_column(ForeignKey("payment_terms.id"))
    currency: Mapped[str] = mapped_column(String(3))
    state: Mapped[ClaimState] = mapped_column(choice(ClaimState), default=ClaimState.DRAFT)
    version: Mapped[int] = mapped_column(default=1)
    method_ref: Mapped[str | None] = mapped_column(REFERENCE)
    method_says: Mapped[str] = mapped_column(String(100), default="")
    method_given_at: Mapped[dt.datetime | None] = mapped_column(Instant)
    approved_method_ref: Mapped[str | None] = mapped_column(REFERENCE)
    question: Mapped[str] = mapped_column(Text, default="")
    answer: Mapped[str] = mapped_column(Text, default="")
    opened_at: Mapped[dt.datetime] = mapped_column(Instant)
    submitted_at: Mapped[dt.datetime | None] = mapped_column(Instant)
    promised_on: Mapped[dt.date | None]
    decided_at: Mapped[dt.datetime | None] = mapped_column(Instant)
    checker_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    paid_at: Mapped[dt.datetime | None] = mapped_column(Instant)
    lines: Mapped[list["ClaimLine"]] = relationship(order_by="ClaimLine.id", lazy="selectin")
    terms: Mapped[PaymentTerms] = relationship(lazy="joined")
    beneficiary: Mapped[Person] = relationship(lazy="selectin", foreign_keys=[beneficiary_id], viewonly=True)
    event: Mapped[Event] = relationship(viewonly=True)
    checker: Mapped[Person | None] = relationship(lazy="selectin", foreign_keys=[checker_id], viewonly=True)

    @property
    def claimed(self) -> Money:
        """Sum of the lines."""
        return total([line.claimed for line in self.lines], self.currency)

    @property
    def approved(self) -> Money:
        """Sum of what was approved, line by line; nothing before a decision."""
        return total([line.approved for line in self.lines if line.approved is not None], self.currency)

    @property
    def is_decided(self) -> bool:
        """Whether what was approved stands."""
        return self.state in DECIDED

    @property
    def is_approved_in_full(self) -> bool:
        """Whether all that was asked for was approved."""
        return self.approved == self.claimed

    @property
    def method_changed_late(self) -> bool:
        """Whether how to pay is not what it was when the claim was decided on: no checker ever saw it.

        The two are compared by which they are, not by when they came: the same second is no matter.
        """
        return self.decided_at is not None and self.method_ref != self.approved_method_ref


class ClaimLine(Base):
    """One thing that is asked for. A cost is never approved above what was asked."""

    __tablename__ = "claim_line"
    __table_args__ = (
        CheckConstraint("claimed_minor > 0", name="claimed_positive"),
        CheckConstraint(
            "approved_minor IS NULL OR (approved_minor >= 0 AND approved_minor <= claimed_minor)", name="approved_within"
        ),
        Index(
            "uq_claim_line_fee", "claim_id", unique=True, sqlite_where=text("kind = 'fee'"),
            postgresql_where=text("kind = 'fee'"),
        ),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    ref: Mapped[str] = mapped_column(REFERENCE, unique=True, default=new_reference)
    claim_id: Mapped[int] = mapped_column(ForeignKey("claim.id"), index=True)
    kind: Mapped[LineKind] = mapped_column(choice(LineKind))
    category: Mapped[str] = mapped_column(String(40), default="")
    what: Mapped[str] = mapped_column(String(300))
    incurred_on: Mapped[dt.date | None]
    tenth_miles: Mapped[int | None]
    currency: Mapped[str] = mapped_column(String(3))
    claimed_minor: Mapped[int]
    approved_minor: Mapped[int | None]
    reason: Mapped[str] = mapped_column(Text, default="")
    lost_receipt: Mapped[str] = mapped_column(Text, default="")
    evidence: Mapped[list["Evidence"]] = relationship(order_by="Evidence.id", lazy="selectin", cascade="all, delete-orphan")

    @property
    def claimed(self) -> Money:
        """What was asked for."""
        return Money(self.claimed_minor, self.currency)

    @property
    def approved(self) -> Money | None:
        """What was approved; None before a decision."""
        return None if self.approved_minor is None else Money(self.approved_minor, self.currency)


class Evidence(Base):
    """A receipt: the attachment that shows it, and what the person called it.

    `digest` is a keyed one of what was sent, by which the same file is known again; older receipts have none.
    """

    __tablename__ = "evidence"
    id: Mapped[int] = mapped_column(primary_key=True)
    ref: Mapped[str] = mapped_column(REFERENCE, unique=True, default=new_reference)
    line_id: Mapped[int] = mapped_column(ForeignKey("claim_line.id"), index=True)
    name: Mapped[str] = mapped_column(String(200))
    digest: Mapped[str | None] = mapped_column(String(64), index=True)
    attachment_id: Mapped[int] = mapped_column(ForeignKey("attachment.id"), unique=True)
    added_at: Mapped[dt.datetime] = mapped_column(Instant)
    attachment: Mapped[Attachment] = relationship(lazy="joined", innerjoin=True)


class ClaimDecision(Base):
    """What a checker decided on one version of a claim, once. Append-only: on another version it is another row."""

    __tablename__ = "claim_decision"
    __table_args__ = (UniqueConstraint("claim_id", "version_seen"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    claim_id: Mapped[int] = mapped_column(ForeignKey("claim.id"), index=True)
    checker_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    version_seen: Mapped[int]
    outcome: Mapped[ClaimState] = mapped_column(choice(ClaimState))
    lines: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    note: Mapped[str] = mapped_column(Text, default="")
    decided_at: Mapped[dt.datetime] = mapped_column(Instant)


class AccountMark(Base):
    """A keyed digest of an account that somebody gave, to see the same one again without keeping its number.

    `method_ref` is the way of being paid that it belongs to. It has a key and a time of its own.
    """

    __tablename__ = "account_mark"
    id: Mapped[int] = mapped_column(primary_key=True)
    method_ref: Mapped[str] = mapped_column(REFERENCE, unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    digest: Mapped[str] = mapped_column(String(64), index=True)
    given_at: Mapped[dt.datetime] = mapped_column(Instant, index=True)


class BrowserMark(Base):
    """In which browser somebody did their part of a claim, as the digest of a secret that the browser drops after a day."""

    __tablename__ = "browser_mark"
    __table_args__ = (UniqueConstraint("claim_id", "part"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    claim_id: Mapped[int] = mapped_column(ForeignKey("claim.id"))
    part: Mapped[Part] = mapped_column(choice(Part))
    digest: Mapped[str] = mapped_column(String(64))
    at: Mapped[dt.datetime] = mapped_column(Instant, index=True)


class ClaimDoubt(Base):
    """Why somebody alone is not enough for a claim. Until somebody from outside has looked, it is in no batch of theirs."""

    __tablename__ = "claim_doubt"
    __table_args__ = (UniqueConstraint("claim_id", "person_id", "doubt"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    claim_id: Mapped[int] = mapped_column(ForeignKey("claim.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    doubt: Mapped[Doubt] = mapped_column(choice(Doubt))
    raised_at: Mapped[dt.datetime] = mapped_column(Instant)
    settled_at: Mapped[dt.datetime | None] = mapped_column(Instant)
    settled_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
