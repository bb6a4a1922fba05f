"""What is forgotten of what happened, and of what was to be told."""

import datetime as dt

from sqlalchemy import delete, func, select

from eventsite.records.models import AuditEntry, MessageState, OutboxMessage
from eventsite.records.work import Work

MESSAGES_KEPT = dt.timedelta(days=90)
"""How long a message stays that was delivered, or that could not be: so long somebody may look into it and try again."""
ENTRIES_KEPT = dt.timedelta(days=7 * 366)
"""As long as accounts: it says who checked and who paid."""


def forget_messages(work: Work, before: dt.datetime) -> int:
    """Take away messages that were due before `before` and wait no more. Returns how many.

    The latest one stays, because its number is the key of a letter, and SQLite would give that number again.
    """
    over = OutboxMessage.state != MessageState.WAITING, OutboxMessage.run_at < before
    latest = select(func.max(OutboxMessage.id)).scalar_subquery()
    gone = delete(OutboxMessage).where(*over, OutboxMessage.id < latest).returning(OutboxMessage.id)
    return len(work.database.scalars(gone).all())


def forget_entries(work: Work, before: dt.datetime) -> int:
    """Take away what was noted before `before` and that no message tells of any more. Returns how many entries."""
    told = select(OutboxMessage.entry_id).where(OutboxMessage.entry_id.is_not(None))
    gone = delete(AuditEntry).where(AuditEntry.at < before, AuditEntry.id.not_in(told)).returning(AuditEntry.id)
    return len(work.database.scalars(gone).all())
