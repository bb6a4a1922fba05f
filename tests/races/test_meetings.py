"""Every two verbs that write a common row, at once, from two processes, on both engines; then everything is recounted."""

import contextlib
import itertools
import os
import random

import pytest
from sqlalchemy.pool import NullPool

from eventsite.kernel.clock import FixedClock
from eventsite.kernel.crypto import FieldCipher
from eventsite.records.engine import open_engine
from eventsite.records.work import Database, Watcher
from eventsite.rooms import ROOMS
from tests.builders.scenario import NOW
from tests.conftest import KEYS
from tests.races.entries import ENTRIES, PARTS, step
from tests.races.invariants import broken
from tests.races.meeting import ALLOWED
from tests.races.verbs import verbs

SAMPLE = 24
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
def written(copies):
    """Verb -> the kinds of rows that it loads for change, found by letting it act alone."""
    found = {}
    for verb in ENTRIES:
        url, world = copies()
        seen, engine = Seen(), open_engine(url, poolclass=NullPool)
        database = Database(
            engine=engine, clock=FixedClock(NOW), cipher=FieldCipher(KEYS), subscriptions=ROOMS.subscriptions, watcher=seen
        )
        actor, command = step(world, verb)
        with contextlib.suppress(ALLOWED):
            database.perform(verbs()[verb][0], command, actor)
        engine.dispose()
        found[verb] = seen.kinds
    return found


def meet(pair, copies, one, other, *, locks=True):
    url, world = copies()
    first, second = step(world, one), step(world, other, is_second=True)
    results = pair.run(url, [(one, *first), (other, *second)], locks=locks)
    engine = open_engine(url, poolclass=NullPool)
    found = broken(engine)
    engine.dispose()
    return results, found


def test_whoever_meets_whom_every_invariant_holds(pair, copies, written):
    pairs = [
        (one, other)
        for one, other in itertools.combinations_with_replacement(ENTRIES, 2)
        if written[one] & written[other]
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


CONTROLS = {
    ("remove_member", "remove_member"): "no organiser",
    ("describe_event", "describe_event"): "version",
    ("remove_from_organisation", "remove_from_organisation"): "no owner",
    ("cancel_registration", "choose_sessions"): "holds a place",
    ("answer", "choose_sessions"): "a party of",
    ("cancel_registration", "describe_needs"): "still on the board",
    ("sign_in_with_link", "sign_in_with_link"): "signed in 2 times",
    ("give_method", "seal_batch"): "another account",
}
"""Two verbs that meet -> words of the invariant that must break when the lock is taken out."""


@pytest.mark.parametrize("verbs_that_meet", CONTROLS, ids="-".join)
def test_without_locks_the_invariant_breaks(pair, copies, engine_name, verbs_that_meet):
    if engine_name == "sqlite":
        pytest.skip("SQLite has one writer at a time, with or without our locks")
    for _try in range(8):
        _results, found = meet(pair, copies, *verbs_that_meet, locks=False)
        if any(CONTROLS[verbs_that_meet] in sentence for sentence in found):
            return
    pytest.fail("nothing broke without the lock, so the suite would not notice its loss")
