"""Terms, and five equal answers to an offer of payment."""

import pytest
from sqlalchemy import select

from eventsite.claims.commands.offering import (
    AnswerOffer,
    OfferSettled,
    answer_offer,
)
from eventsite.claims.models import PaymentOffer
from eventsite.claims.rules import MoreThanOffered
from eventsite.claims.values import OfferAnswer
from eventsite.records.models import PublicVersionCount
from tests.builders.claims import the
from tests.builders.scenario import gbp


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
    with pytest.raises(OfferSettled), scenario.acting("", registration) as work:
        answer_offer(work, AnswerOffer(registration=registration, answer=OfferAnswer.DECLINE, stage="payment"))


def test_new_terms_outdate_the_public_pages(scenario):
    event = scenario.event()
    before = scenario.read(select(PublicVersionCount.number).where(PublicVersionCount.event_id == event.id))
    scenario.terms(event)
    after = scenario.read(select(PublicVersionCount.number).where(PublicVersionCount.event_id == event.id))
    assert after == [before[0] + 1]
