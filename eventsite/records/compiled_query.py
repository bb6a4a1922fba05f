"""One question with one answer row, straight through the driver.

For the one query that every visit to a public page makes: there, the layers of a connection and of a result took more
time than the question itself. Everything else goes through a session.
"""

from contextlib import closing
from typing import Any

from sqlalchemy import Engine, Select


class CompiledQuery:
    """A question that is compiled once. It has one parameter and no other value in it."""

    def __init__(self, engine: Engine, question: Select[Any]) -> None:
        compiled = question.compile(dialect=engine.dialect)
        names = list(compiled.params)
        if len(names) != 1:
            message = f"a compiled query has one parameter, not {names}"
            raise ValueError(message)
        self._engine, self._sql, self._name = engine, str(compiled), names[0]
        self._is_positional = compiled.positional

    def __call__(self, value: object) -> tuple[Any, ...] | None:
        """Return the row for `value`, or None. Raises whatever the driver does."""
        values: Any = (value,) if self._is_positional else {self._name: value}
        with closing(self._engine.raw_connection()) as connection:
            cursor = connection.cursor()
            cursor.execute(self._sql, values)
            row: tuple[Any, ...] | None = cursor.fetchone()
            cursor.close()
        return row
