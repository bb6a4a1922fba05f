"""Fills whatever tables a database has, and says what of that is still there after a migration.

Nothing here knows the schema: tables, keys and lengths are read from the database, words of enums and shapes of JSON from
`values/`. Row i of each table points to row i of the tables above it, and has i + 1 in each whole number: that keeps every
unique index and every comparison between two columns of a row.
"""

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import JSON, Boolean, Date, DateTime, Integer, MetaData, select

from tests.migrations.record import values_at

DAY = dt.date(2026, 3, 30)
PLAUSIBLE = {"currency": "GBP", "zone": "Europe/London", "locale": "en_GB"}
BOOKKEEPING = "alembic_version"


@dataclass
class Stored:
    """What a database holds: table -> primary key -> column -> value; and which columns hold words of an enum."""

    rows: dict
    chosen: frozenset = frozenset()


def reflect(engine):
    """The tables as the database has them, each after those it points to."""
    found = MetaData()
    found.reflect(engine)
    return [table for table in found.sorted_tables if table.name != BOOKKEEPING]


def fill(engine, revision):
    """Insert rows into every table, as many as the longest list of words needs; return what is then stored."""
    words = values_at(revision)
    count = max(len(values) for values in words.values())
    tables = reflect(engine)
    rows = {table.name: [] for table in tables}
    with engine.begin() as connection:
        for table in tables:
            for i in range(count):
                rows[table.name].append({c.name: _value(c, i, count, words, rows) for c in table.columns})
                connection.execute(table.insert(), rows[table.name][-1])
        if engine.dialect.name == "postgresql":  # numbers were given by hand; what is added next goes on from there
            for table in tables:
                if "id" in table.columns:
                    connection.exec_driver_sql(f"SELECT setval(pg_get_serial_sequence('{table.name}', 'id'), {count})")
    return stored(engine, frozenset(name for name, values in words.items() if isinstance(values[0], str)))


def _value(column, i, count, words, rows):
    name = f"{column.table.name}.{column.name}"
    key = next(iter(column.foreign_keys), None)
    if column.nullable and i == count - 1:
        return None
    if key is not None:
        above = rows[key.column.table.name]
        return above[i][key.column.name] if i < len(above) else None
    if name in words:
        return words[name][i % len(words[name])]
    return _plain(column, i)


def _plain(column, i):
    kind = column.type
    if isinstance(kind, Boolean):
        return i % 2 == 0
    if isinstance(kind, Integer):
        return i + 1
    if isinstance(kind, DateTime):
        return dt.datetime.combine(DAY, dt.time(9, i), dt.UTC)
    if isinstance(kind, Date):
        return DAY + dt.timedelta(days=i)
    if isinstance(kind, JSON):
        return {"number": i}
    text = PLAUSIBLE.get(column.name) or f"{i} {column.table.name} {column.name}"
    return text[: kind.length]


def stored(engine, chosen=frozenset()):
    """Read everything."""
    rows = {}
    with engine.connect() as connection:
        for table in reflect(engine):
            keys = [column.name for column in table.primary_key]
            rows[table.name] = {
                tuple(row[key] for key in keys): dict(row) for row in connection.execute(select(table)).mappings()
            }
    return Stored(rows, chosen)


def lost(before, after):
    """Name every column of which a value is neither where it was, nor in a column or a table that is new. More rows lose nothing."""
    missing = []
    added = [name for name in after.rows if name not in before.rows]
    for table, old in before.rows.items():
        names = [table] if table in after.rows else added
        tried = [_lost_columns(table, old, after.rows[name], before.chosen) for name in names]
        missing += min(tried, key=len) if tried else [table]
    return missing


def _lost_columns(table, old, new, chosen):
    if not old.keys() <= new.keys():
        return [f"{table}: {len(old)} rows became {len(new)}", *(f"{table}.{c}" for c in next(iter(old.values()), ()))]
    columns = list(next(iter(old.values()), ()))
    names = list(next(iter(new.values()), ()))
    added = [name for name in names if name not in columns]
    return [
        f"{table}.{column}"
        for column in columns
        if not any(
            _is_kept([(row[column], new[key][name]) for key, row in old.items()], is_word=f"{table}.{column}" in chosen)
            for name in ([column] if column in names else added)
        )
    ]


def _is_kept(pairs, *, is_word):
    """Whether each value is what it was; a word of an enum may be said anew, as long as no two become one."""
    if all(old == new for old, new in pairs):
        return True
    ways = {(repr(old), repr(new)) for old, new in pairs}  # a candidate column may hold a list
    return is_word and len(ways) == len({old for old, _new in ways}) == len({new for _old, new in ways})
