"""Events and their teams."""

import datetime as dt

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from eventsite.events.values import EventState, Meeting, PowerHolder, Role
from eventsite.kernel.base import Base
from eventsite.kernel.columns import REFERENCE, Instant, choice
from eventsite.kernel.references import new_reference


class Event(Base):
    """A gathering.

    `opened_at` is when it was public for the first time. `cancellation_note` is the organiser's word to everybody who was
    coming. While there is a `steward_note`, a steward has unpublished or closed it, and only a steward can give it back.
    """

    __tablename__ = "event"
    id: Mapped[int] = mapped_column(primary_key=True)
    ref: Mapped[str] = mapped_column(REFERENCE, unique=True, default=new_reference)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    why: Mapped[str] = mapped_column(Text, default="")
    who_with: Mapped[str] = mapped_column(Text, default="")
    when_roughly: Mapped[str] = mapped_column(String(200), default="")
    starts_on: Mapped[dt.date | None]
    ends_on: Mapped[dt.date | None]
    zone: Mapped[str] = mapped_column(String(60), default="Europe/London")
    locale: Mapped[str] = mapped_column(String(20), default="en_GB")
    currency: Mapped[str] = mapped_column(String(3), default="GBP")
    meeting: Mapped[Meeting] = mapped_column(choice(Meeting), default=Meeting.IN_PERSON)
    where: Mapped[str] = mapped_column(String(200), default="")
    address: Mapped[str] = mapped_column(Text, default="")
    directions: Mapped[str] = mapped_column(Text, default="")
    host: Mapped[str] = mapped_column(String(200), default="")
    who_decides: Mapped[str] = mapped_column(Text, default="")
    decided_already: Mapped[str] = mapped_column(Text, default="")
    question_held_by: Mapped[PowerHolder] = mapped_column(choice(PowerHolder), default=PowerHolder.NOT_SAID)
    agenda_held_by: Mapped[PowerHolder] = mapped_column(choice(PowerHolder), default=PowerHolder.NOT_SAID)
    money_held_by: Mapped[PowerHolder] = mapped_column(choice(PowerHolder), default=PowerHolder.NOT_SAID)
    result_held_by: Mapped[PowerHolder] = mapped_column(choice(PowerHolder), default=PowerHolder.NOT_SAID)
    contact_name: Mapped[str] = mapped_column(String(200), default="")
    contact_email: Mapped[str] = mapped_column(String(254), default="")
    contact_phone: Mapped[str] = mapped_column(String(60), default="")
    capacity: Mapped[int | None]
    state: Mapped[EventState] = mapped_column(choice(EventState), default=EventState.DRAFT)
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[dt.datetime] = mapped_column(Instant)
    opened_at: Mapped[dt.datetime | None] = mapped_column(Instant)
    cancelled_at: Mapped[dt.datetime | None] = mapped_column(Instant)
    cancellation_note: Mapped[str] = mapped_column(Text, default="")
    steward_note: Mapped[str] = mapped_column(Text, default="")

    @property
    def is_read_only(self) -> bool:
        """Whether nothing about it can be changed any more."""
        return self.state is EventState.ARCHIVED


class TeamMember(Base):
    """One role that one person has in one event's team. `known_as` is what whoever gave it to them called them."""

    __tablename__ = "team_member"
    __table_args__ = (UniqueConstraint("event_id", "person_id", "role"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    role: Mapped[Role] = mapped_column(choice(Role))
    known_as: Mapped[str] = mapped_column(String(200), default="")
    given_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
