"""Reading attachments by reference. Who may see one is for the room that keeps it to say."""

from collections.abc import Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from eventsite.attachments.models import Attachment
from eventsite.kernel.crypto import FieldCipher
from eventsite.kernel.refusals import NotVisible


def attachment_by_ref(database: Session, ref: str) -> Attachment:
    """Return an attachment whose files are not on their way out. Raises NotVisible."""
    found = database.scalar(select(Attachment).where(Attachment.ref == ref, Attachment.dropped_at.is_(None)))
    if found is None:
        raise NotVisible
    return found


def attachments_by_ref(database: Session, refs: Sequence[str]) -> Mapping[str, Attachment]:
    """Return those attachments that are there, by reference."""
    found = database.scalars(select(Attachment).where(Attachment.ref.in_(refs), Attachment.dropped_at.is_(None)))
    return {attachment.ref: attachment for attachment in found}


def file_key(cipher: FieldCipher, attachment: Attachment) -> str:
    """Return the key that the attachment's files are sealed with; "" for old files that are not sealed."""
    if not attachment.sealed_key:
        return ""
    return cipher.open(attachment.sealed_key, table=Attachment.__tablename__, row=attachment.ref, field="key")


def texts_of(cipher: FieldCipher, attachment: Attachment) -> list[str]:
    """Return the text of every page that has any, in order, for somebody who cannot see the pictures."""
    return [
        cipher.open(page.sealed_text, table=Attachment.__tablename__, row=attachment.ref, field=f"text {page.number}")
        for page in attachment.pages
        if page.sealed_text
    ]
