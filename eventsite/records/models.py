"""Audit entries and outbox messages: written in the same transaction as the change they tell of."""

import datetime as dt
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from eventsite.kernel.base import Base
from eventsite.kernel.columns import REFERENCE, Instant, choice
from eventsite.kernel.facts import Lane
from eventsite.kernel.i18n import SOURCE_LOCALE


class AuditEntry(Base):
    """One fact, who made it happen and when. Append-only; carries references, never names or health or bank words."""

    __tablename__ = "audit_entry"
    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[dt.datetime] = mapped_column(Instant)
    actor: Mapped[str] = mapped_column(String(40))
    fact: Mapped[str] = mapped_column(String(80))
    schema: Mapped[int]
    about: Mapped[str] = mapped_column(String(80), index=True)
    payload: Mapped[dict[str, Any]] = mapped_column(JSON)
    event_id: Mapped[int | None] = mapped_column(index=True)
    organisation_id: Mapped[int | None] = mapped_column(index=True)


class MessageState(StrEnum):
    """Where an outbox message is. Parked ones wait for a person to say "try again"."""

    WAITING = "waiting"
    DONE = "done"
    PARKED = "parked"


REFUSED = "refused for good"
"""How the trouble of a message begins that no further try would bring through."""


class OutboxMessage(Base):
    """One fact on its way to one reaction. Its id is the idempotency key of whatever the reaction does outside."""

    __tablename__ = "outbox_message"
    __table_args__ = (
        Index("ix_outbox_message_due", "state", "lane", "run_at"),
        Index(
            "uq_outbox_message_later",
            "later_key",
            unique=True,
            sqlite_where=text("state = 'waiting'"),
            postgresql_where=text("state = 'waiting'"),
        ),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    entry_id: Mapped[int | None] = mapped_column(ForeignKey("audit_entry.id"))
    fact: Mapped[str] = mapped_column(String(80))
    schema: Mapped[int]
    payload: Mapped[dict[str, Any]] = mapped_column(JSON)
    event_id: Mapped[int | None] = mapped_column(index=True)
    organisation_id: Mapped[int | None]
    lane: Mapped[int] = mapped_column(default=int(Lane.NORMAL))
    locale: Mapped[str] = mapped_column(String(20), default=SOURCE_LOCALE)
    later_key: Mapped[str | None] = mapped_column(String(250))
    handler: Mapped[str] = mapped_column(String(120))
    state: Mapped[MessageState] = mapped_column(choice(MessageState), default=MessageState.WAITING)
    attempts: Mapped[int] = mapped_column(default=0)
    run_at: Mapped[dt.datetime] = mapped_column(Instant)
    leased_until: Mapped[dt.datetime | None] = mapped_column(Instant)
    trouble: Mapped[str | None] = mapped_column(Text)

    @property
    def is_refused(self) -> bool:
        """Whether the other side said that it will never take this, so that the person has to be reached another way."""
        return (self.trouble or "").startswith(REFUSED)


class WorkerSeen(Base):
    """A process that delivers: when it was last there, and when it last did the jobs of the day."""

    __tablename__ = "worker_seen"
    id: Mapped[int] = mapped_column(primary_key=True)
    ref: Mapped[str] = mapped_column(REFERENCE, unique=True)
    host: Mapped[str] = mapped_column(String(100))
    seen_at: Mapped[dt.datetime] = mapped_column(Instant)
    daily_at: Mapped[dt.datetime | None] = mapped_column(Instant)


class PublicVersionCount(Base):
    """How often the public pages of an event have changed: a row of its own, so that nobody queues behind the event's."""

    __tablename__ = "public_version"
    event_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    number: Mapped[int] = mapped_column(default=0)
