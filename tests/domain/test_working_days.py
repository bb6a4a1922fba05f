"""What is promised in working days leaves out the holidays of the country of the host."""

import datetime as dt

import pytest
from sqlalchemy import select, update

from eventsite.access.models import Need
from eventsite.claims.commands.checking import ReturnClaim, return_claim
from eventsite.claims.commands.claiming import SubmitClaim, submit_claim
from eventsite.claims.models import Claim
from eventsite.organisations.models import Organisation
from eventsite.registration.commands.answering import DescribeNeeds, describe_needs
from tests.builders.scenario import CHECKER
from tests.conftest import NOW

BEFORE_EASTER = dt.datetime(2027, 3, 25, 10, tzinfo=dt.UTC)


@pytest.fixture(params=[("GB", "2027-04-12", "2027-03-31"), ("US", "2027-04-08", "2027-03-29")], ids=["GB", "US"])
def promised(request, scenario, clock):
    country, money, access = request.param
    event = scenario.event()
    scenario.terms(event)
    with scenario.acting() as work:
        work.forget(update(Organisation).values(country=country))
    clock.forward(seconds=(BEFORE_EASTER - NOW).total_seconds())
    return event, dt.date.fromisoformat(money), dt.date.fromisoformat(access)


def test_money_is_promised_in_working_days_of_the_host(scenario, promised):
    event, money, _access = promised
    scenario.claim(event)
    assert scenario.read(select(Claim.promised_on)) == [money]


def _asked_and_answered(scenario, ref, clock, *, days):
    claim = scenario.read(select(Claim).where(Claim.ref == ref))[0]
    question = ReturnClaim(claim=ref, version=claim.version, question="Which train?")
    scenario.database.perform(return_claim, question, scenario.actor(CHECKER))
    clock.forward(days=days)
    claim = scenario.read(select(Claim).where(Claim.ref == ref))[0]
    answer = SubmitClaim(claim=ref, version=claim.version, answer="The 8:10")
    scenario.database.perform(submit_claim, answer, scenario.actor("", claim.registration))
    return scenario.read(select(Claim.promised_on).where(Claim.ref == ref))[0]


def test_a_question_puts_the_money_off_by_no_more_than_the_answer_took(scenario, promised, clock):
    event, money, _access = promised
    ref = scenario.claim(event)
    clock.forward(days=6)
    assert _asked_and_answered(scenario, ref, clock, days=0) == money
    assert _asked_and_answered(scenario, ref, clock, days=0) == money
    later = _asked_and_answered(scenario, ref, clock, days=7)
    assert money < later <= money + dt.timedelta(days=7)


def test_what_would_help_is_arranged_in_working_days_of_the_host(scenario, promised):
    event, _money, access = promised
    ref = scenario.begun(event)
    with scenario.acting("", ref) as work:
        describe_needs(work, DescribeNeeds(ref=ref, codes=["bsl"], words={}, stage="help-details"))
    assert scenario.read(select(Need.due_on)) == [access]
