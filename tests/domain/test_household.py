"""Several people at one address, told apart by asking."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from eventsite.kernel.refusals import NotVisible
from eventsite.people.models import AddressChange, Person
from eventsite.people.queries import acts_for
from eventsite.people.rules import change_token
from eventsite.registration import rules
from eventsite.registration.commands.addressing import ChangeContact, MoveAddress, change_contact, move_address
from eventsite.registration.models import PlaceCount, Registration
from eventsite.registration.queries import own_registration
from eventsite.registration.queries.households import moving_along
from eventsite.registration.values import RegistrationState
from tests.domain.test_proving import VICTIM, prove


@pytest.fixture
def event(scenario):
    return scenario.event(capacity=10)


def test_one_address_registers_a_household(scenario, event):
    mother = scenario.coming(event, VICTIM)
    daughter = scenario.coming(event, VICTIM, name="Ada", keeper_name="Joyce")
    people = {p.id: p for p in scenario.read(select(Person).where(Person.email == VICTIM))}
    assert {person.name for person in people.values()} == {"Joyce", "Ada"}
    (kept,) = [person for person in people.values() if person.keeper_id]
    assert people[kept.keeper_id].signs_in
    assert not kept.signs_in
    with scenario.acting(VICTIM) as work:
        assert {own_registration(work.database, work.actor, ref).ref for ref in (mother, daughter)} == {mother, daughter}


def test_whom_somebody_keeps_comes_once_too(scenario, event):
    scenario.coming(event, VICTIM, name="Ada", keeper_name="Joyce")
    again = scenario.coming(event, VICTIM, name="Ada", keeper_name="Joyce", proven=False)
    with pytest.raises(rules.AlreadyComing):
        prove(scenario, again)


def test_whoever_has_no_mailbox_shares_none(scenario):
    with scenario.behind() as work:
        alone, other = (Person(signs_in=False, name=name, created_at=work.clock.now()) for name in ("Ada", "Bob"))
        work.database.add_all([alone, other])
        work.database.flush()
        assert acts_for(work.database, alone) == {alone.id}


def test_coming_twice_is_told_after_the_proof_and_one_of_the_two_is_dropped(scenario, event):
    first = scenario.coming(event, VICTIM)
    second = scenario.coming(event, VICTIM, proven=False)
    with pytest.raises(rules.AlreadyComing):
        prove(scenario, second)
    prove(scenario, second, replaces=first)
    states = {r.ref: r.state for r in scenario.read(select(Registration))}
    assert states == {first: RegistrationState.CANCELLED, second: RegistrationState.CONFIRMED}
    assert scenario.read(select(PlaceCount.taken).where(PlaceCount.subject == event.ref)) == [1]


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


def test_somebody_at_another_gathering_never_joins_whoever_signs_in(scenario, event):
    mother = scenario.coming(event, VICTIM, name="Joyce")
    daughter = scenario.coming(scenario.event("Autumn"), VICTIM, name="Mia", proven=False)
    with pytest.raises(rules.AlreadyComing, match="We know this address from Joyce"):
        prove(scenario, daughter)
    prove(scenario, daughter, is_other=True)
    third = scenario.coming(scenario.event("Winter"), VICTIM, name="mia ", proven=False)
    prove(scenario, third)
    people = {r.ref: r.person_id for r in scenario.read(select(Registration))}
    assert people[daughter] == people[third] != people[mother]


def test_somebody_with_another_name_is_whom_they_say(scenario, event):
    mother = scenario.coming(event, VICTIM, name="Joyce")
    again = scenario.coming(scenario.event("Autumn"), VICTIM, name="Joyce Okafor", proven=False)
    ref = scenario.read(select(Person.ref).join(Registration, Registration.person_id == Person.id))[0]
    prove(scenario, again, same_as=ref)
    assert len({r.person_id for r in scenario.read(select(Registration)) if r.ref in (mother, again)}) == 1


def test_nobody_joins_a_person_of_another_address(scenario, event):
    scenario.coming(event, "stranger@example.org", name="Stranger")
    stranger = scenario.read(select(Person.ref).where(Person.email == "stranger@example.org"))[0]
    own = scenario.coming(event, VICTIM, name="Joyce", proven=False)
    with pytest.raises(NotVisible):
        prove(scenario, own, same_as=stranger)
    assert scenario.read(select(Registration.person_id).where(Registration.ref == own)) == [None]


def test_somebody_who_was_filled_in_for_is_known_again(scenario, event):
    kept = scenario.coming(event, VICTIM, name="Ada", keeper_name="Joyce")
    own = scenario.coming(scenario.event("Autumn"), VICTIM, name="ADA", proven=False)
    again = scenario.coming(scenario.event("Winter"), VICTIM, name="Ada ", keeper_name="Joyce", proven=False)
    prove(scenario, own)
    prove(scenario, again)
    assert len({r.person_id for r in scenario.read(select(Registration)) if r.ref in (kept, own, again)}) == 1


def household(scenario, event):
    """A mother who signs in, and somebody else at her address whom she does not keep. Returns both registrations."""
    first, second = scenario.coming(event, VICTIM, name="Joyce"), scenario.coming(event, VICTIM, name="Mia", proven=False)
    prove(scenario, second, is_other=True)
    return first, second


def moved(scenario, ref, to):
    """Have whoever has a registration take another address, and open its letter."""
    with scenario.acting(VICTIM) as work:
        change_contact(work, ChangeContact(ref=ref, email=to, phone="", stage="contact"))
    change = scenario.read(select(AddressChange.ref).where(AddressChange.address == to))[0]
    scenario.database.perform(move_address, MoveAddress(change=change, token=change_token(scenario.database.cipher, change)))
    return {r.ref: r.address for r in scenario.read(select(Registration).options(joinedload(Registration.person)))}


def test_with_whoever_signs_in_the_whole_household_moves(scenario, event):
    first, second = household(scenario, event)
    assert moved(scenario, first, "new@example.org") == {first: "new@example.org", second: "new@example.org"}
    with scenario.acting("new@example.org") as work:
        assert {own_registration(work.database, work.actor, ref).ref for ref in (first, second)} == {first, second}


def test_with_anybody_else_only_they_move(scenario, event):
    first, second = household(scenario, event)
    assert moved(scenario, second, "mia@example.org") == {first: VICTIM, second: "mia@example.org"}


def test_who_moves_along_is_said_before(scenario, event):
    first, second = household(scenario, event)
    rows = {r.ref: r for r in scenario.read(select(Registration))}
    with scenario.acting() as work:
        assert [list(moving_along(work.database, rows[ref])) for ref in (first, second)] == [["Mia"], []]
