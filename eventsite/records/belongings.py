"""What belongs to an event and goes with it: each room's manifest lists its own tables, and `Rooms` adds those of this one."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import delete

from eventsite.kernel.base import Base
from eventsite.records.models import AuditEntry, OutboxMessage, PublicVersionCount
from eventsite.records.work import Work

OF_EVERY_EVENT: Sequence[type[Base]] = (OutboxMessage, AuditEntry, PublicVersionCount)
"""Tables of this room with rows of an event, in an order in which they can be emptied."""


def remove_with_belongings(work: Work, event: Any) -> None:
    """Delete an event that a unit of work has changed, and every row of it in every room. Nothing of it is left."""
    for table in work.belongings:
        work.forget(delete(table).where(table.event_id == event.id))  # type: ignore[attr-defined]
    work.database.delete(event)
    work.database.flush()
