"""Taking another address on the pages: the link of a registration is no sign-in."""

import pytest
from sqlalchemy import select

from eventsite.people.models import AddressChange, Person
from tests.builders.scenario import ORGANISER
from tests.web.test_proving import link_in
from tests.web.visit import Visitor


@pytest.fixture
def linked(app, event, scenario, deliver, mailer):
    """A stranger who opened the link in the letter of somebody with roles; with the address of their page."""
    ref = scenario.coming(event, ORGANISER)
    deliver()
    stranger = Visitor(app)
    stranger.get(link_in(mailer.to(ORGANISER)[-1]))
    stranger.send()
    return stranger, f"/my/registrations/{ref}/contact"


def test_a_link_offers_no_other_address_and_takes_none(linked, scenario, deliver, mailer):
    stranger, contact = linked
    stranger.get(contact)
    assert "email" not in stranger.page.fields()
    assert ORGANISER in stranger.page.words
    stranger.send({"email": "evil@example.org", "phone": "01632 960 007"})
    deliver()
    assert scenario.read(select(AddressChange)) == []
    assert mailer.to("evil@example.org") == []
    assert scenario.read(select(Person).where(Person.email == "evil@example.org")) == []


def test_a_stranger_who_is_signed_in_as_themselves_takes_none_either(linked, scenario, sign_in, mailer):
    _stranger, contact = linked
    other = sign_in("stranger@example.org")
    other.get(link_in(mailer.to(ORGANISER)[-1]))
    other.send()
    other.get(contact)
    other.send({"email": "evil@example.org"})
    assert scenario.read(select(AddressChange)) == []


def test_the_page_leads_to_signing_in_with_the_address_and_back(linked, sign_in):
    stranger, contact = linked
    way = stranger.get(contact).links()["To change the address, sign in with it first"]
    assert way == f"/sign-in?next={contact}"
    owner = sign_in(ORGANISER, stranger)
    owner.get(contact)
    assert "We have written to the new address" in owner.send({"email": "new@example.org"}).words
