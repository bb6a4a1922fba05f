"""What a check says of the database: who may do what in it, how old it is, who else can read its file."""

import shutil
import tempfile
from pathlib import Path

import pytest
from sqlalchemy import text

from eventsite import demo
from eventsite.check.database import powers
from eventsite.check.places import open_places
from eventsite.records.migrations import downgrade, newest, upgrade
from eventsite.settings import Settings
from tests.web.test_check import GOOD, as_plain_user


def test_a_database_file_that_others_may_read_is_told_although_its_folder_is_listed_for_nobody(tmp_path):
    outside = Path(tempfile.mkdtemp(dir="/tmp"))
    outside.chmod(0o711)
    try:
        (outside / "x.sqlite").touch(0o600)
        settings = Settings(**GOOD | {"database_url": f"sqlite:///{outside}/x.sqlite"})
        assert list(open_places(settings)) == []
        (outside / "x.sqlite").chmod(0o644)
        assert "may read" in next(open_places(settings))
        (outside / "x.sqlite").chmod(0o666)
        assert "may change" in next(open_places(settings))
        assert "may change" in next(open_places(Settings(**GOOD | {"database_url": "sqlite:////tmp/not-there-yet.sqlite"})))
    finally:
        shutil.rmtree(outside)


@pytest.mark.parametrize(
    ("rights", "sentence"),
    [("SUPERUSER", "is a superuser"), ("CREATEDB", "may do more"), ("CREATEROLE", "may do more"), ("IN ROLE pg_read_server_files", "may do more")],
)
def test_a_database_user_that_may_do_more_than_keep_tables_is_told(services, engine_name, rights, sentence):
    engine = as_plain_user(services.database, rights).engine
    said = list(powers(engine))
    engine.dispose()
    if engine_name == "sqlite":
        assert said == []
    else:
        assert len(said) == 1
        assert sentence in said[0]


def test_a_database_user_that_owns_other_databases_is_told(services, engine_name):
    if engine_name == "sqlite":
        return
    engine = as_plain_user(services.database).engine
    assert list(powers(engine)) == []
    with services.database.engine.connect() as connection:
        connection.execute(text("CREATE DATABASE another OWNER plain"))
        try:
            assert "owns other databases" in next(powers(engine))
        finally:
            connection.execute(text("DROP DATABASE another"))
            engine.dispose()


def test_an_older_database_is_looked_at_before_it_is_upgraded(app, scenario, services):
    scenario.organisation("A real group", "ann@example.org")
    downgrade(services.database.engine, "20261125_06")
    try:
        assert demo.is_other(services)
    finally:
        upgrade(services.database.engine)


def test_a_process_that_is_newer_than_its_database_is_not_ready(app, scenario, engine):
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '20261126_01'"))
    try:
        answer = app.test_client().get("/readyz")
        assert (answer.status_code, answer.get_data(as_text=True)) == (503, "the database is not up to date\n")
        assert app.test_client().get("/healthz").status_code == 200
    finally:
        with engine.begin() as connection:
            connection.execute(text("UPDATE alembic_version SET version_num = :newest"), {"newest": newest()})


def test_nobody_is_told_to_close_a_folder_that_all_programs_share():
    settings = Settings(**GOOD | {"database_url": "sqlite:////tmp/not-there-yet.sqlite"})
    assert next(open_places(settings)).endswith("Choose a folder of its own.")
