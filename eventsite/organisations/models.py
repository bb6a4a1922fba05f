"""Organisations, their members, and the stewards of the site."""

import datetime as dt

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from eventsite.kernel.base import Base
from eventsite.kernel.columns import REFERENCE, Instant, choice
from eventsite.kernel.references import new_reference
from eventsite.organisations.values import OrganisationRole


class Organisation(Base):
    """Who hosts gatherings, and what each new one starts from.

    `country` is an ISO 3166-1 alpha-2 code, `currency` an ISO 4217 one; `zone` is an IANA name.
    """

    __tablename__ = "organisation"
    id: Mapped[int] = mapped_column(primary_key=True)
    ref: Mapped[str] = mapped_column(REFERENCE, unique=True, default=new_reference)
    name: Mapped[str] = mapped_column(String(200), unique=True)
    country: Mapped[str] = mapped_column(String(2), default="GB")
    zone: Mapped[str] = mapped_column(String(60), default="Europe/London")
    locale: Mapped[str] = mapped_column(String(20), default="en_GB")
    currency: Mapped[str] = mapped_column(String(3), default="GBP")
    who_is_paid: Mapped[str] = mapped_column(Text, default="")
    working_days: Mapped[int] = mapped_column(default=10)
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[dt.datetime] = mapped_column(Instant)


class OrganisationMember(Base):
    """One role that one person has in one organisation. `known_as` is what whoever invited them called them."""

    __tablename__ = "organisation_member"
    __table_args__ = (UniqueConstraint("organisation_id", "person_id", "role"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    role: Mapped[OrganisationRole] = mapped_column(choice(OrganisationRole))
    known_as: Mapped[str] = mapped_column(String(200), default="")
    given_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


class Steward(Base):
    """Somebody who looks after the whole site: hands out organisations, names owners, sees what could not be sent."""

    __tablename__ = "steward"
    id: Mapped[int] = mapped_column(primary_key=True)
    ref: Mapped[str] = mapped_column(REFERENCE, unique=True, default=new_reference)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), unique=True)
    appointed_at: Mapped[dt.datetime] = mapped_column(Instant)
