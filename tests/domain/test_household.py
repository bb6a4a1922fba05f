"""Several people at one address, told apart by asking."""

import pytest
from sqlalchemy import select

from eventsite.registration import rules
from eventsite.registration.models import Registration
from eventsite.registration.values import RegistrationState
from tests.domain.test_proving import VICTIM, prove


@pytest.fixture
def event(scenario):
    return scenario.event()


def test_two_of_one_name_are_two_people(scenario, event):
    first = scenario.coming(event, VICTIM, name="Sam")
    second, third = (scenario.coming(event, VICTIM, name="Sam", proven=False) for _time in range(2))
    prove(scenario, second, is_other=True)
    prove(scenario, third, is_other=True)
    people = {r.ref: r.person_id for r in scenario.read(select(Registration)) if r.state is RegistrationState.CONFIRMED}
    assert people.keys() == {first, second, third}
    assert len(set(people.values())) == 3
    with scenario.acting(VICTIM) as work:
        assert set(people.values()) <= work.actor.acts_for


def test_whoever_registers_on_their_own_phone_does_not_join_who_keeps_them(scenario, event):
    kept = scenario.coming(event, VICTIM, name="Ada", keeper_name="Joyce")
    own = scenario.coming(event, VICTIM, name="ADA ", proven=False)
    with pytest.raises(rules.AlreadyComing):
        prove(scenario, own)
    prove(scenario, own, replaces=kept)
    people = {r.ref: r.person_id for r in scenario.read(select(Registration))}
    assert people[own] == people[kept]
