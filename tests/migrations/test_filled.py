"""A database filled at any revision keeps all of it on the way to the newest, and one step back and forth."""

import pytest
from sqlalchemy import make_url, select, text
from sqlalchemy.orm import Session, undefer

from eventsite.kernel.base import Base
from eventsite.records.engine import open_engine
from eventsite.records.migrations import downgrade, is_current, upgrade
from tests.migrations.filling import Stored, fill, lost, stored
from tests.migrations.record import HERE, REVISIONS, SCRIPTS, digests, landed, values_at, values_now

ON_PURPOSE = {
    ("20261130_20", "evidence.digest"): "without a key, a copy of a receipt would prove whose it is",
    ("20261130_20", "payout_batch.file_digest"): "without a key, it would confirm a guessed account number when the file is gone",
    ("20261130_04", "payout_method.fingerprint"): "made with the key of the fields; marks of accounts have a key of their own",
    ("20261125_01", "evidence.media_type"): "moved to the attachment",
    ("20261125_01", "evidence.size"): "moved to the attachment",
    ("20261125_04", "access_need.kind"): "equality told who needs the same",
    ("20261125_04", "access_need.code_sealed"): "withdrawn needs lose their words",
    ("20261125_04", "access_need.words_sealed"): "withdrawn needs lose their words",
    ("20261126_04", "claim.method_ref"): "a claim that was taken back names no account",
    ("20261126_04", "claim.method_says"): "a claim that was taken back names no account",
    ("20261126_04", "claim.method_given_at"): "a claim that was taken back names no account",
    ("20261125_03", "event.public_version"): "moved to a table of its own",
    ("20261126_07", "person.email"): "moved to the mailbox, which several people may share",
    ("20261126_07", "registration.email"): "once it is somebody's, the address is that of their mailbox",
    ("20261125_01", "evidence.stored_as"): "moved to the attachment: its page for a photo, its original for a PDF",
}
"""(revision, what `lost` says) -> why that migration drops it or rewrites it."""


@pytest.fixture
def empty(engine_name, request, tmp_path):
    """A database of its own, with nothing in it."""
    if engine_name == "sqlite":
        made = open_engine(f"sqlite:///{tmp_path / 'filled.sqlite'}")
        yield made
        made.dispose()
        return
    url = make_url(request.getfixturevalue("postgresql_url"))
    server = open_engine(url.render_as_string(hide_password=False))
    with server.connect() as connection:
        connection.execute(text("CREATE DATABASE filled"))
    made = open_engine(url.set(database="filled").render_as_string(hide_password=False))
    yield made
    made.dispose()
    with server.connect() as connection:
        connection.execute(text("DROP DATABASE filled"))
    server.dispose()


def must_keep(revision, before, after):
    assert [what for what in lost(before, after) if (revision, what) not in ON_PURPOSE] == []


def must_point_somewhere(engine):
    if engine.dialect.name == "sqlite":  # PostgreSQL never lets it happen
        with engine.connect() as connection:
            assert connection.exec_driver_sql("PRAGMA foreign_key_check").all() == []


def must_load(engine, before):
    """Every row of every table that was filled, through its model."""
    with Session(engine) as session:
        for mapper in Base.registry.mappers:
            loaded = session.scalars(select(mapper).options(undefer("*"))).unique().all()
            assert len(loaded) == len(before.rows.get(mapper.local_table.name, loaded)), mapper


@pytest.mark.parametrize("revision", REVISIONS)
def test_a_filled_database_keeps_everything_on_the_way_to_the_newest(empty, revision):
    upgrade(empty, revision)
    before = fill(empty, revision)
    assert all(before.rows.values())
    for step in REVISIONS[REVISIONS.index(revision) + 1 :]:
        upgrade(empty, step)
        after = stored(empty, before.chosen)
        must_keep(step, before, after)
        downgrade(empty, "-1")
        must_keep(step, before, stored(empty))
        upgrade(empty, step)
        again = stored(empty, before.chosen)
        must_keep(step, before, again)
        must_point_somewhere(empty)
        before = again
    assert is_current(empty)
    must_load(empty, before)


def test_a_database_filled_at_the_newest_goes_one_step_back_and_forth(empty):
    upgrade(empty)
    fill(empty, REVISIONS[-1])
    must_point_somewhere(empty)
    downgrade(empty, "-1")
    below = stored(empty, frozenset(values_at(REVISIONS[-1])))
    assert bool(below.rows) == (len(REVISIONS) > 1)
    upgrade(empty)
    must_keep(REVISIONS[-1], below, stored(empty))
    must_point_somewhere(empty)


def table(**columns):
    """Rows of a table from its columns, numbered from 1."""
    return {(i + 1,): dict(zip(columns, row, strict=True)) for i, row in enumerate(zip(*columns.values(), strict=True))}


BEFORE = {"claim": table(state=["sent", "paid"], note=["a", None], minor=[1, 2]), "person": table(name=["Ann", "Ben"])}


@pytest.mark.parametrize(
    ("after", "found"),
    [
        (BEFORE, []),
        (BEFORE | {"claim": table(state=["sent", "paid"], words=["a", None], minor=[1, 2])}, []),
        (BEFORE | {"claim": table(state=["submitted", "paid"], note=["a", None], minor=[1, 2])}, []),
        ({"claim": BEFORE["claim"], "human": BEFORE["person"]}, []),
        (BEFORE | {"claim": table(state=["paid", "paid"], note=["a", None], minor=[1, 2])}, ["claim.state"]),
        (BEFORE | {"claim": table(state=["sent", "paid"], minor=[1, 2])}, ["claim.note"]),
        (BEFORE | {"claim": table(state=["sent", "paid"], note=["a", ""], minor=[1, 2])}, ["claim.note"]),
        (BEFORE | {"claim": table(state=["sent", "paid"], note=["a", None], minor=[100, 200])}, ["claim.minor"]),
        (BEFORE | {"person": table(name=["Ann"])}, ["person: 2 rows became 1", "person.name"]),
        ({"claim": BEFORE["claim"]}, ["person"]),
        (BEFORE | {"person": table(name=["Ann", "Ben", "Cy"])}, []),
        (BEFORE | {"person": table(name=["Ann", "Bob", "Cy"])}, ["person.name"]),
    ],
    ids=["same", "renamed column", "renamed word", "renamed table", "two words in one", "dropped column", "emptied", "other unit", "row gone", "table gone", "row added", "row added, another changed"],
)
def test_what_is_lost_is_noticed(after, found):
    assert lost(Stored(BEFORE, frozenset({"claim.state"})), Stored(after)) == found


HOW = f"run `python -m tests.migrations.record` once, when a migration is ready to land (see {HERE.name}/record.py)"


def test_a_migration_that_landed_is_never_edited():
    now = digests()
    assert {name: now.get(name) for name in landed()} == landed(), "what landed stays as it is: write a new migration"
    assert now.keys() == landed().keys(), HOW


def test_there_is_one_newest_migration_and_the_names_are_in_order():
    assert SCRIPTS.get_heads() == [REVISIONS[-1]]
    files = [SCRIPTS.get_revision(revision).path.rsplit("/", 1)[-1] for revision in REVISIONS]
    assert files == sorted(digests())
    assert all(name.startswith(f"{revision}_") for name, revision in zip(files, REVISIONS, strict=True))


def test_the_words_that_the_models_store_are_written_down():
    assert values_now(values_at(REVISIONS[-1])) == values_at(REVISIONS[-1]), HOW
