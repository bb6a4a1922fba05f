"""Whatever people do, in whatever order: places are never oversold, never lost, never doubled."""

import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from sqlalchemy import func, select

from eventsite.kernel.clock import FixedClock
from eventsite.kernel.crypto import FieldCipher
from eventsite.kernel.refusals import Refusal
from eventsite.records.engine import open_engine
from eventsite.records.work import Database
from eventsite.registration.commands.answering import (
    Answer,
    CancelRegistration,
    ChooseSessions,
    SubmitRegistration,
    answer,
    cancel_registration,
    choose_sessions,
    submit_registration,
)
from eventsite.registration.models import Place, PlaceCount, Registration
from eventsite.registration.values import PlaceState, RegistrationState
from tests.builders.scenario import NOW, Scenario
from tests.conftest import KEYS

PEOPLE, CAPACITY = 4, (2, 3)


def machine(template):  # noqa: C901 - one class, made for one template
    class Places(RuleBasedStateMachine):
        """Four people, two sessions with two and three places."""

        @initialize()
        def open_doors(self):
            self.folder = Path(tempfile.mkdtemp())
            shutil.copy(template, self.folder / "db.sqlite")
            self.engine = open_engine(f"sqlite:///{self.folder / 'db.sqlite'}")
            database = Database(engine=self.engine, clock=FixedClock(NOW), cipher=FieldCipher(KEYS))
            self.scenario = Scenario(database)
            self.event = self.scenario.event(capacity=5)
            self.sessions = [
                self.scenario.session(self.event, f"S{n}", at=f"1{n}:00", places=places) for n, places in enumerate(CAPACITY)
            ]
            self.scenario.release(self.event)
            self.refs = [self.scenario.begun(self.event, f"p{n}@example.org") for n in range(PEOPLE)]

        def teardown(self):
            self.engine.dispose()
            shutil.rmtree(self.folder, ignore_errors=True)

        def attempt(self, person, act):
            ref = self.refs[person]
            try:
                with self.scenario.acting(f"p{person}@example.org", ref) as work:
                    act(work, ref)
            except Refusal:
                pass

        @rule(person=st.integers(0, PEOPLE - 1), chosen=st.sets(st.integers(0, 1)))
        def choose(self, person, chosen):
            self.attempt(person, lambda work, ref: choose_sessions(work, ChooseSessions(ref=ref, sessions=[self.sessions[n] for n in chosen])))

        @rule(person=st.integers(0, PEOPLE - 1), brings=st.booleans())
        def bring(self, person, brings):
            changes = {"brings_support": brings}
            self.attempt(person, lambda work, ref: answer(work, Answer(ref=ref, stage="support", changes=changes)))

        @rule(person=st.integers(0, PEOPLE - 1))
        def come(self, person):
            self.attempt(person, lambda work, ref: submit_registration(work, SubmitRegistration(ref=ref)))

        @rule(person=st.integers(0, PEOPLE - 1))
        def stay_home(self, person):
            self.attempt(person, lambda work, ref: cancel_registration(work, CancelRegistration(ref=ref)))

        @invariant()
        def counts_are_true(self):
            for subject, most in zip([*self.sessions, self.event.ref], [*CAPACITY, 5], strict=True):
                taken = self.scenario.read(select(PlaceCount.taken).where(PlaceCount.subject == subject)) or [0]
                held = self.scenario.read(
                    select(func.coalesce(func.sum(Place.party), 0)).where(Place.subject == subject, Place.state == PlaceState.HELD)
                )
                assert taken == held
                assert 0 <= taken[0] <= most

        @invariant()
        def places_belong_to_people_who_come(self):
            for registration in self.scenario.read(select(Registration)):
                held = self.scenario.read(
                    select(Place.party).where(Place.registration_id == registration.id, Place.state == PlaceState.HELD)
                )
                if registration.state is RegistrationState.CONFIRMED:
                    assert len(held) == 1 + len(registration.chosen)
                    assert set(held) == {registration.party}
                else:
                    assert held == []

    return Places


@pytest.mark.parametrize("examples", [12])
def test_any_order_of_choosing_coming_and_staying_home(sqlite_template, examples):
    checks = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]
    limits = settings(max_examples=examples, stateful_step_count=12, deadline=None, suppress_health_check=checks)
    run_state_machine_as_test(machine(sqlite_template), settings=limits)
