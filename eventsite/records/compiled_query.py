"""Questions that are compiled once and, outside a unit of work, asked straight through the driver.

For what every page asks: there, the layers of a connection and of a result took four times as long as the question itself.
"""

from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Dialect, Engine, Select
from sqlalchemy.orm import Session, scoped_session

Row = tuple[Any, ...]
Convert = Callable[[Any], Any]


@dataclass(frozen=True)
class _Plan:
    """A question in the words of one driver: its text, what stands in it already, and how values go there and come back."""

    sql: str
    order: list[str] | None
    constants: dict[str, Any]
    given: dict[str, Convert]
    found: list[tuple[int, Convert]] = field(default_factory=list)

    def fill(self, values: dict[str, Any]) -> Any:
        """Return the parameters as the driver takes them."""
        filled = self.constants | {name: self.given[name](value) if name in self.given else value for name, value in values.items()}
        return filled if self.order is None else [filled[name] for name in self.order]

    def read(self, row: Row) -> Row:
        """Return a row with the values that the columns' types promise."""
        told = list(row)
        for place, convert in self.found:
            told[place] = convert(told[place])
        return tuple(told)


class CompiledQuery:
    """A question of columns, not of mapped objects; what differs from time to time are its `bindparam`s."""

    def __init__(self, question: Select[Any]) -> None:
        self._question = question
        self._plans: dict[str, _Plan] = {}

    def all(self, database: Session | Engine, **values: Any) -> list[Row]:
        """Return every row. Raises what SQLAlchemy does."""
        if isinstance(database, Engine):
            return self._ask(database, values)
        session = database() if isinstance(database, scoped_session) else database
        if session.in_transaction():  # it sees what this one has written
            return [tuple(row) for row in session.execute(self._question, values)]
        return self._ask(session.get_bind().engine, values)

    def first(self, database: Session | Engine, **values: Any) -> Row | None:
        """Return the first row, or None. Raises what SQLAlchemy does."""
        return next(iter(self.all(database, **values)), None)

    def _ask(self, engine: Engine, values: dict[str, Any]) -> list[Row]:
        try:
            return self._ask_driver(engine, values)
        except engine.dialect.loaded_dbapi.Error:
            # Asked the long way what is wrong is told in SQLAlchemy's words, and connections that are dead are given up.
            with engine.connect() as connection:
                return [tuple(row) for row in connection.execute(self._question, values)]

    def _ask_driver(self, engine: Engine, values: dict[str, Any]) -> list[Row]:
        plan = self._plans.get(engine.name)
        with closing(engine.raw_connection()) as connection, closing(connection.cursor()) as cursor:
            if plan is None:
                plan = self._plans[engine.name] = self._plan(engine.dialect)
            cursor.execute(plan.sql, plan.fill(values))
            rows: Sequence[Row] = cursor.fetchall()
        return [plan.read(row) for row in rows]

    def _plan(self, dialect: Dialect) -> _Plan:
        compiled = self._question.compile(dialect=dialect)
        given = {name: bind.type.dialect_impl(dialect).bind_processor(dialect) for name, bind in compiled.binds.items()}
        found = [column.type.dialect_impl(dialect).result_processor(dialect, None) for column in self._question.selected_columns]
        plan = _Plan(
            str(compiled), compiled.positiontup, {}, {name: convert for name, convert in given.items() if convert},
            [(place, convert) for place, convert in enumerate(found) if convert],
        )
        written = {name: value for name, value in compiled.params.items() if value is not None}
        plan.constants.update({name: plan.given[name](value) if name in plan.given else value for name, value in written.items()})
        return plan
