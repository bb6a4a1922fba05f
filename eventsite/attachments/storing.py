"""Storing what was looked at, and reading it again. The row first, then the files, then what needs them."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from eventsite.attachments.commands import AddAttachment, DropAttachments, add_attachment, drop_attachments
from eventsite.attachments.looking import LookedAt, Upload, look_at
from eventsite.attachments.models import Attachment
from eventsite.attachments.queries import attachment_by_ref, file_key
from eventsite.attachments.sealing import open_file, seal_file
from eventsite.attachments.values import PDF
from eventsite.kernel.refusals import NotVisible
from eventsite.records.services import Services


@dataclass(frozen=True, kw_only=True)
class StoredFile:
    """A file that is stored and waits to be kept.

    `digest` tells whether the very same bytes came before; it has a key, so that nobody proves with a copy whose it is.
    """

    ref: str
    name: str
    media_type: str
    size: int
    digest: str


def take_uploads(services: Services, uploads: Sequence[Upload], *, field: str | None = None) -> list[StoredFile]:
    """Look at the uploads and store them. Raises Refusals of `look_at`, and OSError when the store cannot take them."""
    stored: list[StoredFile] = []
    try:
        stored.extend(_store(services, one) for one in look_at(uploads, field=field))
    except BaseException:
        let_go(services, stored)
        raise
    return stored


def _store(services: Services, file: LookedAt) -> StoredFile:
    command = AddAttachment(drawing=file.drawing, size=len(file.content), with_original=file.drawing.media_type == PDF)
    attachment = services.database.perform(add_attachment, command)
    key = file_key(services.database.cipher, attachment)
    stored = StoredFile(
        ref=attachment.ref,
        name=file.name,
        media_type=attachment.media_type,
        size=attachment.size,
        digest=services.database.cipher.mark("receipt", hashlib.sha256(file.content).hexdigest()),
    )
    try:
        for name, content in _parts(attachment, file):
            services.files.put(name, seal_file(key, name, content))
    except BaseException:
        let_go(services, [stored])
        raise
    return stored


def _parts(attachment: Attachment, file: LookedAt) -> Iterator[tuple[str, bytes]]:
    if attachment.original:
        yield attachment.original, file.content
    if attachment.thumbnail:
        yield attachment.thumbnail, file.drawing.thumbnail
    for row, page in zip(attachment.pages, file.drawing.pages, strict=True):
        yield row.picture, page.picture


def let_go(services: Services, stored: Sequence[StoredFile]) -> None:
    """Drop stored files that will not be needed after all; the worker deletes them."""
    if stored:
        services.database.perform(drop_attachments, DropAttachments(refs=[one.ref for one in stored]))


def read_page(services: Services, database: Session, ref: str, number: int) -> bytes:
    """Return the JPEG of one page, counted from 1. Raises NotVisible."""
    attachment = attachment_by_ref(database, ref)
    for page in attachment.pages:
        if page.number == number:
            return _read(services, attachment, page.picture)
    raise NotVisible


def read_thumbnail(services: Services, database: Session, ref: str) -> bytes:
    """Return the small JPEG of the first page; the page itself where there is no small one. Raises NotVisible."""
    attachment = attachment_by_ref(database, ref)
    name = attachment.thumbnail or next((page.picture for page in attachment.pages), None)
    if name is None:
        raise NotVisible
    return _read(services, attachment, name)


def read_original(services: Services, database: Session, ref: str) -> bytes:
    """Return the file as it came, to be handed out as a download only. Raises NotVisible where it is not kept."""
    attachment = attachment_by_ref(database, ref)
    if attachment.original is None:
        raise NotVisible
    return _read(services, attachment, attachment.original)


def _read(services: Services, attachment: Attachment, name: str) -> bytes:
    try:
        content = services.files.get(name)
    except FileNotFoundError:
        raise NotVisible from None
    key = file_key(services.database.cipher, attachment)
    return open_file(key, name, content) if key else content
