"""What people paste from letters, banks and phones is taken as they meant it."""

import pytest
from sqlalchemy import select

from eventsite.claims.models import ClaimLine
from eventsite.registration.models import Registration
from tests.builders.scenario import ORGANISER
from tests.web.claiming import add_fare


@pytest.fixture
def contact(visit, event):
    """The page that asks how to reach somebody."""
    visit.get(f"/events/{event.slug}/register/")
    visit.send()
    visit.send({"name": "Joyce"})
    return visit


@pytest.mark.parametrize(
    "phone",
    [
        "01632\u00a0960\u2011001", "+44 (0)1632 960001 ext. 23", "01632 960001 x23", "01632-960001 extension 2345",
        "18001 01632 960 001", "18001\u202f+44 7700\u2013900982", "+44/7700/900982", "01632 960001 #4",
        "1234567890 1234567890 1234567890", "\u200b07700 900982\u200e", "\uff10\uff17\uff17\uff10\uff10 900982",
    ],
)
def test_a_phone_number_however_it_is_written(contact, scenario, phone):
    contact.send({"email": "joyce@example.org", "phone": phone})
    assert contact.page.errors == []
    stored = scenario.read(select(Registration.phone))[0]
    assert stored.isascii()
    assert 7 <= sum(character.isdigit() for character in stored) <= 30


@pytest.mark.parametrize("phone", ["call me", "123456", "1" * 31, "01632 960001 ext", "ext 1234567 01632", "01632960001<b>"])
def test_what_nobody_could_ring_is_not_taken(contact, phone):
    contact.send({"email": "joyce@example.org", "phone": phone}, status=422)


@pytest.mark.parametrize(
    ("email", "stored"),
    [
        ("\u00a0joyce@example.org\u200b", "joyce@example.org"), ("jo\u2011yce@example.org", "jo-yce@example.org"),
        ("joyce@B\u00fccher.example", "joyce@b\u00fccher.example"),
    ],
)
def test_an_address_pasted_from_a_letter(contact, scenario, email, stored):
    contact.send({"email": email, "phone": ""})
    assert scenario.read(select(Registration.email)) == [stored]


def test_an_address_that_no_letter_would_reach_is_told(contact):
    page = contact.send({"email": "j\u00fcrgen@example.org"}, status=422)
    assert page.errors == [
        "Error: Before the @ we can only write to letters from a to z, digits and signs. Enter another address that you have."
    ]


def test_a_name_that_nobody_can_see_is_no_name(visit, event):
    visit.get(f"/events/{event.slug}/register/")
    visit.send()
    assert visit.send({"name": "\u200b\u3164\u2800\u00a0"}, status=422).errors


@pytest.mark.parametrize("amount", ["\u00a328.40\u00a0", "28.40\u200b", "\u202f28.40", "\uff12\uff18.40"])
def test_an_amount_pasted_from_a_statement(claimant, scenario, amount):
    add_fare(claimant, amount=amount, lost_receipt="The machine gave none")
    assert 2840 in scenario.read(select(ClaimLine.claimed_minor))


def test_a_sort_code_pasted_from_a_bank(claimant):
    claimant.get(f"/claims/{claimant.claim}/paid-by")
    claimant.send({"kind": "bank"})
    claimant.send({"name": "J Example", "sort_code": "12\u201334\u201156", "account_number": "1234\u00a05678"})
    assert claimant.page.errors == []


def test_a_letter_refused_for_good_is_shown_with_the_way_to_reach_the_person(sign_in, scenario, event, deliver, mailer):
    mailer.refuses |= {"joyce@example.org", "noor@example.org"}
    scenario.coming(event, phone="01632 960 003")
    scenario.coming(event, "noor@example.org", name="Noor")
    deliver()
    words = sign_in(ORGANISER).get(f"/team/{event.slug}/").words
    assert "Their mail server says that this address takes no letters. Reach Joyce another way: 01632 960 003" in words
    assert "It was for Noor, noor@example.org" in words
    assert "01632 960 003" not in sign_in("checker@example.org").get(f"/team/{event.slug}/").words
