"""What an event offers, and what people said would help them."""

import datetime as dt

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from eventsite.access.values import NeedState, Offered
from eventsite.kernel.base import Base
from eventsite.kernel.columns import REFERENCE, Instant, choice, sealed
from eventsite.kernel.crypto import SealedAt
from eventsite.kernel.references import new_reference


class OfferLine(Base):
    """One fact about the event, by code of the vocabulary."""

    __tablename__ = "access_offer_line"
    __table_args__ = (UniqueConstraint("event_id", "code"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    code: Mapped[str] = mapped_column(String(40))
    status: Mapped[Offered] = mapped_column(choice(Offered))
    detail: Mapped[str] = mapped_column(Text, default="")
    checked_on: Mapped[dt.date | None]


class Need(Base):
    """Something that would help one person. Which thing, and their own words, are sealed; counts use neither.

    Nothing beside the sealed words is derived from them: equal digests would tell who needs the same. A need that was
    withdrawn has lost both. `answered_by` is what whoever gave the last answer is called: the person reads it.
    """

    __tablename__ = "access_need"
    __table_args__ = (
        Index("ix_access_need_event_id_state", "event_id", "state"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    ref: Mapped[str] = mapped_column(REFERENCE, unique=True, default=new_reference)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    registration_ref: Mapped[str] = mapped_column(REFERENCE, index=True)
    code_sealed: Mapped[str] = sealed(lambda row: SealedAt("access_need", row.ref, "code"))
    words_sealed: Mapped[str | None] = sealed(lambda row: SealedAt("access_need", row.ref, "words"))
    is_asked: Mapped[bool] = mapped_column(default=False)
    state: Mapped[NeedState] = mapped_column(choice(NeedState), default=NeedState.ASKED)
    owner_role: Mapped[str] = mapped_column(String(40))
    due_on: Mapped[dt.date]
    asked_at: Mapped[dt.datetime] = mapped_column(Instant)
    answered_by: Mapped[str] = mapped_column(String(200), default="")
    answered_at: Mapped[dt.datetime | None] = mapped_column(Instant)
