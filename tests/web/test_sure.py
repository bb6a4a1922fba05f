"""Whatever is gone after a press is asked for first: the same address, opened, says what goes."""

import pytest
from sqlalchemy import select

from eventsite.claims.models import Claim, ClaimLine
from eventsite.organisations.models import OrganisationMember
from eventsite.organisations.values import OrganisationRole
from tests.builders.scenario import ORGANISER
from tests.web.claiming import add_fare

TAKING_AWAY = ("remove", "withdraw", "undo", "cancel", "close", "unpublish", "delete", "apart", "failed")
ACTED_AT_ONCE = {"/team/<slug>/programme/sessions/<ref>/cancel"}
"""Nothing is gone there: the same row brings the session back, and nobody is told before the next release."""


def test_every_address_that_takes_something_away_asks_when_it_is_opened(app):
    ends = {}
    for rule in app.url_map.iter_rules():
        if rule.rule.rpartition("/")[2] in TAKING_AWAY:
            ends.setdefault(rule.rule, set()).update(rule.methods)
    assert len(ends) >= 8
    assert {address for address, methods in ends.items() if "POST" in methods and "GET" not in methods} == ACTED_AT_ONCE


def test_a_line_goes_after_a_page_that_says_what_goes_with_it(claimant, scenario):
    add_fare(claimant, lost_receipt="Gone")
    lines = scenario.read(select(ClaimLine.what))
    page = claimant.follow(f"/claims/{claimant.claim}/", "Remove")
    assert page.h1 == f"Take “{lines[0]}” off your claim?"
    assert "You can put it back until you send the claim." in page.words
    assert scenario.read(select(ClaimLine.what)) == lines
    claimant.send()
    assert scenario.read(select(ClaimLine.what)) == lines[1:]
    claimant.press("Put your fee of")
    assert sorted(scenario.read(select(ClaimLine.what))) == sorted(lines)


def test_a_claim_stops_after_a_page_that_says_so_and_starts_again_whole(claimant, scenario):
    add_fare(claimant, lost_receipt="Gone")
    claimed, lines = scenario.read(select(Claim))[0].claimed, len(scenario.read(select(ClaimLine.id)))
    page = claimant.follow(f"/claims/{claimant.claim}/", "Stop this claim for now")
    assert "What is in it stays, and you can start it again." in page.words
    assert scenario.read(select(Claim.state)) == ["draft"]
    claimant.send()
    assert scenario.read(select(Claim.state)) == ["withdrawn"]
    claimant.get(f"/claims/{claimant.claim}/withdraw")
    assert claimant.page.h1 == "Your claim"
    claimant.press("Start this claim again")
    assert (scenario.read(select(Claim))[0].claimed, len(scenario.read(select(ClaimLine.id)))) == (claimed, lines)


@pytest.fixture
def owner(sign_in, scenario):
    scenario.organisation()
    return sign_in(ORGANISER)


def test_nobody_leaves_an_organisation_by_one_press(owner, scenario):
    ref = scenario.organisation()
    owner.get(f"/team/organisations/{ref}/")
    owner.send({"email": "second@example.org", "known_as": "Second", "role": OrganisationRole.MEMBER.value})
    members = len(scenario.read(select(OrganisationMember.id)))
    leads = [link for words, link in owner.page.links().items() if words.startswith("Remove") and "from Second" in words]
    page = owner.get(leads[0])
    assert "take that away from Second?" in page.h1
    assert len(scenario.read(select(OrganisationMember.id))) == members
    owner.send()
    assert len(scenario.read(select(OrganisationMember.id))) == members - 1
    owner.get(leads[0], status=404)
