"""Migrations: up, down and up again, in step with the models; what is kept on the way: `test_filled.py`."""

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect

import eventsite.app  # noqa: F401 - every model is known once the rooms are imported
from eventsite.kernel.base import Base
from eventsite.records.migrations import downgrade, is_current, upgrade


def test_up_down_and_up_again(engine):
    upgrade(engine)
    assert is_current(engine)
    downgrade(engine, "base")
    assert set(inspect(engine).get_table_names()) <= {"alembic_version"}
    assert not is_current(engine)
    upgrade(engine)
    assert is_current(engine)


def test_the_models_are_what_the_migrations_made(engine):
    with engine.connect() as connection:
        differences = compare_metadata(MigrationContext.configure(connection), Base.metadata)
    assert differences == []


def test_guards_in_the_database_itself_are_there(engine):
    inspector = inspect(engine)
    assert {i["name"] for i in inspector.get_indexes("place")} >= {"uq_place_live"}
    assert {i["name"] for i in inspector.get_indexes("payout")} >= {"uq_payout_live"}
    assert {c["name"] for c in inspector.get_check_constraints("place_count")} >= {"ck_place_count_taken_within_capacity"}
