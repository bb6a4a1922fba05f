"""Every two verbs that write a common row, at once, from two processes, on both engines; then everything is recounted."""

import contextlib
import itertools
import os
import random

import pytest
from sqlalchemy import select
from sqlalchemy.pool import NullPool

from eventsite.kernel.clock import FixedClock
from eventsite.kernel.crypto import FieldCipher
from eventsite.records.engine import open_engine
from eventsite.records.models import AuditEntry
from eventsite.records.work import Database, Watcher
from eventsite.rooms import ROOMS
from tests.builders.scenario import NOW
from tests.conftest import KEYS
from tests.races.controls import CONTROLS, steps, take_out
from tests.races.entries import ENTRIES, PARTS, TELL_NOTHING, step
from tests.races.invariants import CHECKS, broken
from tests.races.meeting import ALLOWED
from tests.races.verbs import verbs

SAMPLE, TRIES = 24, 8
ALL = os.environ.get("EVENTSITE_RACES") == "all"


def test_every_verb_has_an_entry():
    assert set(verbs()) == {*ENTRIES, *PARTS}
    assert set(PARTS.values()) <= set(ENTRIES)


class Seen(Watcher):
    """Which kinds of rows a verb locks."""

    def __init__(self) -> None:
        self.kinds = set()

    def after_lock(self, aggregate):
        self.kinds.add(aggregate.name)


@pytest.fixture(scope="session")
def alone(copies):
    """Verb -> the kinds of rows that it loads for change, and what it comes to, when nobody else is there."""
    found = {}
    for verb in ENTRIES:
        url, world = copies()
        seen, engine = Seen(), open_engine(url, poolclass=NullPool)
        database = Database(
            engine=engine, clock=FixedClock(NOW), cipher=FieldCipher(KEYS), subscriptions=ROOMS.subscriptions, belongings=ROOMS.belongings, watcher=seen
        )
        before = audited(engine)
        try:
            database.perform(verbs()[verb][0], *reversed(step(world, verb)))
        except ALLOWED as refusal:
            found[verb] = seen.kinds, type(refusal).__name__
        else:
            found[verb] = seen.kinds, "done" if audited(engine) - before else "nothing"
        engine.dispose()
    return found


def audited(engine):
    """Which audit entries there are: more than their count, since what is deleted takes its own with it."""
    with engine.connect() as connection:
        return {tuple(row) for row in connection.execute(select(AuditEntry.id, AuditEntry.fact, AuditEntry.at))}


def test_every_entry_does_something(alone):
    idle = {verb: outcome for verb, (_kinds, outcome) in alone.items() if outcome != "done"}
    assert idle == dict.fromkeys(TELL_NOTHING, "nothing")


def meet(pair, copies, one, other, *, locks=True):
    url, world = copies()
    first, second = step(world, one), step(world, other, is_second=True)
    results = pair.run(url, [(one, *first), (other, *second)], locks=locks)
    engine = open_engine(url, poolclass=NullPool)
    found = broken(engine)
    engine.dispose()
    return results, found


def test_whoever_meets_whom_every_invariant_holds(pair, copies, alone):
    pairs = [
        (one, other)
        for one, other in itertools.combinations_with_replacement(ENTRIES, 2)
        if alone[one][0] & alone[other][0]
    ]
    if not ALL:
        pairs = random.Random(20261125).sample(pairs, min(SAMPLE, len(pairs)))
    wrong = []
    for one, other in pairs:
        results, found = meet(pair, copies, one, other)
        bad = [result for result in results if "Traceback" in result or result == "hung"]
        if bad or found:
            wrong.append((one, other, bad, found))
    assert wrong == [], f"{len(wrong)} of {len(pairs)} meetings"


def test_every_invariant_has_a_control():
    assert set(CONTROLS) == set(CHECKS)


def controlled(pair, copies, control, *, only_locks=False):
    """Return the invariants that break when two verbs meet with what holds them taken out, or with the locks alone."""
    url, world = copies()
    engine = open_engine(url, poolclass=NullPool)
    if not only_locks:
        take_out(engine, control)
    patch = contextlib.nullcontext if only_locks else control.patch
    pair.run(url, steps(control, world), locks=False, at=control.at, patch=patch)
    found = broken(engine)
    engine.dispose()
    return found


def named(controls):
    return [pytest.param(invariant.__name__, control, id=invariant.__name__) for invariant, control in controls]


@pytest.fixture
def many_writers(engine_name):
    if engine_name == "sqlite":
        pytest.skip("SQLite has one writer at a time, with or without our locks")


@pytest.mark.usefixtures("many_writers")
@pytest.mark.parametrize(("invariant", "control"), named(CONTROLS.items()))
def test_without_what_holds_it_the_invariant_breaks(pair, copies, invariant, control):
    if not any(invariant in controlled(pair, copies, control) for _try in range(TRIES)):
        pytest.fail("nothing broke, so the suite would not notice the loss of what holds it")


@pytest.mark.usefixtures("many_writers")
@pytest.mark.parametrize(("invariant", "control"), named(pair for pair in CONTROLS.items() if not pair[1].is_held_by_locks))
def test_what_the_database_holds_needs_no_lock(pair, copies, invariant, control):
    for _try in range(2):
        assert invariant not in controlled(pair, copies, control, only_locks=True)
