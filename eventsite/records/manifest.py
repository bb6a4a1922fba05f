"""Records: what happened, what is still to be told of it, and when both are forgotten."""

from eventsite.kernel.i18n import lazy_gettext
from eventsite.records.commands import ENTRIES_KEPT, MESSAGES_KEPT, forget_entries, forget_messages
from eventsite.records.facts import RowsForgotten
from eventsite.records.models import AuditEntry, OutboxMessage, PublicVersionCount, WorkerSeen
from eventsite.records.retention import Personal, RetentionRule, Topic, of
from eventsite.records.rooms import Manifest

MANIFEST = Manifest(
    name="records",
    facts=(RowsForgotten,),
    personal=(
        Personal(
            topic=Topic.RECORD, what=lazy_gettext("A letter on its way, and whether it arrived"),
            stored=of(
                OutboxMessage,
                "fact schema payload event_id organisation_id lane locale later_key handler state attempts run_at leased_until trouble",
            ),
            left=lazy_gettext("Of the latest letter, that it was sent."),
        ),
        Personal(
            topic=Topic.RECORD, what=lazy_gettext("What was done, when, and by whom; also who opened something private"),
            stored=of(AuditEntry, "at actor fact schema about payload event_id organisation_id"),
        ),
    ),
    not_personal=[*of(WorkerSeen, "host seen_at daily_at"), PublicVersionCount.number],
    retention=(
        RetentionRule(
            forget=forget_messages, empties=[OutboxMessage], after=MESSAGES_KEPT, since=[OutboxMessage.run_at],
            what=lazy_gettext("letters that were sent, or that could not be"), when=lazy_gettext("%(time)s after they were due"),
        ),
        RetentionRule(
            forget=forget_entries, empties=[AuditEntry], after=ENTRIES_KEPT, since=[AuditEntry.at],
            what=lazy_gettext("notes of what was done"), when=lazy_gettext("%(time)s after it was done"),
        ),
    ),
)
