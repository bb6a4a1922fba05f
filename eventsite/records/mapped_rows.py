"""Mapped objects, read and written by plain statements, where a row brings no other rows along.

For each load the mapper works out anew how a column gets to its attribute, and for each write which row has to wait for
which: that took four times as long as the statement. Whatever is not as plain as that still goes the mapper's way.
"""

import functools
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from sqlalchemy import Column, Select, Update, bindparam, inspect, select, update
from sqlalchemy.orm import Mapper, Session, make_transient_to_detached
from sqlalchemy.orm.attributes import set_committed_value
from sqlalchemy.orm.exc import StaleDataError

from eventsite.kernel.base import Base

_LATER = frozenset({"select", "raise"})
"""How a relation is loaded that the statement for its row has nothing to do with (SQLAlchemy, "Relationship Loading Techniques")."""


@dataclass(frozen=True)
class _Table:
    """How rows of one table become objects, and how they are written."""

    mapper: Mapper[Any]
    columns: Sequence[Column[Any]]
    names: Sequence[str]
    id_at: int
    relations: Sequence[str]
    write: Update


@functools.cache
def _plain(model: type[Base]) -> _Table | None:
    """Return how rows of `model` are read and written; None where that is for the mapper."""
    mapper: Mapper[Any] = inspect(model)
    attributes, columns = list(mapper.column_attrs), list(model.__table__.columns)
    names = [column.key for column in columns]
    is_plain = (
        all(relation.lazy in _LATER for relation in mapper.relationships)
        and sorted(names) == sorted(one.key for one in attributes)
        and not any(one.deferred for one in attributes)
        and [key.key for key in mapper.primary_key] == ["id"]
    )
    if not is_plain:
        return None
    written = update(model.__table__).where(model.__table__.c.id == bindparam("row_id"))  # type: ignore[arg-type]
    return _Table(mapper, columns, names, names.index("id"), mapper.relationships.keys(), written)  # type: ignore[arg-type]


def _all_plain(models: Sequence[type[Base]]) -> list[_Table]:
    """Return how rows of each are read; nothing if one of them is for the mapper."""
    tables = [_plain(model) for model in models]
    return [table for table in tables if table is not None] if all(tables) else []


def rows_of(models: Sequence[type[Base]]) -> Select[Any]:
    """Return the beginning of a statement for `fetch`: whole rows of some tables."""
    columns = [column for table in _all_plain(models) for column in table.columns]
    return cast("Select[Any]", select(*columns) if columns else select(*models))


def fetch(database: Session, asked: Select[Any], values: Mapping[str, Any], models: Sequence[type[Base]]) -> list[Sequence[Any]]:
    """Ask what began with `rows_of(models)`; return a tuple of objects for each row, all as they are in the database now."""
    tables = _all_plain(models)
    if not tables:
        return list(database.execute(asked, values).unique().all())
    database.flush()  # as the session does before it asks
    found: list[Sequence[Any]] = []
    for row in database.connection().execute(asked, values).all():
        objects, begin = [], 0
        for table in tables:
            end = begin + len(table.names)
            objects.append(_placed(database, table, row[begin:end]))
            begin = end
        found.append(objects)
    return found


def _placed(database: Session, table: _Table, values: Sequence[Any]) -> Any:
    known = database.identity_map.get(table.mapper.identity_key_from_primary_key((values[table.id_at],)))
    if known is None:
        row = table.mapper.class_manager.new_instance()
        vars(row).update(zip(table.names, values, strict=True))
        make_transient_to_detached(row)
        database.add(row)
        return row
    for name, value in zip(table.names, values, strict=True):
        set_committed_value(known, name, value)
    if table.relations:
        database.expire(known, table.relations)
    return known


def are_all_that_waits(database: Session, locked: Collection[object]) -> bool:
    """Whether nothing but changes of `locked` rows waits to be written."""
    known = {id(row) for row in locked}
    return not database.new and not database.deleted and all(id(row) in known for row in database.dirty)


def write(database: Session, locked: Collection[object]) -> None:
    """Write the changes of `locked` rows, if they are all that waits to be written, and let go of them.

    Rows that are locked can be written in any order. Where something else waits, too, all of it is left to the mapper.
    Raises StaleDataError for a row that is gone.
    """
    dirty = list(database.dirty)
    if not dirty or not are_all_that_waits(database, locked):
        return
    changes = [(row, table, state) for row in dirty for state in [inspect(row)] if (table := _plain(state.mapper.class_)) is not None]
    if len(changes) < len(dirty) or any(not state.committed_state.keys() <= set(table.names) for _row, table, state in changes):
        return
    connection = database.connection()
    for row, table, state in changes:
        new = {name: state.dict[name] for name, old in state.committed_state.items() if state.dict[name] != old}
        if new and connection.execute(table.write, {"row_id": row.id} | new).rowcount != 1:
            raise StaleDataError(f"{table.mapper} {row.id}")
        database.expunge(row)
