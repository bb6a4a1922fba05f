"""The unit of work: the only place that commits, and the one path to whatever changes.

Leaving the block without an exception commits the change, its audit entries and its outbox messages together;
leaving it with one undoes them together. A command loads with `change`, `change_all`, `make` or `read`, adds with `add`, and tells
with `record`; locking, scope, permission, state and version are the path's business.
"""

import datetime as dt
import functools
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, TypeVar, cast

from sqlalchemy import Engine, Select, UpdateBase
from sqlalchemy.orm import Session

from eventsite.kernel.actor import SYSTEM, Actor
from eventsite.kernel.aggregates import Aggregate, Row
from eventsite.kernel.base import Base
from eventsite.kernel.clock import Clock
from eventsite.kernel.crypto import FieldCipher
from eventsite.kernel.facts import Fact
from eventsite.kernel.permissions import require
from eventsite.kernel.refusals import ChangedMeanwhile, NotVisible
from eventsite.records import mapped_rows, outbox, tracking
from eventsite.records.collisions import retry_once
from eventsite.records.engine import for_writing
from eventsite.records.tracking import ROUND_THE_PATH, Tracked, Tracker, WritingSession

Result = TypeVar("Result")
Command = TypeVar("Command")
Subscriptions = Mapping[type[Fact], Sequence[str]]
"""Which handlers, by name, hear of which fact."""


class Watcher:
    """Hears of every load for change; the race suite meets there. Does nothing by itself."""

    def before_lock(self, aggregate: Aggregate[Any]) -> None:
        """Hear that rows are about to be locked."""

    def after_lock(self, aggregate: Aggregate[Any]) -> None:
        """Hear that rows are locked."""


@dataclass(frozen=True, kw_only=True)
class Database:
    """What every unit of work in a process shares.

    `belongings` are the tables whose rows go with their event. `locks` is false only in tests that show what locks are for.
    """

    engine: Engine
    clock: Clock
    cipher: FieldCipher
    subscriptions: Subscriptions = field(default_factory=dict)
    belongings: Sequence[type[Base]] = ()
    watcher: Watcher = field(default_factory=Watcher)
    locks: bool = True

    @functools.cached_property
    def writing(self) -> Engine:
        """The engine whose connections begin a transaction that writes."""
        return for_writing(self.engine)

    def perform(
        self, verb: "Callable[[Work, Command], Result]", command: Command, actor: Actor = SYSTEM
    ) -> Result:
        """Run one command in a unit of work of its own, and once more if somebody else was faster. Raises TooBusy."""

        def act() -> Result:
            with unit_of_work(self, actor) as work:
                return verb(work, command)

        return retry_once(act)


@dataclass(frozen=True, kw_only=True)
class Work:
    """One piece of work: the database session, who does it, the clock, and the one path to whatever changes."""

    database: Session
    actor: Actor
    clock: Clock
    cipher: FieldCipher
    subscriptions: Subscriptions
    belongings: Sequence[type[Base]]
    watcher: Watcher
    locks: bool
    tracker: Tracker
    told: list[outbox.Told] = field(default_factory=list)
    outdated: set[tuple[int | None, int | None]] = field(default_factory=set)

    def change(self, aggregate: Aggregate[Row], ref: str, action: str, seen: int | None = None) -> Row:
        """Load one row to change it: locked, visible to the actor, allowed, not stale, and moved along its lifecycle.

        `seen` is the version the person had before them; None where no form was filled in. Raises NotVisible,
        NotAllowed, ChangedMeanwhile, WrongState.
        """
        kept = self._one(aggregate, ref)
        if kept is None:
            raise NotVisible
        return cast("Row", self._begin(aggregate, kept, action, seen))

    def change_all(self, aggregate: Aggregate[Row], refs: Sequence[str], action: str) -> list[Row]:
        """Load several rows of one kind to change them, in the order of their ids. Raises as `change` does."""
        condition = aggregate.model.ref.in_(sorted(set(refs)))  # type: ignore[attr-defined]
        found = self._load_where(aggregate, condition, is_written=True)
        if len(found) != len(set(refs)):
            raise NotVisible
        return [self._begin(aggregate, kept, action, None) for kept in found]

    def change_each(self, aggregate: Aggregate[Row], where: Any, action: str) -> list[Row]:
        """Load every row that fits a condition, to change them, in the order of their ids. Raises as `change` does."""
        return [self._begin(aggregate, kept, action, None) for kept in self._load_where(aggregate, where, is_written=True)]

    def read(self, aggregate: Aggregate[Row], ref: str, action: str | None = None) -> Row:
        """Load one row that stays as it is until the commit; with `action`, only if the actor may do that.

        Raises NotVisible, NotAllowed.
        """
        kept = next((k for k in self.tracker.rows.values() if k.row.ref == ref and k.aggregate.model is aggregate.model), None)
        if kept is None:
            kept = self._load_one(aggregate, ref, is_written=False)
        if kept is None:
            raise NotVisible
        self._refuse_invisible(kept)
        if action is not None:
            require(self.actor, aggregate.actions[action], kept.row)
        return cast("Row", kept.row)

    def read_each(self, aggregate: Aggregate[Row], where: Any, action: str) -> list[Row]:
        """Load every row that fits a condition and that stays as it is until the commit. Raises NotAllowed."""
        found = self._load_where(aggregate, where, is_written=False)
        for kept in found:
            self._refuse_invisible(kept)
            require(self.actor, aggregate.actions[action], kept.row)
        return [kept.row for kept in found]

    def make(self, aggregate: Aggregate[Row], ref: str, action: str, new: Callable[[], Row]) -> Row:
        """Return the row with the reference that a form carried: the one that is there, to change it, or a new one.

        So the same form sent twice makes one thing, and sent with other content changes it. Raises as `change` does.
        """
        kept = self._one(aggregate, ref)
        if kept is not None:
            return cast("Row", self._begin(aggregate, kept, action, None))
        row = new()
        row.ref = ref  # type: ignore[attr-defined]
        return self.add(aggregate, row, action)

    def add(self, aggregate: Aggregate[Row], row: Row, action: str) -> Row:
        """Write a new row down, if the actor may. Raises NotAllowed."""
        require(self.actor, aggregate.actions[action], row)
        kept = Tracked(aggregate, row, is_new=True)
        self.tracker.keep(kept)
        self.database.add(row)
        self.database.flush()
        tracking.refuse_read_only(aggregate, self._above(aggregate, row), action)
        kept.is_private = (getattr(row, "state", None), action) in aggregate.untold
        return row

    def forget(self, statement: UpdateBase) -> list[Any]:
        """Take away what is due by one statement; return what it returns. For rules of retention, which manifests list."""
        done = self.database.execute(statement, execution_options={ROUND_THE_PATH: True})
        return list(done.scalars()) if statement.returning_column_descriptions else []

    def is_repeat(self, row: object) -> bool:
        """Whether what is asked for was done already: a second press."""
        kept = self.tracker.find(row)
        return kept is not None and kept.is_repeat

    def is_new(self, row: object) -> bool:
        """Whether this unit of work wrote the row down."""
        kept = self.tracker.find(row)
        return kept is not None and kept.is_new

    def differs(self, row: object) -> bool:
        """Whether the command has given a column of `row` another value, or made the row."""
        kept = self.tracker.find(row)
        return kept is not None and (kept.is_new or kept.differs)

    def record(self, fact: Fact) -> None:
        """Tell what happened: one audit entry, and one outbox message for every handler that subscribed.

        Raises FactWithoutCause for something that this unit of work did not touch.
        """
        about = self.tracker.told_by(fact)
        event_id = None if fact.is_last else about.aggregate.event_id_of(about.row)
        note = self._note(event_id, self._organisation_of(about))
        if fact.is_public:
            self.outdated.add((note.event_id, note.organisation_id))
        self.told.append(outbox.Told(fact=fact, note=note, handlers=self.subscriptions.get(type(fact), ())))

    def later(self, fact: Fact, at: dt.datetime) -> None:
        """Tell `fact` to its handlers at `at`, once; doing so again for the same thing moves it. Raises FactWithoutCause."""
        about = self.tracker.told_by(fact)
        note = self._note(about.aggregate.event_id_of(about.row), self._organisation_of(about))
        outbox.write_later(self.database, fact, note, self.subscriptions.get(type(fact), ()), at)

    def cancel_later(self, kind: type[Fact], about: str) -> None:
        """Take back what `later` was to tell; fine when there is nothing."""
        outbox.cancel_later(self.database, kind, about)

    def _note(self, event_id: int | None, organisation_id: int | None) -> outbox.Note:
        return outbox.Note(
            at=self.clock.now(), actor=self.actor.label, event_id=event_id, organisation_id=organisation_id
        )

    def _organisation_of(self, about: Tracked) -> int | None:
        """Return whose it is. What is above was loaded in the same statement, so that this asks the database nothing."""
        above = self._above(about.aggregate, about.row)
        return about.aggregate.organisation_id_of(about.row if above is None else above)

    def _above(self, aggregate: Aggregate[Any], row: Any) -> Any:
        return self.database.get(aggregate.above, getattr(row, aggregate.above_id)) if aggregate.above else None

    def _one(self, aggregate: Aggregate[Any], ref: str) -> Tracked | None:
        for kept in self.tracker.rows.values():
            if kept.aggregate.model is aggregate.model and kept.row.ref == ref and kept.before is not None:
                return kept
        return self._load_one(aggregate, ref, is_written=True)

    def _load_one(self, aggregate: Aggregate[Any], ref: str, *, is_written: bool) -> Tracked | None:
        asked = tracking.locked_row(aggregate, is_written=is_written, locks=self.locks)
        return next(iter(self._load(aggregate, asked, {"ref": ref}, is_written=is_written)), None)

    def _load_where(self, aggregate: Aggregate[Any], condition: Any, *, is_written: bool) -> list[Tracked]:
        asked = tracking.locked_rows(aggregate, condition, is_written=is_written, locks=self.locks)
        return self._load(aggregate, asked, {}, is_written=is_written)

    def _load(
        self, aggregate: Aggregate[Any], asked: Select[Any], values: Mapping[str, Any], *, is_written: bool
    ) -> list[Tracked]:
        self.watcher.before_lock(aggregate)
        found = mapped_rows.fetch(self.database, asked, values, aggregate.loaded)
        self.watcher.after_lock(aggregate)
        rows = [row for row, *_above in found]
        self.tracker.above += [above for _row, *more in found for above in more]
        if is_written and rows:
            self.tracker.enter(aggregate, rows)
        kept = []
        for row in rows:
            known = self.tracker.find(row)
            if known is None or (is_written and known.before is None and not known.is_new):
                known = Tracked(aggregate, row, before=tracking.columns_of(row) if is_written else None)
                self.tracker.keep(known)
            kept.append(known)
        return kept

    def _begin(self, aggregate: Aggregate[Any], kept: Tracked, action: str, seen: int | None) -> Any:
        row = kept.row
        self._refuse_invisible(kept)
        require(self.actor, aggregate.actions[action], row)
        tracking.refuse_read_only(aggregate, self._above(aggregate, row), action)
        life = aggregate.lifecycle
        kept.is_repeat = life is not None and life.is_repeat(row.state, action)
        if kept.is_repeat:
            return row
        if seen is not None and seen != row.version:
            raise ChangedMeanwhile(row.version, seen)
        kept.is_private = life is not None and (row.state, action) in aggregate.untold
        kept.is_versioned = kept.is_versioned or (hasattr(row, "version") and action not in aggregate.unversioned)
        if life is not None:
            row.state = life.after(row.state, action)
        return row

    def _refuse_invisible(self, kept: Tracked) -> None:
        sees = kept.aggregate.sees
        if sees is not None and not sees.allows(self.actor, kept.row):
            raise NotVisible

    def finish(self) -> None:
        """Refuse what nobody told of, write down what changed, then what was told; last, so that nobody queues there, outdate pages."""
        locked = [kept.row for kept in self.tracker.rows.values() if kept.before is not None]
        if not mapped_rows.are_all_that_waits(self.database, locked):
            self.database.flush()  # so that whoever holds a part that was written is known to have changed
        self.tracker.refuse_untold()
        mapped_rows.write(self.database, locked)
        self.database.flush()
        outbox.write(self.database, self.told)
        outbox.outdate(self.database, self.outdated)


@contextmanager
def unit_of_work(database: Database, actor: Actor = SYSTEM) -> Iterator[Work]:
    """Open a unit of work for `actor`; commit on leaving, roll back on any exception."""
    tracker = Tracker()
    with WritingSession(database.writing, expire_on_commit=False, info={"tracker": tracker}) as session:
        work = Work(
            database=session, actor=actor, clock=database.clock, cipher=database.cipher,
            subscriptions=database.subscriptions, belongings=database.belongings, watcher=database.watcher, locks=database.locks,
            tracker=tracker,
        )
        yield work
        work.finish()
        session.commit()
