"""The published programme."""

import datetime as dt
from typing import Any

from sqlalchemy import JSON, ForeignKey, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from eventsite.kernel.base import Base
from eventsite.kernel.columns import REFERENCE, Instant
from eventsite.kernel.references import new_reference


class Release(Base):
    """The published programme, frozen. Never changed: a correction is the next release.

    `schema` says in which shape `content` is; `programme/release_content.py` reads each that was ever written.
    """

    __tablename__ = "release"
    __table_args__ = (UniqueConstraint("event_id", "number"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    ref: Mapped[str] = mapped_column(REFERENCE, unique=True, default=new_reference)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    number: Mapped[int]
    note: Mapped[str] = mapped_column(Text, default="")
    published_at: Mapped[dt.datetime] = mapped_column(Instant)
    schema: Mapped[int]
    content: Mapped[dict[str, Any]] = mapped_column(JSON, deferred=True)
    changes: Mapped[list[dict[str, str]]] = mapped_column(JSON, default=list)
