"""Engines that keep what we promise on SQLite and PostgreSQL: reads open no transaction, writes always do."""

import datetime as dt
import select
import sqlite3
from typing import Any, cast

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DisconnectionError

BUSY_MILLISECONDS = 10_000
CONNECT_SECONDS = 10

sqlite3.register_adapter(dt.datetime, dt.datetime.isoformat)


def options_for(url: str) -> dict[str, Any]:
    """Return how an engine for `url` is created.

    A read is one statement that sees what is committed, so it needs no BEGIN and no ROLLBACK around it: on PostgreSQL
    that is one round trip instead of three. What a statement was given is left out of what goes wrong, and so of the log.
    A server that takes a connection and says nothing is given up after CONNECT_SECONDS, unless the address says otherwise:
    libpq would wait for ever.
    """
    quiet: dict[str, Any] = {"hide_parameters": True}
    address = make_url(url)
    if address.get_backend_name() == "sqlite":
        return quiet
    patience = address.query.get("connect_timeout", str(CONNECT_SECONDS))
    return {**quiet, "isolation_level": "AUTOCOMMIT", "connect_args": {"connect_timeout": patience}}


def open_engine(url: str, **options: Any) -> Engine:
    """Create an engine and prepare it."""
    return prepared(create_engine(url, **options_for(url), **options))


def prepared(engine: Engine) -> Engine:
    """Attach what an engine needs: SQLite its pragmas, PostgreSQL a look at each connection before it is used again."""
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _connect)
    else:
        event.listen(engine, "checkout", _refuse_stale)
    return engine


def for_writing(engine: Engine) -> Engine:
    """Return the same engine for connections that write: they begin a transaction before anything else.

    On SQLite it begins immediately. Deferred transactions that read and then write gave 420 "database is locked" of 480
    in a trial; immediate ones gave none. Only these connections hear of their beginning: where any engine event is listened
    to, SQLAlchemy asks about all of them with every statement.
    """
    if engine.dialect.name == "sqlite":
        writing = engine.execution_options()
        event.listen(writing, "begin", _begin)
        return writing
    return engine.execution_options(isolation_level="READ COMMITTED")


def _connect(connection: sqlite3.Connection, _record: object) -> None:
    # With a write-ahead log, synchronous=NORMAL may lose the last commits in a power cut; FULL keeps whatever somebody was
    # told is saved (SQLite documentation, "PRAGMA synchronous").
    connection.isolation_level = None
    for pragma in ("journal_mode=WAL", "foreign_keys=ON", f"busy_timeout={BUSY_MILLISECONDS}", "synchronous=FULL"):
        connection.execute(f"PRAGMA {pragma}")


def _refuse_stale(connection: DBAPIConnection, _record: object, _fairy: object) -> None:
    """Let the pool connect anew where the server has something to say on a connection that lay idle: mostly that it is going.

    Then whoever comes first after a restart of the server notices nothing. It is a look at the socket, where SQLAlchemy's
    `pool_pre_ping` is a round trip for every request.
    """
    waiting = select.poll()
    waiting.register(cast("Any", connection).fileno(), select.POLLIN)
    if waiting.poll(0):
        raise DisconnectionError("the server has ended this connection")


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")
