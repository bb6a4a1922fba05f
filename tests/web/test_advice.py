"""Who asks for advice on benefits first is told by name who gives it, free and independent; elsewhere nobody is named."""

import pytest
from sqlalchemy import select

from eventsite.offers.values import OfferAnswer
from eventsite.organisations.commands import DescribeOrganisation, describe_organisation
from eventsite.organisations.models import Organisation
from eventsite.registration.rules import link_token
from tests.builders.scenario import ORGANISER

NAMED = "Citizens Advice (England and Wales), free of charge: www.citizensadvice.org.uk"
NOBODY = "Ask an adviser on benefits where you live, who is not one of us."


def own_page(visit, database, ref):
    visit.get(f"/my/open/{ref}/{link_token(database.cipher, ref, 0)}")
    visit.send()
    return visit.get(f"/my/registrations/{ref}/").words


@pytest.mark.parametrize(("country", "told", "untold"), [("GB", NAMED, NOBODY), ("FR", NOBODY, "Citizens Advice")])
def test_advice_is_named_wherever_it_is_promised(scenario, visit, database, country, told, untold):
    event = scenario.event()
    scenario.terms(event)
    with scenario.acting(ORGANISER) as work:
        host = work.database.scalars(select(Organisation)).one()
        describe_organisation(work, DescribeOrganisation(organisation=host.ref, changes={"country": country}))
    ref = scenario.coming(event, offer=OfferAnswer.ADVICE)
    pages = [visit.get(f"/events/{event.slug}/payment").words, own_page(visit, database, ref)]
    pages.append(visit.get(f"/my/registrations/{ref}/payment").words)
    for words in pages:
        assert told in words
        assert untold not in words


def test_who_asks_for_no_advice_is_named_no_adviser(scenario, visit, database):
    event = scenario.event()
    scenario.terms(event)
    ref = scenario.coming(event, offer=OfferAnswer.ACCEPT)
    assert NAMED not in own_page(visit, database, ref)
