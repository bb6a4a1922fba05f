"""Attachments: files from outside, made harmless, stored sealed, swept when nothing needs them."""

from eventsite.attachments import facts, handlers, permissions
from eventsite.attachments.commands import drop_strays
from eventsite.kernel.i18n import lazy_gettext
from eventsite.records.rooms import Manifest

MANIFEST = Manifest(
    name="attachments",
    permissions=(permissions.HANDLE_ATTACHMENT, permissions.FORGET_ATTACHMENT),
    facts=(facts.AttachmentKept, facts.AttachmentDropped, facts.AttachmentForgotten),
    handlers={facts.AttachmentDropped: (handlers.delete_files,)},
    emails={"delete_files": lazy_gettext("The deleting of files that nothing needs any more")},
    retention={drop_strays: lazy_gettext("files that were never added to anything, after an hour")},
)
