"""Two changes to one registration in the same moment: whoever is second sees what the first one did, or waits."""

import dataclasses
import itertools
import threading

import pytest
from sqlalchemy import func, select

from eventsite.kernel.refusals import NotAllowed, Refusal
from eventsite.records.collisions import retry_once
from eventsite.records.work import Watcher
from eventsite.registration.commands.answering import (
    Answer,
    CancelRegistration,
    ChooseSessions,
    StartRegistration,
    SubmitRegistration,
    answer,
    cancel_registration,
    choose_sessions,
    start_registration,
    submit_registration,
)
from eventsite.registration.models import Place, PlaceCount, Registration
from eventsite.registration.permissions import REGISTRATION
from eventsite.registration.rules import AlreadyComing
from eventsite.registration.values import PlaceState, RegistrationState
from tests.builders.scenario import BROWSER, Scenario
from tests.concurrency.test_races import together

PATIENCE = 0.25
"""Seconds that the slower one stands still with its row loaded, where the other one has to wait for it."""
CERTAIN = 10
"""Seconds for a faster one that need not wait, on a machine that is busy with something else."""
REF = "abcdefghjkmn"


class Pause(Watcher):
    """Stands still, once, with a registration loaded, until somebody else is done or patience ends."""

    def __init__(self, patience: float) -> None:
        self.reached, self.other_is_done, self.was_overtaken = threading.Event(), threading.Event(), False
        self.patience = patience

    def after_lock(self, aggregate):
        if aggregate is REGISTRATION and not self.reached.is_set():
            self.reached.set()
            self.was_overtaken = self.other_is_done.wait(self.patience)


def overtaking(database, slow, fast, *, locks=True):
    """Let `fast` run while `slow` stands still with its row loaded. Returns what both gave, and whether fast was first."""
    pause = Pause(PATIENCE if locks else CERTAIN)

    def run(act, watcher):
        return retry_once(lambda: act(Scenario(dataclasses.replace(database, watcher=watcher, locks=locks))))

    def run_fast():
        assert pause.reached.wait(10)
        try:
            return run(fast, Watcher())
        finally:
            pause.other_is_done.set()

    results = together([lambda: run(slow, pause), run_fast])
    assert not [r for r in results if isinstance(r, Exception) and not isinstance(r, Refusal | NotAllowed)], results
    return results, pause.was_overtaken


def by(ref, verb, command):
    """Return an act: `ref`'s owner does something to it."""

    def act(scenario):
        with scenario.acting("", ref) as work:
            return verb(work, command)

    return act


@pytest.fixture
def event(scenario):
    made = scenario.event(capacity=10)
    made.sessions = [scenario.session(made, f"S{n}", at=f"1{n}:00", places=8) for n in range(2)]
    scenario.release(made)
    return made


def acts_on(event, ref):
    """Everything that its owner can do to a registration and that touches places."""
    return {
        "submit": by(ref, submit_registration, SubmitRegistration(ref=ref)),
        "cancel": by(ref, cancel_registration, CancelRegistration(ref=ref)),
        "choose": by(ref, choose_sessions, ChooseSessions(ref=ref, sessions=event.sessions[1:])),
        "bring": by(ref, answer, Answer(ref=ref, stage="support", changes={"brings_support": True})),
        "come alone": by(ref, answer, Answer(ref=ref, stage="support", changes={"brings_support": False})),
    }


ACTS = ("submit", "cancel", "choose", "bring", "come alone")
MEETINGS = [(slow, fast, is_sent) for slow, fast, is_sent in itertools.product(ACTS, ACTS, (True, False)) if is_sent or "submit" in (slow, fast)]


def recount(scenario, event):
    """Say where places are not what the registrations say; nothing where all is well."""
    wrong = []
    for subject in (event.ref, *event.sessions):
        held = scenario.read(
            select(func.coalesce(func.sum(Place.party), 0)).where(Place.subject == subject, Place.state == PlaceState.HELD)
        )
        counted = scenario.read(select(PlaceCount.taken).where(PlaceCount.subject == subject)) or [0]
        wrong += [(subject, counted, held)] if counted != held else []
    for registration in scenario.read(select(Registration)):
        is_coming = registration.state is RegistrationState.CONFIRMED
        due = {(subject, registration.party) for subject in (event.ref, *registration.chosen)} if is_coming else set()
        with scenario.acting() as work:
            mine = Place.registration_id == registration.id, Place.state == PlaceState.HELD
            found = work.database.execute(select(Place.subject, Place.party).where(*mine)).all()
        wrong += [(registration.ref, found, due)] if sorted(map(tuple, found)) != sorted(due) else []
    return wrong


def a_registration(scenario, event, *, is_sent):
    ref = scenario.begun(event)
    by(ref, choose_sessions, ChooseSessions(ref=ref, sessions=event.sessions[:1]))(scenario)
    if is_sent:
        by(ref, submit_registration, SubmitRegistration(ref=ref))(scenario)
        scenario.prove(ref)
    return ref


@pytest.mark.parametrize(("slow", "fast", "is_sent"), MEETINGS)
def test_whatever_meets_the_places_are_those_of_the_registrations(scenario, database, event, slow, fast, is_sent):
    acts = acts_on(event, a_registration(scenario, event, is_sent=is_sent))
    _results, was_overtaken = overtaking(database, acts[slow], acts[fast])
    assert not was_overtaken
    assert recount(scenario, event) == []


@pytest.mark.parametrize(
    ("slow", "fast", "is_sent"),
    [("choose", "cancel", True), ("bring", "cancel", True), ("bring", "choose", True), ("choose", "bring", True), ("submit", "bring", False)],
)
def test_without_the_lock_places_go_wrong(scenario, database, event, slow, fast, is_sent):
    if database.engine.dialect.name == "sqlite":
        pytest.skip("one writer at a time, whatever is locked")
    acts = acts_on(event, a_registration(scenario, event, is_sent=is_sent))
    _results, was_overtaken = overtaking(database, acts[slow], acts[fast], locks=False)
    assert was_overtaken
    assert recount(scenario, event) != []


def test_people_who_register_do_not_queue_behind_their_event(scenario, database, event):
    if database.engine.dialect.name == "sqlite":
        pytest.skip("one writer at a time")
    refs = [scenario.begun(event, f"{name}@example.org") for name in ("slow", "fast")]
    slow, fast = (acts_on(event, ref)["submit"] for ref in refs)
    _results, was_overtaken = overtaking(database, slow, fast)
    assert was_overtaken
    assert recount(scenario, event) == []


def test_one_person_with_two_drafts_comes_once(scenario, event):
    refs = [a_registration(scenario, event, is_sent=False) for _browser in range(6)]
    scenario.actor("joyce@example.org")

    def send(ref):
        with scenario.acting("joyce@example.org", ref) as work:
            return submit_registration(work, SubmitRegistration(ref=ref))

    results = together([lambda ref=ref: retry_once(lambda: send(ref)) for ref in refs])
    assert sum(isinstance(result, AlreadyComing) for result in results) == len(refs) - 1, results
    assert sum(isinstance(result, Registration) for result in results) == 1
    assert recount(scenario, event) == []


def test_people_who_swap_sessions_never_wait_in_a_ring(scenario, event):
    refs = [scenario.coming(event, f"p{n}@example.org", sessions=[event.sessions[n % 2]]) for n in range(8)]
    acts = [by(ref, choose_sessions, ChooseSessions(ref=ref, sessions=[event.sessions[1 - n % 2]])) for n, ref in enumerate(refs)]
    results = together([lambda act=act: act(scenario) for act in acts])
    assert not [r for r in results if isinstance(r, Exception)], results
    assert recount(scenario, event) == []


def test_the_start_button_pressed_ten_times_at_once_starts_one(scenario, event):
    def press():
        with scenario.acting() as work:
            return start_registration(work, StartRegistration(event=event.ref, browser=BROWSER, ref=REF)).ref

    assert together([lambda: retry_once(press)] * 10) == [REF] * 10
    assert scenario.read(select(Registration.ref)) == [REF]
