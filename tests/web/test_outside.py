"""What checker, payer and somebody from outside see where one pair of hands could be another's."""

from sqlalchemy import select

from eventsite.claims.models import ClaimDoubt, ClaimLine
from eventsite.claims.values import ClaimState, Doubt
from eventsite.events.commands.team import InviteMember, invite_member
from eventsite.events.values import Role
from eventsite.organisations.commands import InviteToOrganisation, invite_to_organisation
from eventsite.organisations.values import OrganisationRole
from tests.builders.claims import decide, the
from tests.builders.scenario import CHECKER, ORGANISER, PAYER
from tests.web.claiming import sent_to_be_checked

OWNER = "owner@example.org"


def _yes_to_all(scenario):
    return dict.fromkeys(scenario.read(select(ClaimLine.ref)), "full")


def _owner(scenario):
    command = InviteToOrganisation(
        organisation=scenario.organisation(), email=OWNER, known_as="Bo", role=OrganisationRole.OWNER
    )
    scenario.database.perform(invite_to_organisation, command)


def test_whoever_made_themselves_checker_reads_that_somebody_from_outside_looks_too(scenario, event, sign_in):
    _owner(scenario)
    ref = scenario.claim(event)
    with scenario.acting(ORGANISER) as work:
        invite_member(work, InviteMember(event=event.ref, email=ORGANISER, name="Amara", role=Role.CHECKER))
    checker = sign_in(ORGANISER)
    page = checker.get(f"/finance/claims/{ref}")
    assert "they gave themselves the part of checker or payer" in page.words
    checker.send(_yes_to_all(scenario))
    assert the(scenario, ref).state is ClaimState.APPROVED
    payer = sign_in(PAYER)
    assert "Somebody from outside looks first: they gave themselves the part" in payer.get("/finance/pay").words
    payer.get(f"/finance/pay/check?claims={ref}")
    page = payer.send(status=422)
    assert f"Somebody from outside has to look at these first: {ref}" in page.words
    assert "You are too close" in checker.get(f"/finance/outside/{ref}").words
    outside = sign_in(OWNER)
    page = outside.get("/finance/outside/")
    page = outside.get(page.links()["Joyce"])
    assert "Approved: £102.50 (GBP)" in page.words
    assert "they gave themselves the part of checker or payer" in page.words
    outside.send()
    assert "The claim can be paid now" in outside.page.words
    assert "None right now" in outside.get("/finance/outside/").words
    payer.get(f"/finance/pay/check?claims={ref}")
    payer.send()
    assert the(scenario, ref).state is ClaimState.BATCHED


def test_one_browser_that_claims_and_checks_is_noticed_although_it_signed_in_between(claimant, sign_in, scenario):
    sent_to_be_checked(claimant)
    checker = sign_in(CHECKER, claimant)
    page = checker.get(f"/finance/claims/{claimant.claim}")
    assert "used the same browser within a day" in page.words
    checker.send(_yes_to_all(scenario))
    assert scenario.read(select(ClaimDoubt.doubt)) == [Doubt.BROWSER]


def test_a_payer_who_is_held_back_is_written_down_by_trying(scenario, event, sign_in):
    ref = scenario.claim(event)
    decide(scenario, ref)
    with scenario.acting(ORGANISER) as work:
        invite_member(work, InviteMember(event=event.ref, email=ORGANISER, name="Amara", role=Role.PAYER))
    payer = sign_in(ORGANISER)
    payer.get(f"/finance/pay/check?claims={ref}")
    payer.send(status=422)
    assert scenario.read(select(ClaimDoubt.doubt)) == [Doubt.OWN_ROLE]
    sign_in("stranger@example.org").get(f"/finance/outside/{ref}", status=404)
