"""Attachments as an aggregate. Who may add, keep or drop one is decided by the room that needs it, before it asks here."""

from typing import Any

from eventsite.attachments.models import Attachment, AttachmentPage
from eventsite.kernel.actor import Actor
from eventsite.kernel.aggregates import Aggregate, LockOrder
from eventsite.kernel.permissions import Permission


def _through_another_room(_actor: Actor, _attachment: Any) -> bool:
    # Whoever comes here may change the row that the file is for, or has just sent the file.
    return True


def _nobody(_actor: Actor, _attachment: Any) -> bool:
    return False


HANDLE_ATTACHMENT = Permission("attachments.handle", _through_another_room)
FORGET_ATTACHMENT = Permission("attachments.forget", _nobody)
"""Only the system forgets, once the files are gone."""

ATTACHMENT = Aggregate(
    model=Attachment,
    order=LockOrder.ATTACHMENT,
    actions={
        "add": HANDLE_ATTACHMENT,
        "keep": HANDLE_ATTACHMENT,
        "drop": HANDLE_ATTACHMENT,
        "forget": FORGET_ATTACHMENT,
    },
    untold=frozenset({(None, "add")}),  # nothing needs it until it is kept, and that is told
    parts=(AttachmentPage.attachment_id,),
)
