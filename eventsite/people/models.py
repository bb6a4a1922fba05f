"""Mailboxes, persons, requests to sign in, and what was opened in which browser."""

import datetime as dt

from sqlalchemy import ColumnElement, ForeignKey, Index, String, select, text
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, mapped_column, relationship

from eventsite.kernel.base import Base
from eventsite.kernel.columns import REFERENCE, Instant
from eventsite.kernel.references import new_reference


class Mailbox(Base):
    """An address that letters go to. It counts as somebody's once a letter sent there was opened, at `proven_at`."""

    __tablename__ = "mailbox"
    id: Mapped[int] = mapped_column(primary_key=True)
    ref: Mapped[str] = mapped_column(REFERENCE, unique=True, default=new_reference)
    address: Mapped[str] = mapped_column(String(254), unique=True)
    proven_at: Mapped[dt.datetime | None] = mapped_column(Instant)
    created_at: Mapped[dt.datetime] = mapped_column(Instant)


class Person(Base):
    """Somebody who takes part. No title, no honorific: people are called what they like to be called.

    A person may have no mailbox, or share one with others; at most one person signs in with it (`signs_in`). A keeper is a
    person who acts for this one: a parent, a carer, a member of staff.
    """

    __tablename__ = "person"
    __table_args__ = (
        Index(
            "uq_person_mailbox_signs_in", "mailbox_id", unique=True, sqlite_where=text("signs_in"), postgresql_where=text("signs_in"),
        ),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    ref: Mapped[str] = mapped_column(REFERENCE, unique=True, default=new_reference)
    mailbox_id: Mapped[int | None] = mapped_column(ForeignKey("mailbox.id"), index=True)
    signs_in: Mapped[bool] = mapped_column(default=True)
    keeper_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    name: Mapped[str] = mapped_column(String(200), default="")
    created_at: Mapped[dt.datetime] = mapped_column(Instant)
    mailbox: Mapped[Mailbox | None] = relationship(lazy="joined")

    @hybrid_property
    def email(self) -> str:
        """Where letters to this person go; "" for a person without a mailbox."""
        return self.mailbox.address if self.mailbox else ""

    @email.inplace.expression
    @classmethod
    def _email_in_sql(cls) -> ColumnElement[str]:
        return select(Mailbox.address).where(Mailbox.id == cls.mailbox_id).correlate_except(Mailbox).scalar_subquery()


class SignInRequest(Base):
    """An emailed link and code. Neither is stored: both are derived from the reference with the field key."""

    __tablename__ = "sign_in_request"
    id: Mapped[int] = mapped_column(primary_key=True)
    ref: Mapped[str] = mapped_column(REFERENCE, unique=True, default=new_reference)
    email: Mapped[str] = mapped_column(String(254), index=True)
    back: Mapped[str] = mapped_column(String(500), default="")
    expires_at: Mapped[dt.datetime] = mapped_column(Instant)
    used_at: Mapped[dt.datetime | None] = mapped_column(Instant)
    wrong_codes: Mapped[int] = mapped_column(default=0)


class SignIn(Base):
    """An open sign-in, found by the digest of the secret in the browser; ending it here ends it there."""

    __tablename__ = "sign_in"
    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[dt.datetime] = mapped_column(Instant)
    expires_at: Mapped[dt.datetime] = mapped_column(Instant)
    ended_at: Mapped[dt.datetime | None] = mapped_column(Instant)


class LinkOpening(Base):
    """A registration that a browser opened with the link or code of a letter; found by the digest of the browser's secret."""

    __tablename__ = "link_opening"
    id: Mapped[int] = mapped_column(primary_key=True)
    digest: Mapped[str] = mapped_column(String(64), index=True)
    registration_ref: Mapped[str] = mapped_column(REFERENCE, index=True)
    created_at: Mapped[dt.datetime] = mapped_column(Instant)
    expires_at: Mapped[dt.datetime] = mapped_column(Instant)
    ended_at: Mapped[dt.datetime | None] = mapped_column(Instant)


class AddressChange(Base):
    """A person wants their letters elsewhere: it counts once the link in the letter to the new address was used."""

    __tablename__ = "address_change"
    id: Mapped[int] = mapped_column(primary_key=True)
    ref: Mapped[str] = mapped_column(REFERENCE, unique=True, default=new_reference)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    address: Mapped[str] = mapped_column(String(254))
    created_at: Mapped[dt.datetime] = mapped_column(Instant)
    expires_at: Mapped[dt.datetime] = mapped_column(Instant)
    used_at: Mapped[dt.datetime | None] = mapped_column(Instant)
