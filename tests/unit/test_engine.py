"""What every connection to SQLite promises, for reading and for writing."""

import pytest

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
