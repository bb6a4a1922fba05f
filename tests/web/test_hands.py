"""Two people for the money: the team reads on its overview who is missing, before anybody waits for money because of it."""

import pytest
from sqlalchemy import delete

from eventsite.events.commands.team import InviteMember, invite_member
from eventsite.events.models import TeamMember
from eventsite.events.values import Role
from eventsite.organisations.commands import InviteToOrganisation, invite_to_organisation
from eventsite.organisations.values import OrganisationRole
from tests.builders.scenario import CHECKER, ORGANISER, PAYER

TASK = "Two people for the money"
TEAM, HOST = {"checker": Role.CHECKER, "payer": Role.PAYER}, {"checker": OrganisationRole.CHECKER, "payer": OrganisationRole.PAYER}


def appoint(scenario, event, email, role):
    """Give somebody a role: in the team, or with `host:` in all that the organisation hosts."""
    where, _colon, name = role.rpartition(":")
    if where:
        invited = InviteToOrganisation(organisation=scenario.organisation(), email=email, known_as="Bo", role=HOST[name])
        scenario.database.perform(invite_to_organisation, invited)
    else:
        with scenario.acting(ORGANISER) as work:
            invite_member(work, InviteMember(event=event.ref, email=email, name="Bo", role=TEAM[name]))


@pytest.mark.parametrize(
    ("hands", "says"),
    [
        ((), "nobody checks claims yet"),
        (((CHECKER, "checker"),), "nobody pays claims yet"),
        (((PAYER, "payer"),), "nobody checks claims yet"),
        (((PAYER, "payer"), (PAYER, "checker")), "one person does both: what they check, nobody can pay"),
        (((PAYER, "host:payer"), (PAYER, "checker")), "one person does both: what they check, nobody can pay"),
        (((PAYER, "payer"), (PAYER, "checker"), (CHECKER, "checker")), ""),
        (((CHECKER, "host:checker"), (PAYER, "payer")), ""),
        (((CHECKER, "host:checker"), (PAYER, "host:payer")), ""),
    ],
)
def test_the_overview_says_who_is_missing_for_the_money(scenario, sign_in, hands, says):
    event = scenario.event()
    scenario.terms(event)
    with scenario.behind() as work:
        work.database.execute(delete(TeamMember).where(TeamMember.role.in_([Role.CHECKER, Role.PAYER])))
    for email, role in hands:
        appoint(scenario, event, email, role)
    words = sign_in(ORGANISER).get(f"/team/{event.slug}/").words
    assert TASK in words
    assert not says or says in words
    assert any(one in words for one in ("nobody checks", "nobody pays", "one person does both")) is bool(says)


def test_hands_of_another_organisation_do_not_count(scenario, sign_in):
    event, elsewhere = scenario.event(), scenario.organisation("The other house")
    scenario.terms(event)
    with scenario.behind() as work:
        work.database.execute(delete(TeamMember).where(TeamMember.role == Role.CHECKER))
    invited = InviteToOrganisation(organisation=elsewhere, email=CHECKER, known_as="Bo", role=OrganisationRole.CHECKER)
    scenario.database.perform(invite_to_organisation, invited)
    assert "nobody checks claims yet" in sign_in(ORGANISER).get(f"/team/{event.slug}/").words


def test_where_nothing_is_paid_nobody_is_missing(scenario, sign_in):
    event = scenario.event()
    assert TASK not in sign_in(ORGANISER).get(f"/team/{event.slug}/").words
