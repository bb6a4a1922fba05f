"""Adding, keeping and dropping attachments. Rows come before files, so that no file is ever without a row."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement

from eventsite.attachments.facts import AttachmentDropped, AttachmentForgotten, AttachmentKept
from eventsite.attachments.models import Attachment, AttachmentPage
from eventsite.attachments.permissions import ATTACHMENT
from eventsite.attachments.sealing import new_file_key
from eventsite.attachments.values import Drawing
from eventsite.kernel.references import new_reference
from eventsite.kernel.refusals import NotVisible
from eventsite.records.work import Work

FOLDER = "attachments"
STORED_NAME_LETTERS = 24
KEEP_WITHIN = dt.timedelta(hours=1)
"""What nothing has needed after this long was left behind: the person, or the process, went away."""


@dataclass(frozen=True, kw_only=True)
class AddAttachment:
    """A drawing, the size of the file it was made of, and whether the file itself is stored too."""

    drawing: Drawing
    size: int
    with_original: bool


def add_attachment(work: Work, command: AddAttachment) -> Attachment:
    """Make the row of a file that is about to be stored; until it is kept, it is swept up after an hour."""
    drawing, ref = command.drawing, new_reference()
    attachment = Attachment(
        ref=ref,
        media_type=drawing.media_type,
        size=command.size,
        sealed_key=work.cipher.seal(new_file_key(), table=Attachment.__tablename__, row=ref, field="key"),
        original=_stored_name() if command.with_original else None,
        thumbnail=_stored_name(),
        made_at=work.clock.now(),
    )
    for number, page in enumerate(drawing.pages, start=1):
        sealed = work.cipher.seal(page.text, table=Attachment.__tablename__, row=ref, field=f"text {number}")
        attachment.pages.append(
            AttachmentPage(
                number=number,
                picture=_stored_name(),
                width=page.width,
                height=page.height,
                sealed_text=sealed if page.text else "",
            )
        )
    return work.add(ATTACHMENT, attachment, "add")


def _stored_name() -> str:
    return f"{FOLDER}/{new_reference(STORED_NAME_LETTERS)}"


@dataclass(frozen=True, kw_only=True)
class KeepAttachments:
    """Something needs these from now on."""

    refs: Sequence[str]


def keep_attachments(work: Work, command: KeepAttachments) -> Mapping[str, Attachment]:
    """Keep them, and return each by its reference; twice changes nothing.

    Raises NotVisible when one was swept up already, or never there.
    """
    kept = work.change_all(ATTACHMENT, command.refs, "keep")
    for attachment in kept:
        if attachment.dropped_at is not None:
            raise NotVisible
        attachment.kept_at = attachment.kept_at or work.clock.now()
        if work.differs(attachment):
            work.record(AttachmentKept(about=attachment.ref))
    return {attachment.ref: attachment for attachment in kept}


@dataclass(frozen=True, kw_only=True)
class DropAttachments:
    """Nothing needs these any more."""

    refs: Sequence[str]


def drop_attachments(work: Work, command: DropAttachments) -> None:
    """Have their files deleted after the commit. Ones that were dropped, or never there, are passed over."""
    _drop(work, Attachment.ref.in_(list(command.refs)))


def drop_strays(work: Work, before: dt.datetime) -> int:
    """Drop what was stored before `before` and never needed. Returns how many."""
    return _drop(work, Attachment.kept_at.is_(None) & (Attachment.made_at < before))


def _drop(work: Work, which: ColumnElement[bool]) -> int:
    found = work.change_each(ATTACHMENT, which & Attachment.dropped_at.is_(None), "drop")
    for attachment in found:
        attachment.dropped_at = work.clock.now()
        work.record(AttachmentDropped(about=attachment.ref))
    return len(found)


@dataclass(frozen=True, kw_only=True)
class ForgetAttachment:
    """The files of this one are gone."""

    ref: str


def forget_attachment(work: Work, command: ForgetAttachment) -> None:
    """Delete the rows of a dropped attachment; twice changes nothing. Raises NotAllowed."""
    was_dropped = (Attachment.ref == command.ref) & Attachment.dropped_at.is_not(None)
    for attachment in work.change_each(ATTACHMENT, was_dropped, "forget"):
        work.database.delete(attachment)
        work.record(AttachmentForgotten(about=attachment.ref))
