"""Registrations, places, and how many places are taken."""

import datetime as dt

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from eventsite.kernel.base import Base
from eventsite.kernel.columns import REFERENCE, Instant, choice, sealed
from eventsite.kernel.crypto import SealedAt
from eventsite.kernel.ports import Recipient
from eventsite.kernel.references import new_reference
from eventsite.people.models import Person
from eventsite.registration.values import AttendanceMode, PlaceState, RegistrationState


class Registration(Base):
    """Somebody coming to an event. `answered` lists the stages of the journey they have been through.

    Whose it is, says `person_id`, once a letter sent to the typed address was opened. Until then `email` is what was typed, and
    `held_by` the digest of the secret of the browser that typed it; afterwards the address is that of the person's mailbox.
    `zone` is the IANA name of the time zone in which somebody will be who comes online, if they said so.
    `keeper_name` is who filled it in for somebody else. `link_number` counts how often its link was made anew.
    """

    __tablename__ = "registration"
    __table_args__ = (
        Index("ix_registration_event_id_state", "event_id", "state"),
        Index(
            "uq_registration_live_person",
            "event_id",
            "person_id",
            unique=True,
            sqlite_where=text("state = 'confirmed'"),
            postgresql_where=text("state = 'confirmed'"),
        ),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    ref: Mapped[str] = mapped_column(REFERENCE, unique=True, default=new_reference)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    state: Mapped[RegistrationState] = mapped_column(choice(RegistrationState), default=RegistrationState.DRAFT)
    name: Mapped[str] = mapped_column(String(200), default="")
    email: Mapped[str] = mapped_column(String(254), default="")
    keeper_name: Mapped[str] = mapped_column(String(200), default="")
    phone: Mapped[str] = mapped_column(String(60), default="")
    zone: Mapped[str] = mapped_column(String(64), default="")
    attendance_mode: Mapped[AttendanceMode] = mapped_column(choice(AttendanceMode), default=AttendanceMode.IN_PERSON)
    perspectives: Mapped[list[str]] = mapped_column(JSON, default=list)
    brings_support: Mapped[bool] = mapped_column(default=False)
    support_name: Mapped[str] = mapped_column(String(200), default="")
    chosen: Mapped[list[str]] = mapped_column(JSON, default=list)
    areas_sealed: Mapped[str | None] = sealed(lambda row: SealedAt("registration", row.ref, "areas"))
    answered: Mapped[list[str]] = mapped_column(JSON, default=list)
    attended_at: Mapped[dt.datetime | None] = mapped_column(Instant)
    created_at: Mapped[dt.datetime] = mapped_column(Instant)
    sent_at: Mapped[dt.datetime | None] = mapped_column(Instant)
    version: Mapped[int] = mapped_column(default=1)
    held_by: Mapped[str | None] = mapped_column(String(64), index=True)
    link_number: Mapped[int] = mapped_column(default=0)
    wrong_codes: Mapped[int] = mapped_column(default=0)
    vouched_at: Mapped[dt.datetime | None] = mapped_column(Instant)
    person: Mapped[Person | None] = relationship(lazy="select")

    @property
    def address(self) -> str:
        """Where letters about it go."""
        return self.person.email if self.person_id is not None and self.person else self.email

    @property
    def recipient(self) -> Recipient:
        """Where letters about it go; until somebody opened one, whoever reads there need not be who typed the address."""
        return Recipient(self.address, is_proven=self.person_id is not None)

    @property
    def party(self) -> int:
        """Bodies in the room: the person, and somebody they bring to support them; none of who chose to be there online."""
        if self.attendance_mode is AttendanceMode.ONLINE:
            return 0
        return 2 if self.brings_support else 1


class PlaceCount(Base):
    """How many places are taken of a subject: an event, or a session, by its reference. The one writer is this room."""

    __tablename__ = "place_count"
    __table_args__ = (
        CheckConstraint("taken >= 0", name="taken_not_negative"),
        CheckConstraint("capacity IS NULL OR taken <= capacity", name="taken_within_capacity"),
    )
    subject: Mapped[str] = mapped_column(REFERENCE, primary_key=True)
    capacity: Mapped[int | None]
    taken: Mapped[int] = mapped_column(default=0)


class Place(Base):
    """A party's place in a subject."""

    __tablename__ = "place"
    __table_args__ = (
        UniqueConstraint("ref"),
        Index(
            "uq_place_live",
            "registration_id",
            "subject",
            unique=True,
            sqlite_where=text("state = 'held'"),
            postgresql_where=text("state = 'held'"),
        ),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    ref: Mapped[str] = mapped_column(REFERENCE, default=new_reference)
    registration_id: Mapped[int] = mapped_column(ForeignKey("registration.id"))
    subject: Mapped[str] = mapped_column(REFERENCE, index=True)
    party: Mapped[int] = mapped_column(default=1)
    state: Mapped[PlaceState] = mapped_column(choice(PlaceState), default=PlaceState.HELD)
    taken_at: Mapped[dt.datetime] = mapped_column(Instant)
