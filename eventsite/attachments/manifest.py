"""Attachments: files from outside, made harmless, stored sealed, swept when nothing needs them."""

from eventsite.attachments import facts, handlers, permissions
from eventsite.attachments.commands import KEEP_WITHIN, drop_strays
from eventsite.attachments.models import Attachment, AttachmentPage
from eventsite.kernel.i18n import lazy_gettext
from eventsite.records.retention import Personal, RetentionRule, Topic, of
from eventsite.records.rooms import Manifest

MANIFEST = Manifest(
    name="attachments",
    permissions=(permissions.HANDLE_ATTACHMENT, permissions.FORGET_ATTACHMENT),
    facts=(facts.AttachmentKept, facts.AttachmentDropped, facts.AttachmentForgotten),
    handlers={facts.AttachmentDropped: (handlers.delete_files,)},
    emails={"delete_files": lazy_gettext("The deleting of files that nothing needs any more")},
    personal=(
        Personal(
            topic=Topic.RECEIPT, what=lazy_gettext("The file you sent, the pictures we made of it, and the words on it"),
            stored=[
                *of(Attachment, "media_type size sealed_key original thumbnail made_at kept_at dropped_at"),
                *of(AttachmentPage, "number picture width height sealed_text"),
            ],
            sooner=lazy_gettext("It goes at once when you take it off your claim."),
        ),
    ),
    retention=(
        RetentionRule(
            forget=drop_strays, empties=[Attachment, AttachmentPage], after=KEEP_WITHIN, since=[Attachment.made_at],
            what=lazy_gettext("files that were never added to anything"), when=lazy_gettext("%(time)s after they came"),
        ),
    ),
)
