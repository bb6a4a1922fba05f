"""Where letters go: a new address counts once a letter sent there was opened, and takes everything along."""

import dataclasses

import pytest
from sqlalchemy import select

from eventsite.kernel.actor import Actor
from eventsite.kernel.refusals import NotAllowed, NotVisible
from eventsite.people.commands.mailboxes import AddressTaken, ChangeIsOver
from eventsite.people.models import AddressChange, Person
from eventsite.people.rules import CHANGE_LIFE, change_token
from eventsite.registration.commands.addressing import ChangeContact, MoveAddress, change_contact, move_address
from eventsite.registration.models import Registration
from eventsite.registration.queries import own_registration
from tests.builders.scenario import ORGANISER

JOYCE = "joyce@example.org"


@pytest.fixture
def event(scenario):
    return scenario.event(capacity=10)


def only(scenario, model):
    (found,) = scenario.read(select(model))
    return found


@pytest.fixture
def moving(scenario, event):
    """A registration whose person asked for letters at a new address; returns its reference, and how to say yes."""
    ref = scenario.coming(event, JOYCE)
    with scenario.acting(JOYCE) as work:
        change_contact(work, ChangeContact(ref=ref, email="new@example.org", phone="", stage="contact"))
    change = only(scenario, AddressChange).ref
    return ref, MoveAddress(change=change, token=change_token(scenario.database.cipher, change))


def test_a_new_address_counts_once_its_letter_is_opened_and_takes_everything_along(scenario, moving, deliver, mailer):
    ref, command = moving
    with scenario.acting(JOYCE) as work:
        assert own_registration(work.database, work.actor, ref).address == JOYCE
    deliver()
    assert command.token in mailer.to("new@example.org")[0].body
    scenario.database.perform(move_address, command, Actor())
    deliver()
    with scenario.acting("new@example.org") as work:
        assert own_registration(work.database, work.actor, ref).address == "new@example.org"
    with pytest.raises(NotVisible):
        scenario.prove(ref)
    told = mailer.to(JOYCE)[-1]
    assert "another email address" in told.body
    assert "Spring meeting" not in told.body
    with pytest.raises(ChangeIsOver):
        scenario.database.perform(move_address, command, Actor())


@pytest.mark.parametrize("wrong", ["token", "late"])
def test_an_address_does_not_move_without_its_letter_in_time(scenario, moving, clock, wrong):
    _ref, command = moving
    if wrong == "late":
        clock.forward(hours=49)
    else:
        command = dataclasses.replace(command, token="0" * 40)
    with pytest.raises(ChangeIsOver):
        scenario.database.perform(move_address, command, Actor())
    assert scenario.read(select(Person.id).where(Person.email == "new@example.org")) == []


@pytest.mark.parametrize("whose", ["", "stranger@example.org"])
def test_the_link_of_a_registration_never_takes_a_person_elsewhere(scenario, event, whose):
    ref = scenario.coming(event, ORGANISER)
    with pytest.raises(NotAllowed), scenario.acting(whose, ref) as work:
        change_contact(work, ChangeContact(ref=ref, email="evil@example.org", phone="", stage="contact"))
    assert scenario.read(select(AddressChange)) == []


def test_the_link_of_a_registration_changes_its_phone_and_leaves_what_is_asked_elsewhere(scenario, moving):
    ref, _command = moving
    with scenario.acting("", ref) as work:
        change_contact(work, ChangeContact(ref=ref, email=JOYCE, phone="01632 960 007", stage="contact"))
    assert only(scenario, Registration).phone == "01632 960 007"
    change = only(scenario, AddressChange)
    assert change.expires_at == change.created_at + CHANGE_LIFE


def test_somebody_with_a_role_does_not_move_in_with_somebody_else(scenario, event):
    scenario.actor("taken@example.org")
    ref = scenario.coming(event, ORGANISER)
    with scenario.acting(ORGANISER) as work:
        change_contact(work, ChangeContact(ref=ref, email="taken@example.org", phone="", stage="contact"))
    change = only(scenario, AddressChange).ref
    command = MoveAddress(change=change, token=change_token(scenario.database.cipher, change))
    with pytest.raises(AddressTaken):
        scenario.database.perform(move_address, command, Actor())
    assert only(scenario, AddressChange).used_at is None


def test_whom_somebody_keeps_moves_along(scenario, event, deliver, mailer):
    mother = scenario.coming(event, JOYCE)
    daughter = scenario.coming(event, JOYCE, name="Ada", keeper_name="Joyce")
    with scenario.acting(JOYCE) as work:
        change_contact(work, ChangeContact(ref=mother, email="new@example.org", phone="", stage="contact"))
    change = only(scenario, AddressChange).ref
    token = change_token(scenario.database.cipher, change)
    scenario.database.perform(move_address, MoveAddress(change=change, token=token), Actor())
    with scenario.acting("new@example.org") as work:
        assert own_registration(work.database, work.actor, daughter).address == "new@example.org"
    with pytest.raises(NotVisible):
        scenario.prove(daughter)
    assert scenario.read(select(Person.id).where(Person.email == JOYCE)) == []


def test_only_the_latest_address_counts_and_a_mistyped_one_takes_nobody_over(scenario, moving):
    ref, mistyped = moving
    with scenario.acting(JOYCE) as work:
        change_contact(work, ChangeContact(ref=ref, email="right@example.org", phone="", stage="contact"))
    with pytest.raises(ChangeIsOver):
        scenario.database.perform(move_address, mistyped, Actor())
    latest = scenario.read(select(AddressChange.ref).where(AddressChange.address == "right@example.org"))[0]
    token = change_token(scenario.database.cipher, latest)
    scenario.database.perform(move_address, MoveAddress(change=latest, token=token), Actor())
    with scenario.acting("right@example.org") as work:
        assert own_registration(work.database, work.actor, ref).address == "right@example.org"


def test_saying_the_address_one_has_takes_the_question_back(scenario, moving):
    ref, asked = moving
    with scenario.acting(JOYCE) as work:
        change_contact(work, ChangeContact(ref=ref, email=JOYCE, phone="", stage="contact"))
    with pytest.raises(ChangeIsOver):
        scenario.database.perform(move_address, asked, Actor())


def test_an_owner_of_an_organisation_does_not_move_in_with_somebody_else(scenario, event):
    scenario.actor("taken@example.org")
    scenario.organisation("Another", JOYCE)
    ref = scenario.coming(event, JOYCE)
    with scenario.acting(JOYCE) as work:
        change_contact(work, ChangeContact(ref=ref, email="taken@example.org", phone="", stage="contact"))
    change = only(scenario, AddressChange).ref
    command = MoveAddress(change=change, token=change_token(scenario.database.cipher, change))
    with pytest.raises(AddressTaken):
        scenario.database.perform(move_address, command, Actor())
