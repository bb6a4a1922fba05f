"""Private feeds. Only the digest of a secret is kept, so the address is shown once."""

import datetime as dt

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from eventsite.kernel.base import Base
from eventsite.kernel.columns import REFERENCE, Instant
from eventsite.kernel.references import new_reference


class Feed(Base):
    """One secret address with everything its owner is coming to: a person's, or one registration's."""

    __tablename__ = "feed"
    id: Mapped[int] = mapped_column(primary_key=True)
    ref: Mapped[str] = mapped_column(REFERENCE, unique=True, default=new_reference)
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    registration: Mapped[str | None] = mapped_column(REFERENCE, index=True)
    created_at: Mapped[dt.datetime] = mapped_column(Instant)
    revoked_at: Mapped[dt.datetime | None] = mapped_column(Instant)
