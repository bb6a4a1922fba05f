"""Attachments: what was drawn of a stranger's file, and the file itself, sealed. Bytes are in the file store."""

import datetime as dt

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from eventsite.kernel.base import Base
from eventsite.kernel.columns import REFERENCE, Instant, sealed
from eventsite.kernel.crypto import SealedAt
from eventsite.kernel.references import new_reference

STORED_NAME = String(100)


class Attachment(Base):
    """One file. `kept_at` is empty until something that needs it is saved; `dropped_at` says that its files are to go.

    `sealed_key` holds the file's own key, sealed; so changing the site's keys changes rows and no file. It is empty for
    files from before files were sealed.
    """

    __tablename__ = "attachment"
    id: Mapped[int] = mapped_column(primary_key=True)
    ref: Mapped[str] = mapped_column(REFERENCE, unique=True, default=new_reference)
    media_type: Mapped[str] = mapped_column(String(60))
    size: Mapped[int]
    sealed_key: Mapped[str] = sealed(lambda row: SealedAt("attachment", row.ref, "key"), default="")
    original: Mapped[str | None] = mapped_column(STORED_NAME)
    thumbnail: Mapped[str | None] = mapped_column(STORED_NAME)
    made_at: Mapped[dt.datetime] = mapped_column(Instant)
    kept_at: Mapped[dt.datetime | None] = mapped_column(Instant, index=True)
    dropped_at: Mapped[dt.datetime | None] = mapped_column(Instant)
    pages: Mapped[list["AttachmentPage"]] = relationship(
        order_by="AttachmentPage.number", lazy="selectin", back_populates="attachment", cascade="all, delete-orphan"
    )

    @property
    def stored_names(self) -> list[str]:
        """Every name under which the file store holds a part of it."""
        return [name for name in (self.original, self.thumbnail, *(page.picture for page in self.pages)) if name]


class AttachmentPage(Base):
    """One picture of the file, and the text that stood there, sealed. Width and height are 0 where nobody measured."""

    __tablename__ = "attachment_page"
    __table_args__ = (UniqueConstraint("attachment_id", "number"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    attachment_id: Mapped[int] = mapped_column(ForeignKey("attachment.id"))
    number: Mapped[int]
    picture: Mapped[str] = mapped_column(STORED_NAME)
    width: Mapped[int]
    height: Mapped[int]
    sealed_text: Mapped[str] = sealed(
        lambda page: SealedAt("attachment", page.attachment.ref, f"text {page.number}"), default=""
    )
    attachment: Mapped[Attachment] = relationship(back_populates="pages")
