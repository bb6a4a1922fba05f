"""What this room does when something happened: files that nothing needs are deleted."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from eventsite.attachments.commands import ForgetAttachment, forget_attachment
from eventsite.attachments.models import Attachment
from eventsite.records.delivery import Leased
from eventsite.records.services import Services


def delete_files(services: Services, leased: Leased) -> None:
    """Delete every stored part of a dropped attachment, then its rows. Raises OSError while the store is away."""
    with Session(services.database.engine) as database:
        found = database.scalar(select(Attachment).where(Attachment.ref == leased.fact.about))
        names = found.stored_names if found and found.dropped_at else []
    for name in names:
        services.files.remove(name)
    services.database.perform(forget_attachment, ForgetAttachment(ref=leased.fact.about))
