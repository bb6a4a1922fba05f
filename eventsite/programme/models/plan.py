"""Rooms, sessions, facilitators."""

import datetime as dt
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from eventsite.kernel.base import Base
from eventsite.kernel.columns import REFERENCE, Instant, choice
from eventsite.kernel.references import new_reference
from eventsite.programme.values import Kind, SessionState, SharingFocus, StepFree


class Room(Base):
    """A room of the venue, or an online one."""

    __tablename__ = "room"
    id: Mapped[int] = mapped_column(primary_key=True)
    ref: Mapped[str] = mapped_column(REFERENCE, unique=True, default=new_reference)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), index=True)
    name: Mapped[str] = mapped_column(String(200))
    capacity: Mapped[int | None]
    step_free: Mapped[StepFree] = mapped_column(choice(StepFree), default=StepFree.NOT_CHECKED)
    note: Mapped[str] = mapped_column(Text, default="")
    is_quiet: Mapped[bool] = mapped_column(default=False)
    position: Mapped[int] = mapped_column(default=0)
    version: Mapped[int] = mapped_column(default=1)


class Session(Base):
    """A programme item: a session or a break. Placed when it has both a start and a length.

    `imported` is what the schedule file said of it the last time: whatever differs was changed here by hand.
    """

    __tablename__ = "session"
    __table_args__ = (
        CheckConstraint("minutes > 0", name="minutes_positive"),
        UniqueConstraint("event_id", "external_id"),
        Index("ix_session_event_id_starts_at", "event_id", "starts_at"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    ref: Mapped[str] = mapped_column(REFERENCE, unique=True, default=new_reference)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    kind: Mapped[Kind] = mapped_column(choice(Kind), default=Kind.SESSION)
    state: Mapped[SessionState] = mapped_column(choice(SessionState), default=SessionState.IDEA)
    title: Mapped[str] = mapped_column(String(300))
    summary: Mapped[str] = mapped_column(Text, default="")
    format: Mapped[str] = mapped_column(String(40), default="")
    sharing_focus: Mapped[SharingFocus] = mapped_column(choice(SharingFocus), default=SharingFocus.NEITHER)
    content_note: Mapped[str] = mapped_column(Text, default="")
    places: Mapped[int | None]
    minutes: Mapped[int] = mapped_column(default=45)
    starts_at: Mapped[dt.datetime | None] = mapped_column(Instant)
    room_id: Mapped[int | None] = mapped_column(ForeignKey("room.id"))
    external_id: Mapped[str | None] = mapped_column(String(200))
    imported: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    version: Mapped[int] = mapped_column(default=1)
    facilitators: Mapped[list["Facilitator"]] = relationship(
        order_by="Facilitator.position", cascade="all, delete-orphan", lazy="selectin"
    )
    room: Mapped[Room | None] = relationship(lazy="joined")

    @property
    def ends_at(self) -> dt.datetime | None:
        """When it ends, once it is placed."""
        return self.starts_at + dt.timedelta(minutes=self.minutes) if self.starts_at else None


class Facilitator(Base):
    """Somebody who leads a session, by the name they like to be called."""

    __tablename__ = "facilitator"
    id: Mapped[int] = mapped_column(primary_key=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("session.id", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(String(200))
    position: Mapped[int] = mapped_column(default=0)
