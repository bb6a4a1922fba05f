"""Workers say that they are there, so that somebody notices when none is."""

import datetime as dt
import socket
from collections.abc import Callable

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from eventsite.kernel.references import new_reference
from eventsite.records.models import WorkerSeen
from eventsite.records.work import Database, unit_of_work

BEAT = dt.timedelta(seconds=30)
FORGOTTEN_AFTER = dt.timedelta(days=7)
"""How long the row of a worker stays that is no longer there."""


class Heartbeat:
    """One worker process, and when it was last there."""

    def __init__(self, database: Database) -> None:
        self._database, self._ref = database, new_reference()
        self._next = database.clock.now()

    def beat(self) -> None:
        """Write down that this worker is there; at most once in every BEAT."""
        now = self._database.clock.now()
        if now >= self._next:
            self._next = now + BEAT
            self._write(seen_at=now)

    def done(self, daily: Callable[[], object]) -> None:
        """Do the daily jobs, and write down that they were done."""
        daily()
        now = self._database.clock.now()
        self._write(seen_at=now, daily_at=now)

    def _write(self, **times: dt.datetime) -> None:
        with unit_of_work(self._database) as work:
            session: Session = work.database
            known = update(WorkerSeen).where(WorkerSeen.ref == self._ref).values(**times).returning(WorkerSeen.id)
            if session.scalar(known) is None:
                session.execute(delete(WorkerSeen).where(WorkerSeen.seen_at < times["seen_at"] - FORGOTTEN_AFTER))
                session.add(WorkerSeen(ref=self._ref, host=socket.gethostname()[:100], **times))
