"""Column types that hold what we promise: aware UTC instants, enums by value, immutable JSON."""

import datetime as dt
import enum
from collections.abc import Callable
from typing import Any

from sqlalchemy import DateTime, Enum, String, Text, literal_column
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import MappedColumn, mapped_column
from sqlalchemy.sql.elements import ColumnElement
from sqlalchemy.types import TypeDecorator

from eventsite.kernel.crypto import SealedAt


class Instant(TypeDecorator[dt.datetime]):
    """An aware UTC instant. Raises ValueError for a naive one: nobody may guess a zone."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: dt.datetime | None, dialect: Dialect) -> dt.datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            message = f"naive datetime {value!r}"
            raise ValueError(message)
        return value.astimezone(dt.UTC)

    def process_result_value(self, value: dt.datetime | None, dialect: Dialect) -> dt.datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=dt.UTC) if value.tzinfo is None else value.astimezone(dt.UTC)


def choice(kind: type[enum.StrEnum]) -> Enum:
    """Column type for a StrEnum: stored by value as text, so that a new member needs no migration of a database type."""
    return Enum(kind, native_enum=False, create_constraint=False, length=40, values_callable=_values)


def _values(kind: Any) -> list[str]:
    return [member.value for member in kind]


def constant(member: enum.StrEnum) -> ColumnElement[str]:
    """Return a member of an enum as a word of the statement itself, for what is asked often of a table with a partial index.

    A value that is handed over apart might choose the index, so that SQLite plans the statement anew each time it is
    asked (its documentation, "sqlite3_prepare_v2"): that took most of the time of opening a page of registering.
    """
    return literal_column(f"'{member.value}'")


def sealed(place: Callable[[Any], SealedAt], **options: Any) -> MappedColumn[Any]:
    """Column for a text that `FieldCipher` sealed; `place` says, of a row, where it was sealed.

    Every sealed text is declared so (a shape test looks), because changing the keys goes through them all.
    """
    return mapped_column(Text, info={SEALED: place}, **options)


SEALED = "sealed at"
REFERENCE = String(24)
"""Public references; see `kernel.references`."""
