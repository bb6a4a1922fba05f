"""What is promised in working days leaves out the holidays of the country of the host."""

import datetime as dt

import pytest
from sqlalchemy import select, update

from eventsite.access.models import Need
from eventsite.claims.models import Claim
from eventsite.organisations.models import Organisation
from eventsite.registration.commands.answering import DescribeNeeds, describe_needs
from tests.conftest import NOW

BEFORE_EASTER = dt.datetime(2027, 3, 25, 10, tzinfo=dt.UTC)


@pytest.fixture(params=[("GB", "2027-04-12", "2027-03-31"), ("US", "2027-04-08", "2027-03-29")], ids=["GB", "US"])
def promised(request, scenario, clock):
    country, money, access = request.param
    event = scenario.event()
    scenario.terms(event)
    with scenario.acting() as work:
        work.database.execute(update(Organisation).values(country=country))
    clock.forward(seconds=(BEFORE_EASTER - NOW).total_seconds())
    return event, dt.date.fromisoformat(money), dt.date.fromisoformat(access)


def test_money_is_promised_in_working_days_of_the_host(scenario, promised):
    event, money, _access = promised
    scenario.claim(event)
    assert scenario.read(select(Claim.promised_on)) == [money]


def test_what_would_help_is_arranged_in_working_days_of_the_host(scenario, promised):
    event, _money, access = promised
    ref = scenario.begun(event)
    with scenario.acting("", ref) as work:
        describe_needs(work, DescribeNeeds(ref=ref, codes=["bsl"], words={}, stage="help-details"))
    assert scenario.read(select(Need.due_on)) == [access]
