"""What one unit of work holds: which rows it may change, in which order it took them, and what was said about each."""

import functools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, Select, Table, UpdateBase, bindparam, event, inspect
from sqlalchemy.orm import ORMExecuteState, Session

from eventsite.kernel.aggregates import Aggregate
from eventsite.kernel.base import Base
from eventsite.kernel.facts import Fact
from eventsite.kernel.i18n import _
from eventsite.kernel.lifecycle import ReadOnly
from eventsite.records import mapped_rows


class BrokenPromise(RuntimeError):  # noqa: N818
    """A command forgot what the unit of work asks of it. A mistake in the code, never in what somebody typed."""


class LockOutOfOrder(BrokenPromise):
    """Rows are locked in the order of `LockOrder`; several of one kind by `change_all`."""


class ChangedWithoutFact(BrokenPromise):
    """A row was changed and no fact says so."""


class FactWithoutCause(BrokenPromise):
    """A fact tells of something that this unit of work neither read nor changed."""


@dataclass(eq=False)
class Tracked:
    """A row in a unit of work. `before` is None for one that is only read or new; `is_touched` once a part of it changed."""

    aggregate: Aggregate[Any]
    row: Any
    before: dict[str, Any] | None = None
    is_versioned: bool = False
    is_repeat: bool = False
    is_told: bool = False
    is_private: bool = False
    is_new: bool = False
    is_touched: bool = False

    @property
    def names(self) -> frozenset[str]:
        """By which references a fact may tell of it: its own, and that of the registration it hangs on."""
        return frozenset(filter(None, (self.row.ref, getattr(self.row, "registration_ref", None))))

    @property
    def is_gone(self) -> bool:
        """Whether the command deletes it."""
        state = inspect(self.row)
        return state.deleted or (state.session is not None and self.row in state.session.deleted)

    @property
    def differs(self) -> bool:
        """Whether a column has another value than when it was loaded, or a part of it changed."""
        return self.before is not None and (self.is_touched or columns_of(self.row) != self.before)


@dataclass
class Tracker:
    """Every row that a unit of work loaded through its one path, and what is `above` them.

    A database session forgets what nobody holds, and would ask for what is above again.
    """

    rows: dict[int, Tracked] = field(default_factory=dict)
    above: list[Any] = field(default_factory=list)
    last: int = 0

    def find(self, row: object) -> Tracked | None:
        """Return what is known of `row`."""
        return self.rows.get(id(row))

    def was(self, row: object, column: str) -> Any:
        """Return what a column of `row`, which is loaded to be changed, held before."""
        kept = self.find(row)
        return kept.before[column] if kept and kept.before else None

    def keep(self, tracked: Tracked) -> None:
        """Remember a row; one that was read before and is changed now counts as changed."""
        self.rows[id(tracked.row)] = tracked

    def enter(self, aggregate: Aggregate[Any], rows: Sequence[Any]) -> None:
        """Raise LockOutOfOrder unless `rows` come after every row that is locked already: by kind, then by id."""
        more = [row.id for row in rows if id(row) not in self.rows]
        locked = [kept.row.id for kept in self.rows.values() if kept.aggregate is aggregate and kept.before is not None]
        is_before = aggregate.order < self.last or (bool(locked) and bool(more) and min(more) < max(locked))
        if more and is_before:
            raise LockOutOfOrder(f"{aggregate.name} after order {self.last}")
        self.last = max(self.last, aggregate.order)

    def told_by(self, fact: Fact) -> Tracked:
        """Return what `fact` is about. Raises FactWithoutCause when nothing here carries that reference."""
        references = fact.references
        named = [kept for kept in self.rows.values() if not kept.names.isdisjoint(references)]
        if not named:
            raise FactWithoutCause(type(fact).__name__)
        for kept in named:
            if kept.before is not None and not kept.is_told and kept.is_versioned:
                kept.row.version += 1
            kept.is_told = True
        return next((kept for kept in named if kept.row.ref == fact.about), named[0])

    def refuse_untold(self) -> None:
        """Raise ChangedWithoutFact for a change that nobody told of; a row that is new or gone is one."""
        for kept in self.rows.values():
            if kept.is_told or not (kept.differs or kept.is_new or kept.is_gone):
                continue
            if not kept.is_private:
                raise ChangedWithoutFact(f"{kept.aggregate.name} {kept.row.ref}")
            if kept.is_versioned:
                kept.row.version += 1

    def refuse_unheld(self, database: Session) -> None:
        """Raise ChangedWithoutFact for a row about to be written that nobody loaded to change, or made."""
        for row in _written(database):
            if Aggregate.guarded.get(row.__tablename__, row) is None:
                self._held(row, row)

    def touch(self, database: Session) -> None:
        """Note whose parts were just written. Raises ChangedWithoutFact where nobody holds that."""
        for row in _written(database):
            if Aggregate.guarded.get(row.__tablename__) is not None:
                for whole in _wholes_of(database, row):
                    self._held(whole, row).is_touched = True

    def _held(self, whole: Any, row: Any) -> Tracked:
        kept = self.rows.get(id(whole))
        if kept is None or (kept.before is None and not kept.is_new):
            raise ChangedWithoutFact(f"{row.__tablename__}: its {whole.__tablename__} is not held to be changed")
        return kept


def _written(database: Session) -> Iterator[Any]:
    yield from database.new
    yield from filter(database.is_modified, database.dirty)
    yield from database.deleted


def _wholes_of(database: Session, row: Any) -> Iterator[Any]:
    """Yield what `row` is a part of, now and before: itself where it stands alone. Raises ChangedWithoutFact if it is not there."""
    column = Aggregate.guarded.get(row.__tablename__)
    if column is None:
        yield row
        return
    (key,) = column.property.columns[0].foreign_keys
    history = inspect(row).attrs[column.key].history
    for parent_id in filter(None, (*(history.added or ()), *(history.unchanged or ()), *(history.deleted or ()))):
        model = _model_of(key.column.table)
        parent = database.identity_map.get(inspect(model).identity_key_from_primary_key((parent_id,)))
        parent = parent or next((one for one in database.new if isinstance(one, model) and one.id == parent_id), None)
        if parent is None:
            raise ChangedWithoutFact(f"{row.__tablename__}: its {key.column.table.name} was not loaded")
        yield from _wholes_of(database, parent)


@functools.cache
def _model_of(table: Any) -> Any:
    return next(mapper.class_ for mapper in Base.registry.mappers if mapper.local_table is table)


class WritingSession(Session):
    """A session in which rows of aggregates, and their parts, change by the path alone."""


@event.listens_for(WritingSession, "before_flush")
def _refuse_unheld(session: Session, _context: object, _instances: object) -> None:
    session.info["tracker"].refuse_unheld(session)


@event.listens_for(WritingSession, "after_flush")
def _touch(session: Session, _context: object) -> None:
    """By now a new part knows the number of what it hangs on; what is refused here is undone with the unit of work."""
    session.info["tracker"].touch(session)


ROUND_THE_PATH = "round_the_path"
"""Execution option of the statements that may change many rows at once: what is forgotten, and what is sealed anew."""


@event.listens_for(WritingSession, "do_orm_execute")
def _refuse_statement(asked: ORMExecuteState) -> None:
    """Raise ChangedWithoutFact for one statement over rows of an aggregate, which would pass the tracker by."""
    statement = asked.statement
    if not isinstance(statement, UpdateBase) or asked.execution_options.get(ROUND_THE_PATH):
        return
    if not isinstance(statement.table, Table) or statement.table.name in Aggregate.guarded:
        raise ChangedWithoutFact(f"one statement over {statement.table}")


def refuse_read_only(aggregate: Aggregate[Any], above: object, action: str) -> None:
    """Raise ReadOnly where `above` is kept as it is, and `action` is none that goes on for ever."""
    if getattr(above, "is_read_only", False) and action not in aggregate.goes_on:
        raise ReadOnly(_("This gathering is archived, so this can no longer be changed."))


def columns_of(row: Any) -> dict[str, Any]:
    """Return the loaded column values of a mapped row, without its version."""
    state = inspect(row)
    return {a.key: state.dict[a.key] for a in state.mapper.column_attrs if a.key in state.dict and a.key != "version"}


def locked_rows(
    aggregate: Aggregate[Any], condition: ColumnElement[bool], *, is_written: bool, locks: bool = True
) -> Select[Any]:
    """Return the statement that loads rows with what is above them.

    What is above is locked first and shared, so that it stays as it is until the commit and nobody queues behind it; what
    is written is locked so that foreign keys to it still can be checked (PostgreSQL's documentation, 13.3.2).
    """
    model, above = aggregate.model, aggregate.above
    written = "FOR NO KEY UPDATE" if is_written else "FOR SHARE"
    asked = mapped_rows.rows_of(aggregate.loaded)
    if above:
        asked = asked.join_from(model, above, above.id == getattr(model, aggregate.above_id))  # type: ignore[attr-defined]
    if not locks:
        pass
    elif above:
        asked = asked.with_for_update(of=above, read=True).suffix_with(
            f"{written} OF {model.__table__.name}", dialect="postgresql"
        )
    else:
        asked = asked.with_for_update(of=model, read=not is_written, key_share=is_written)
    return asked.where(condition).order_by(model.id).execution_options(populate_existing=True)


@functools.cache
def locked_row(aggregate: Aggregate[Any], *, is_written: bool, locks: bool = True) -> Select[Any]:
    """Return the statement that loads one row by the parameter `ref`; made once, because every command begins with it."""
    return locked_rows(aggregate, aggregate.model.ref == bindparam("ref"), is_written=is_written, locks=locks)

