"""Engines that keep the house's promises on SQLite: WAL, foreign keys, waiting, and BEGIN IMMEDIATE for writes."""

import datetime as dt
import sqlite3
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event

WRITE = {"write": True}
"""Execution options of a connection that will write; see `begin` below."""
BUSY_MILLISECONDS = 10_000

sqlite3.register_adapter(dt.datetime, dt.datetime.isoformat)


def open_engine(url: str, **options: Any) -> Engine:
    """Create an engine and prepare it."""
    return prepared(create_engine(url, **options))


def prepared(engine: Engine) -> Engine:
    """Attach what SQLite needs; PostgreSQL needs nothing.

    Deferred transactions that read and then write gave 420 "database is locked" of 480 in a trial; immediate ones gave
    none, but make reads queue. So only a connection opened with `WRITE` begins immediately.
    """
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _connect)
        event.listen(engine, "begin", _begin)
    return engine


def for_a_glance(engine: Engine) -> Engine:
    """Return the same engine for single SELECTs with no transaction around them: one round trip instead of three."""
    if engine.dialect.name == "sqlite":
        return engine.execution_options(glance=True)
    return engine.execution_options(isolation_level="AUTOCOMMIT")


def _connect(connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = None
    for pragma in ("journal_mode=WAL", "foreign_keys=ON", f"busy_timeout={BUSY_MILLISECONDS}", "synchronous=NORMAL"):
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Connection) -> None:
    options = connection.get_execution_options()
    if not options.get("glance"):
        connection.exec_driver_sql("BEGIN IMMEDIATE" if options.get("write") else "BEGIN")
