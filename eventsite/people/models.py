"""Persons, requests to sign in, and sign-ins that are still open."""

import datetime as dt

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from eventsite.kernel.base import Base
from eventsite.kernel.columns import REFERENCE, Instant
from eventsite.kernel.references import new_reference


class Person(Base):
    """Somebody we can write to. No title, no honorific: people are called what they like to be called."""

    __tablename__ = "person"
    id: Mapped[int] = mapped_column(primary_key=True)
    ref: Mapped[str] = mapped_column(REFERENCE, unique=True, default=new_reference)
    email: Mapped[str] = mapped_column(String(254), unique=True)
    name: Mapped[str] = mapped_column(String(200), default="")
    created_at: Mapped[dt.datetime] = mapped_column(Instant)


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
