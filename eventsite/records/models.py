"""Audit entries and outbox messages: written in the same transaction as the change they tell of."""

import datetime as dt
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from eventsite.kernel.base import Base
from eventsite.kernel.columns import Instant, choice


class AuditEntry(Base):
    """One fact, who made it happen and when. Append-only; carries references, never names or health or bank words."""

    __tablename__ = "audit_entry"
    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[dt.datetime] = mapped_column(Instant)
    actor: Mapped[str] = mapped_column(String(40))
    fact: Mapped[str] = mapped_column(String(80))
    about: Mapped[str] = mapped_column(String(80), index=True)
    payload: Mapped[dict[str, Any]] = mapped_column(JSON)


class MessageState(StrEnum):
    """Where an outbox message is. Parked ones wait for a person to say "try again"."""

    WAITING = "waiting"
    DONE = "done"
    PARKED = "parked"


class OutboxMessage(Base):
    """One fact on its way to one reaction. Its id is the idempotency key of whatever the reaction does outside."""

    __tablename__ = "outbox_message"
    __table_args__ = (Index("ix_outbox_message_due", "state", "run_at"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    entry_id: Mapped[int] = mapped_column(ForeignKey("audit_entry.id"))
    fact: Mapped[str] = mapped_column(String(80))
    payload: Mapped[dict[str, Any]] = mapped_column(JSON)
    handler: Mapped[str] = mapped_column(String(120))
    state: Mapped[MessageState] = mapped_column(choice(MessageState), default=MessageState.WAITING)
    attempts: Mapped[int] = mapped_column(default=0)
    run_at: Mapped[dt.datetime] = mapped_column(Instant)
    leased_until: Mapped[dt.datetime | None] = mapped_column(Instant)
    trouble: Mapped[str | None] = mapped_column(Text)
