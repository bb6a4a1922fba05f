"""Adding, keeping and dropping attachments. Rows come before files, so that no file is ever without a row."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from eventsite.attachments.facts import AttachmentDropped
from eventsite.attachments.models import Attachment, AttachmentPage
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
    work.database.add(attachment)
    work.database.flush()
    return attachment


def _stored_name() -> str:
    return f"{FOLDER}/{new_reference(STORED_NAME_LETTERS)}"


def keep_attachment(work: Work, ref: str) -> Attachment:
    """Say that something needs the attachment now. Raises NotVisible when it was swept up already, or never there."""
    found = _locked(work, ref)
    if found is None or found.dropped_at is not None:
        raise NotVisible
    found.kept_at = found.kept_at or work.clock.now()
    return found


def drop_attachment(work: Work, ref: str) -> None:
    """Say that nothing needs the attachment any more; its files are deleted after the commit. Twice is fine."""
    found = _locked(work, ref)
    if found is not None and found.dropped_at is None:
        _drop(work, found)


def drop_strays(work: Work) -> int:
    """Drop what was stored and never needed. Returns how many."""
    since = work.clock.now() - KEEP_WITHIN
    strays: Sequence[Attachment] = work.database.scalars(
        select(Attachment)
        .where(Attachment.kept_at.is_(None), Attachment.dropped_at.is_(None), Attachment.made_at < since)
        .with_for_update()
    ).all()
    for stray in strays:
        _drop(work, stray)
    return len(strays)


def forget_attachment(work: Work, ref: str) -> None:
    """Delete the rows of an attachment whose files are gone."""
    found = _locked(work, ref)
    if found is not None:
        work.database.delete(found)


def _drop(work: Work, attachment: Attachment) -> None:
    attachment.dropped_at = work.clock.now()
    work.record(AttachmentDropped(about=attachment.ref))


def _locked(work: Work, ref: str) -> Attachment | None:
    return work.database.scalar(select(Attachment).where(Attachment.ref == ref).with_for_update())
