"""Organisations in the browser: who gets in, how to get in, and what a steward sees."""

import pytest
from sqlalchemy import select, update

from eventsite.events.models import Event
from eventsite.organisations.commands import (
    AppointSteward,
    InviteToOrganisation,
    appoint_steward,
    invite_to_organisation,
)
from eventsite.organisations.models import Organisation, OrganisationMember
from eventsite.organisations.values import OrganisationRole
from eventsite.people.models import Person
from eventsite.records.models import MessageState, OutboxMessage
from tests.builders.scenario import CHECKER, ORGANISER

MEMBER, STRANGER, STEWARD = "member@example.org", "stranger@example.org", "steward@example.org"


@pytest.fixture
def host(scenario):
    """An organisation with an owner, a member and a gathering; and a steward of the site."""
    event = scenario.event()
    ref = scenario.organisation()
    invited = InviteToOrganisation(organisation=ref, email=MEMBER, known_as="Mem", role=OrganisationRole.MEMBER)
    scenario.database.perform(invite_to_organisation, invited)
    scenario.database.perform(appoint_steward, AppointSteward(email=STEWARD))
    for email in (MEMBER, STRANGER, STEWARD):
        scenario.actor(email)
    assert event.slug == "spring-meeting"
    return ref


@pytest.mark.parametrize(
    ("who", "path", "status"),
    [
        *((ORGANISER, path, 200) for path in ("{ref}/", "{ref}/settings", "{ref}/gatherings", "{ref}/gatherings/spring-meeting/organiser")),
        *((MEMBER, path, status) for path, status in (("{ref}/", 200), ("{ref}/gatherings", 200), ("{ref}/settings", 403), ("{ref}/gatherings/spring-meeting/organiser", 403))),
        *((STEWARD, path, 200) for path in ("", "new", "{ref}/", "{ref}/settings", "{ref}/gatherings")),
        (STEWARD, "{ref}/gatherings/spring-meeting/organiser", 403),
        *((who, path, 404) for who in (STRANGER, CHECKER) for path in ("", "new", "{ref}/", "{ref}/settings", "{ref}/gatherings", "{ref}/gatherings/spring-meeting/organiser")),
        *((ORGANISER, path, 404) for path in ("", "new", "nope/", "{ref}/gatherings/nope/organiser")),
    ],
)
def test_who_sees_what(sign_in, host, who, path, status):
    sign_in(who).get("/team/organisations/" + path.format(ref=host), status=status)


@pytest.mark.parametrize("path", ["{ref}/", "new", "{ref}/settings", "{ref}/gatherings/spring-meeting/organiser"])
def test_a_member_changes_nothing_by_post(sign_in, scenario, host, path):
    visit = sign_in(MEMBER)
    visit.get(f"/team/organisations/{host}/")
    before = scenario.read(select(OrganisationMember.id))
    token = visit.page.all("input", name="csrf_token")
    data = {"csrf_token": token[0]["attrs"]["value"] if token else "", "name": "Mine", "email": MEMBER, "known_as": "Me", "role": "owner"}
    answer = visit.client.post("/team/organisations/" + path.format(ref=host), data=data)
    assert answer.status_code in {400, 403, 404}
    assert scenario.read(select(OrganisationMember.id)) == before
    assert scenario.read(select(Organisation.name)) == ["The Barn Collective"]


def test_whoever_is_in_none_reads_how_to_get_in(sign_in, scenario, host):
    page = sign_in(STRANGER).get("/team/new")
    assert page.h1 == "You need an organisation first"
    assert page.links()[STEWARD] == f"mailto:{STEWARD}"
    assert page.forms() == []
    assert len(scenario.read(select(Event.id))) == 1


def test_whoever_is_in_several_says_which(sign_in, scenario, host):
    second = scenario.organisation("Second", MEMBER)
    visit = sign_in(MEMBER)
    visit.get("/team/new")
    visit.send({"name": "Table"}, status=422)
    visit.send({"name": "Table", "organisation": second})
    assert scenario.read(select(Event.host).where(Event.name == "Table")) == ["Second"]
    visit.get("/team/new")
    foreign = scenario.organisation("Third", STRANGER)
    visit.send({"name": "Theirs", "organisation": foreign}, status=422)
    assert scenario.read(select(Event.id).where(Event.name == "Theirs")) == []


def test_an_owner_invites_removes_and_cannot_leave_it_without_an_owner(sign_in, scenario, deliver, mailer, host):
    scenario.database.engine.dispose()
    visit = sign_in(ORGANISER)
    visit.get(f"/team/organisations/{host}/")
    visit.send({"known_as": "", "email": "x", "role": ""}, status=422)
    visit.send({"known_as": "Bill", "email": "bill@example.org", "role": "payer"})
    assert "We have written to Bill" in visit.page.words
    deliver()
    assert f"/team/organisations/{host}/" in mailer.to("bill@example.org")[0].body
    owner = scenario.read(select(Person.id).where(Person.email == ORGANISER))[0]
    token = visit.page.all("input", name="csrf_token")[0]["attrs"]["value"]
    path = f"/team/organisations/{host}/members/{owner}"
    page = visit.post(f"{path}/owner/remove", {"csrf_token": token})
    assert "needs at least one owner" in page.words
    visit.get(f"/team/organisations/{host}/")
    visit.post(f"{path}/nonsense/remove", {"csrf_token": token}, status=404)


def test_an_invitation_shows_the_name_that_was_typed(sign_in, scenario, host):
    visit = sign_in(ORGANISER)
    visit.get(f"/team/organisations/{host}/")
    visit.send({"known_as": "A friend", "email": STRANGER, "role": "member"})
    assert "A friend" in visit.page.words
    assert "Stranger " not in visit.page.words


def test_an_owner_takes_a_gathering_over(sign_in, scenario, host):
    visit = sign_in(ORGANISER)
    visit.get(f"/team/organisations/{host}/gatherings/spring-meeting/organiser")
    visit.send({"name": "Noor", "email": "noor@example.org"})
    assert "Noor is an organiser of Spring meeting now" in visit.page.words
    sign_in("noor@example.org").get("/team/spring-meeting/settings/why")


def test_a_steward_finds_founds_and_renames(sign_in, scenario, host):
    visit = sign_in(STEWARD)
    visit.get("/team/organisations/new")
    visit.send({"name": "the barn COLLECTIVE", "known_as": "Ann", "owner": "ann@example.org"}, status=422)
    visit.send({"name": "Mill", "known_as": "Ann", "owner": "ann@example.org"})
    assert visit.page.h1 == "Mill"
    assert "Mill" not in visit.get("/team/organisations/?name=barn").words
    for odd in ("?page=0", "?page=-1", "?page=x", "?page=99999999999999999999", "?name=%25"):
        visit.get(f"/team/organisations/{odd}")
    visit.get(f"/team/organisations/{host}/settings")
    visit.send({"name": "The Shed", "country": "FR", "currency": "EUR"})
    assert scenario.read(select(Organisation.country).where(Organisation.name == "The Shed")) == ["FR"]


def test_a_steward_sees_and_resends_what_is_parked_anywhere(sign_in, scenario, host):
    visit = sign_in(STEWARD)
    with scenario.database.writing.begin() as connection:
        one = connection.execute(select(OutboxMessage.id).where(OutboxMessage.event_id.is_not(None))).scalars().first()
        connection.execute(update(OutboxMessage).where(OutboxMessage.id == one).values(state=MessageState.PARKED))
    visit.get("/team/letters/")
    visit.press("Try again")
    assert "It will be tried again" in visit.page.words
    assert scenario.read(select(OutboxMessage.state).where(OutboxMessage.id == one)) == [MessageState.WAITING]
    sign_in(ORGANISER).get("/team/letters/", status=404)
