"""What every connection promises, for reading and for writing."""

import datetime as dt
import socket

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from eventsite.records import engine as engines
from eventsite.records.engine import for_writing, open_engine

FULL = 2
"""SQLite's number for `synchronous=FULL`: a commit returns once it is on the disk."""
PROMISED = {"synchronous": FULL, "journal_mode": "wal", "foreign_keys": 1}


@pytest.mark.parametrize("prepare", [lambda engine: engine, for_writing], ids=["reading", "writing"])
def test_sqlite_keeps_what_it_acknowledged_through_a_power_cut(tmp_path, prepare):
    engine = open_engine(f"sqlite:///{tmp_path / 'kept.sqlite'}")
    with engine.connect(), prepare(engine).connect() as second:  # the pool's second connection is prepared as the first
        assert {name: second.exec_driver_sql(f"PRAGMA {name}").scalar_one() for name in PROMISED} == PROMISED
    engine.dispose()


def test_reading_opens_no_transaction_and_writing_opens_one_before_anything_else(tmp_path):
    engine = open_engine(f"sqlite:///{tmp_path / 'begun.sqlite'}")
    with engine.connect() as reading:
        reading.exec_driver_sql("CREATE TABLE a (b)")
        reading.exec_driver_sql("INSERT INTO a VALUES (1)")
        assert not reading.connection.driver_connection.in_transaction
    with for_writing(engine).connect() as writing:
        writing.exec_driver_sql("SELECT 1")
        assert writing.connection.driver_connection.in_transaction
    engine.dispose()


def test_an_instant_that_no_column_knows_of_is_written_as_all_are(tmp_path):
    engine = open_engine(f"sqlite:///{tmp_path / 'instants.sqlite'}")
    with engine.connect() as connection:
        at = dt.datetime(2027, 3, 27, 9, 30, tzinfo=dt.UTC)
        assert connection.exec_driver_sql("SELECT ?", (at,)).scalar_one() == "2027-03-27T09:30:00+00:00"
    engine.dispose()


def test_what_somebody_typed_is_not_in_what_goes_wrong(tmp_path):
    engine = open_engine(f"sqlite:///{tmp_path / 'typed.sqlite'}")
    with engine.connect() as connection, pytest.raises(OperationalError) as trouble:
        connection.execute(text("INSERT INTO nowhere VALUES (:said)"), {"said": "I use a wheelchair"})
    assert "nowhere" in str(trouble.value)
    assert "wheelchair" not in str(trouble.value)
    engine.dispose()


def test_a_server_that_says_nothing_is_given_up(monkeypatch):
    monkeypatch.setattr(engines, "CONNECT_SECONDS", 2)
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        made = open_engine(f"postgresql+psycopg://nobody@127.0.0.1:{silent.getsockname()[1]}/x")
        with pytest.raises(OperationalError):
            made.connect()


def test_an_address_may_say_how_long_to_wait():
    said = engines.options_for("postgresql+psycopg://nobody@db/x?connect_timeout=30")
    assert said["connect_args"] == {"connect_timeout": "30"}
    assert (said["isolation_level"], said["hide_parameters"]) == ("AUTOCOMMIT", True)
