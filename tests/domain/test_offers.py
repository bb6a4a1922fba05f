"""Terms, and five equal answers to an offer of payment."""

import pytest
from sqlalchemy import select

from eventsite.claims.commands.opening import OpenClaim, open_claim
from eventsite.claims.commands.undoing import UndoAttendance, undo_attendance
from eventsite.kernel.refusals import NotAllowed
from eventsite.offers.commands.answering import (
    AnswerOffer,
    ReopenOffer,
    SettleOffer,
    answer_offer,
    reopen_offer,
    settle_offer,
)
from eventsite.offers.commands.terms import SetTerms, set_terms
from eventsite.offers.models import PaymentOffer, PaymentTerms
from eventsite.offers.rules import AnswerTooLate, MoreThanOffered
from eventsite.offers.values import OfferAnswer
from eventsite.records.models import AuditEntry, PublicVersionCount
from tests.builders.claims import the
from tests.builders.scenario import CHECKER, ORGANISER, Scenario, gbp


@pytest.mark.parametrize(
    ("answer", "agreed"),
    [(OfferAnswer.ACCEPT, 8250), (OfferAnswer.CHARITY, 0), (OfferAnswer.DECLINE, 0), (OfferAnswer.ADVICE, 0), (OfferAnswer.LESS, 0)],
)
def test_the_first_half_of_an_answer(scenario, event, answer, agreed):
    ref = scenario.begun(event)
    with scenario.acting("", ref) as work:
        answer_offer(work, AnswerOffer(registration=ref, answer=answer, stage="payment"))
    assert scenario.read(select(PaymentOffer.agreed_minor)) == [agreed]


def test_less_is_less_and_charity_is_the_whole(scenario, event):
    ref = scenario.begun(event)
    with scenario.acting("", ref) as work:
        answer_offer(work, AnswerOffer(registration=ref, answer=OfferAnswer.LESS, less=gbp(5000), stage="payment-details"))
    assert scenario.read(select(PaymentOffer.agreed_minor)) == [5000]
    with pytest.raises(MoreThanOffered), scenario.acting("", ref) as work:
        answer_offer(work, AnswerOffer(registration=ref, answer=OfferAnswer.LESS, less=gbp(8250), stage="payment-details"))
    with scenario.acting("", ref) as work:
        answer_offer(work, AnswerOffer(registration=ref, answer=OfferAnswer.CHARITY, charity="The bakery", stage="payment-details"))
    assert scenario.read(select(PaymentOffer.agreed_minor)) == [8250]


def test_who_said_yes_keeps_the_terms_they_saw(scenario, event):
    ref = scenario.begun(event)
    with scenario.acting("", ref) as work:
        answer_offer(work, AnswerOffer(registration=ref, answer=OfferAnswer.ACCEPT, stage="payment"))
    scenario.terms(event, fee=100)
    with scenario.acting("", ref) as work:
        answer_offer(work, AnswerOffer(registration=ref, answer=OfferAnswer.ACCEPT, stage="payment"))
    assert scenario.read(select(PaymentOffer.agreed_minor)) == [8250]


def test_once_the_claim_is_open_the_answer_to_the_offer_is_settled(scenario, event):
    ref = scenario.claim(event, submitted=False)
    registration = the(scenario, ref).registration
    with pytest.raises(AnswerTooLate), scenario.acting("", registration) as work:
        answer_offer(work, AnswerOffer(registration=registration, answer=OfferAnswer.DECLINE, stage="payment"))


def make_ready(database, event, registration):
    """Somebody was there, and their claim is open."""
    Scenario(database).there(event, registration)
    database.perform(open_claim, OpenClaim(registration=registration))


def test_who_was_never_asked_cannot_answer_beside_an_open_claim(scenario, database):
    event = scenario.event()
    registration = scenario.coming(event)
    scenario.terms(event)
    make_ready(database, event, registration)
    assert scenario.read(select(PaymentOffer.answer)) == [None]
    with pytest.raises(AnswerTooLate), scenario.acting("", registration) as work:
        answer_offer(work, AnswerOffer(registration=registration, answer=OfferAnswer.ACCEPT, stage="payment"))
    with scenario.acting(ORGANISER) as work:
        undo_attendance(work, UndoAttendance(event=event.ref, registration=registration))
    assert scenario.read(select(PaymentOffer.id)) == []


def test_a_claim_undone_opens_the_offer_again_with_its_answer(scenario, database, event):
    registration = scenario.coming(event, offer=OfferAnswer.ACCEPT)
    make_ready(database, event, registration)
    with scenario.acting(ORGANISER) as work:
        undo_attendance(work, UndoAttendance(event=event.ref, registration=registration))
    offer = scenario.read(select(PaymentOffer))[0]
    assert (offer.answer, offer.agreed_minor, offer.settled_at) == (OfferAnswer.ACCEPT, 8250, None)
    with scenario.acting("", registration) as work:
        answer_offer(work, AnswerOffer(registration=registration, answer=OfferAnswer.DECLINE, stage="payment"))
    assert scenario.read(select(PaymentOffer.agreed_minor)) == [0]


def test_an_offer_is_settled_once_and_by_nobody_but_the_system_and_whose_it_is(scenario, database, event):
    ref = scenario.coming(event, offer=OfferAnswer.ACCEPT)
    for _twice in range(2):
        database.perform(settle_offer, SettleOffer(registration=ref))
    assert len(scenario.read(select(AuditEntry.id).where(AuditEntry.fact == "OfferSettled"))) == 1
    for who in (ORGANISER, CHECKER, "bill@example.org", ""):
        with pytest.raises(NotAllowed), scenario.acting(who) as work:
            settle_offer(work, SettleOffer(registration=ref))
    with pytest.raises(NotAllowed), scenario.acting("", ref) as work:
        reopen_offer(work, ReopenOffer(registration=ref))


def test_new_terms_outdate_the_public_pages(scenario):
    event = scenario.event()
    before = scenario.read(select(PublicVersionCount.number).where(PublicVersionCount.event_id == event.id))
    scenario.terms(event)
    after = scenario.read(select(PublicVersionCount.number).where(PublicVersionCount.event_id == event.id))
    assert after == [before[0] + 1]


@pytest.mark.parametrize("who", [CHECKER, "bill@example.org", ""])
def test_only_organisers_say_what_is_paid(scenario, event, who):
    before = scenario.read(select(PaymentTerms.id))
    command = SetTerms(event=event.ref, fee=gbp(1), fee_for="a day", who_is_paid="Me.", costs_covered=[], working_days=1)
    with pytest.raises(NotAllowed), scenario.acting(who) as work:
        set_terms(work, command)
    assert scenario.read(select(PaymentTerms.id)) == before


def test_terms_are_counted_in_each_gathering_and_the_same_once_more_are_no_new_ones(scenario, event):
    other = scenario.event("Another")
    for fee in (8250, 9000, 9000):
        scenario.terms(other, fee=fee)
    numbers = select(PaymentTerms.number).where(PaymentTerms.event_id == other.id).order_by(PaymentTerms.id)
    assert scenario.read(numbers) == [1, 2]
    assert scenario.terms(other, fee=9000).number == 2
