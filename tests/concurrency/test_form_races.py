"""Two people save the same page of the team in one moment: whoever comes second is asked, and nothing is lost without a word."""

import pytest
from sqlalchemy import select

from eventsite.access.commands import NOTHING_SAID, SetOffer, set_offer
from eventsite.access.models import OfferLine
from eventsite.access.values import Offered
from eventsite.kernel.refusals import ChangedMeanwhile
from eventsite.offers.commands.terms import SetTerms, set_terms
from eventsite.offers.models import PaymentTerms
from tests.builders.scenario import ORGANISER, gbp
from tests.concurrency.test_money_races import locks, race
from tests.races.controls import committing_late

__all__ = ["locks"]
LOOP = "hearing_loop"


@pytest.fixture
def event(scenario):
    return scenario.event()


def outcome(results):
    return sorted(type(one).__name__ if isinstance(one, Exception) else "done" for one in results)


def test_of_two_who_say_what_is_offered_one_is_asked_to_look_again(scenario, event, locks):
    actor = scenario.actor(ORGANISER)
    scenario.database.perform(set_offer, SetOffer(event=event.ref, lines={LOOP: (Offered.YES, "Hall")}), actor)
    seen = {LOOP: (Offered.YES, "Hall")}
    acts = [
        (set_offer, SetOffer(event=event.ref, lines={LOOP: (Offered.NO, detail)}, seen=seen), actor) for detail in ("Broken", "Lent")
    ]
    results = race(scenario, locks, "event", *acts, late=committing_late)
    assert (outcome(results) == ["ChangedMeanwhile", "done"]) is locks
    assert scenario.read(select(OfferLine.detail))[0] in ("Broken", "Lent")


def test_of_two_who_say_what_is_paid_one_is_asked_to_look_again(scenario, event):
    def terms(fee, seen):
        command = SetTerms(event=event.ref, fee=gbp(fee), fee_for="", who_is_paid="All.", costs_covered=[], working_days=5, seen=seen)
        return set_terms, command, scenario.actor(ORGANISER)

    assert outcome(race(scenario, True, "event", terms(100, 0), terms(200, 0))) == ["ChangedMeanwhile", "done"]
    assert len(scenario.read(select(PaymentTerms.number))) == 1
    (now,) = scenario.read(select(PaymentTerms.fee_minor))
    scenario.database.perform(*terms(now, 0))  # both said the same: nobody is asked
    scenario.database.perform(*terms(300, 1))
    assert len(scenario.read(select(PaymentTerms.number))) == 2


def test_who_says_of_the_offer_what_is_there_already_is_not_asked(scenario, event):
    actor = scenario.actor(ORGANISER)
    same = SetOffer(event=event.ref, lines={LOOP: (Offered.YES, "Hall")}, seen={LOOP: NOTHING_SAID})
    scenario.database.perform(set_offer, same, actor)
    scenario.database.perform(set_offer, same, actor)
    with pytest.raises(ChangedMeanwhile):
        scenario.database.perform(set_offer, SetOffer(event=event.ref, lines={LOOP: NOTHING_SAID}, seen={LOOP: (Offered.NO, "")}), actor)
    assert scenario.read(select(OfferLine.detail)) == ["Hall"]
