"""What can be claimed follows from the country of an event's host, and from the currency that it pays in."""

import pytest
from sqlalchemy import select

from eventsite.claims.commands.claiming import AddCost, AddMileage, add_cost, add_mileage
from eventsite.claims.rules import ReceiptMissing
from eventsite.kernel.money import Money
from eventsite.kernel.paths import ROOT
from eventsite.kernel.refusals import NotVisible
from eventsite.offers.queries import catalogue_of
from eventsite.offers.values import catalogue
from eventsite.organisations.commands import DescribeOrganisation, describe_organisation
from eventsite.organisations.models import Organisation
from tests.builders.claims import lines_of, the
from tests.builders.scenario import DAY, ORGANISER

RATES = sorted((ROOT / "eventsite" / "offers" / "data").glob("rates_*.toml"))


def moves_to(scenario, country):
    host = scenario.organisation()
    with scenario.acting(ORGANISER) as work:
        version = work.database.scalars(select(Organisation.version).where(Organisation.ref == host)).one()
        describe_organisation(work, DescribeOrganisation(organisation=host, changes={"country": country}, version=version))


def test_a_country_has_its_own_rates_and_only_in_its_own_currency():
    assert catalogue("GB", "GBP").vehicles["car"].pence_per_mile == 45
    assert "own_vehicle" not in catalogue("GB", "GBP").costs
    for elsewhere in (catalogue("IE", "EUR"), catalogue("IE", "GBP"), catalogue("GB", "EUR")):
        assert elsewhere.vehicles == {}
        assert elsewhere.sources == ()
        assert "mileage" not in elsewhere.coverable
        assert {cost.receipt_over for cost in elsewhere.costs.values()} == {0}
        assert elsewhere.costs.keys() == catalogue("GB", "GBP").costs.keys() | {"own_vehicle"}


@pytest.mark.parametrize("path", RATES, ids=lambda path: path.stem)
def test_rates_say_where_they_are_from(path):
    known = catalogue(path.stem.removeprefix("rates_").upper(), "GBP" if path.stem == "rates_gb" else "EUR")
    assert known.vehicles
    assert all(source.title and source.publisher and source.date for source in known.sources)
    assert known.sources


def test_an_event_has_the_catalogue_of_its_host(scenario, event):
    with scenario.acting(ORGANISER) as work:
        assert catalogue_of(work.database, event.id, "GBP").vehicles
    moves_to(scenario, "IE")
    with scenario.acting(ORGANISER) as work:
        assert not catalogue_of(work.database, event.id, "GBP").vehicles


def test_where_no_rates_are_known_miles_are_a_cost_without_a_receipt(scenario, event):
    ref = scenario.claim(event, submitted=False)
    moves_to(scenario, "IE")
    registration = the(scenario, ref).registration
    said = {"claim": ref, "what": "Home and back", "incurred_on": DAY.replace(month=2)}
    with pytest.raises(NotVisible), scenario.acting("", registration) as work:
        add_mileage(work, AddMileage(vehicle="car", tenth_miles=230, **said))
    with scenario.acting("", registration) as work:
        add_cost(work, AddCost(category="own_vehicle", amount=Money(900, "GBP"), **said))
    with pytest.raises(ReceiptMissing), scenario.acting("", registration) as work:
        add_cost(work, AddCost(category="taxi", amount=Money(900, "GBP"), **said))
    assert [line.claimed_minor for line in lines_of(scenario, ref)][-1] == 900
