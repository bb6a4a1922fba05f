"""A world to copy for each meeting, on either engine, and two processes that stay for all of them."""

import shutil

import pytest
from sqlalchemy import make_url, text
from sqlalchemy.pool import NullPool

from eventsite.kernel.clock import FixedClock
from eventsite.kernel.crypto import FieldCipher
from eventsite.records.engine import open_engine
from eventsite.records.migrations import upgrade
from eventsite.records.work import Database
from eventsite.rooms import ROOMS
from tests.builders.scenario import NOW
from tests.conftest import KEYS
from tests.races import world as worlds
from tests.races.meeting import Pair


@pytest.fixture(scope="session")
def pair():
    """Two processes; forked before anything of this one is open."""
    made = Pair(KEYS)
    yield made
    made.stop()


def _database(engine):
    return Database(engine=engine, clock=FixedClock(NOW), cipher=FieldCipher(KEYS), subscriptions=ROOMS.subscriptions, belongings=ROOMS.belongings)


@pytest.fixture(scope="session")
def copies(engine_name, pair, workplace, request):
    """Return a function that gives (url, world) of a fresh copy of the filled database."""
    if engine_name == "sqlite":
        template = workplace / "world.sqlite"
        shutil.copy(request.getfixturevalue("sqlite_template"), template)
        engine = open_engine(f"sqlite:///{template}")
        world = worlds.build(_database(engine))
        with engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        engine.dispose()

        def fresh():
            for old in workplace.glob("copy.sqlite*"):
                old.unlink()
            shutil.copy(template, workplace / "copy.sqlite")
            return f"sqlite:///{workplace / 'copy.sqlite'}", world

        return fresh
    return _postgresql(request.getfixturevalue("postgresql_url"))


def _postgresql(url):
    admin = open_engine(url, poolclass=NullPool)

    def named(database):
        return make_url(url).set(database=database).render_as_string(hide_password=False)

    def run(statement):
        with admin.connect() as connection:
            connection.execution_options(isolation_level="AUTOCOMMIT").execute(text(statement))

    run("DROP DATABASE IF EXISTS world WITH (FORCE)")
    run("CREATE DATABASE world")
    engine = open_engine(named("world"))
    upgrade(engine)
    world = worlds.build(_database(engine))
    engine.dispose()

    def fresh():
        run("DROP DATABASE IF EXISTS copy WITH (FORCE)")
        run("CREATE DATABASE copy TEMPLATE world")
        return named("copy"), world

    return fresh
