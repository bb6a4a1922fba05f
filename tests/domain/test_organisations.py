"""Organisations: an event has one behind it, an owner stays, and roles reach as far as they say."""

import pytest
from sqlalchemy import select

from eventsite.events.commands.describing import StartEvent, start_event
from eventsite.events.commands.team import AppointOrganiser, RemoveMember, appoint_organiser, remove_member
from eventsite.events.models import Event, TeamMember
from eventsite.events.queries import team, team_event
from eventsite.events.values import Role
from eventsite.kernel.refusals import ChangedMeanwhile, NotAllowed, NotVisible
from eventsite.organisations.commands import (
    AppointSteward,
    DescribeOrganisation,
    FoundOrganisation,
    InviteToOrganisation,
    LastOwner,
    NameTaken,
    RemoveFromOrganisation,
    TrySiteEmailAgain,
    appoint_steward,
    describe_organisation,
    found_organisation,
    invite_to_organisation,
    remove_from_organisation,
    try_site_email_again,
)
from eventsite.organisations.models import Organisation, OrganisationMember, Steward
from eventsite.organisations.queries import members_of, organisation_called, visible_organisation
from eventsite.organisations.values import OrganisationRole
from eventsite.people.models import Person
from eventsite.records.models import AuditEntry, OutboxMessage
from tests.builders.scenario import CHECKER, ORGANISER

MEMBER, STRANGER, STEWARD = "member@example.org", "stranger@example.org", "steward@example.org"


def invite(scenario, host, email, role, known_as="Sam"):
    with scenario.acting(ORGANISER) as work:
        invite_to_organisation(work, InviteToOrganisation(organisation=host, email=email, known_as=known_as, role=role))


def person(scenario, email):
    return scenario.read(select(Person.id).where(Person.email == email))[0]


@pytest.mark.parametrize(("role", "may"), [("owner", True), ("member", True), ("checker", False), ("payer", False)])
def test_owners_and_members_start_an_event(scenario, role, may):
    host = scenario.organisation()
    invite(scenario, host, MEMBER, OrganisationRole(role))
    command = StartEvent(organisation=host, name="Kitchen table")
    if not may:
        with pytest.raises(NotAllowed), scenario.acting(MEMBER) as work:
            start_event(work, command)
        assert scenario.read(select(Event.id)) == []
        return
    with scenario.acting(MEMBER) as work:
        assert start_event(work, command).host == "The Barn Collective"


def test_a_stranger_starts_nothing_and_does_not_learn_that_there_is_an_organisation(scenario):
    host = scenario.organisation()
    with pytest.raises(NotVisible), scenario.acting(STRANGER) as work:
        start_event(work, StartEvent(organisation=host, name="Mine"))
    with pytest.raises(NotVisible), scenario.acting(STRANGER) as work:
        visible_organisation(work.database, work.actor, host)


def test_an_event_starts_from_what_its_organisation_says(scenario):
    host = scenario.organisation()
    changes = {"zone": "Europe/Paris", "currency": "EUR", "locale": "fr_FR", "country": "FR"}
    with scenario.acting(ORGANISER) as work:
        describe_organisation(work, DescribeOrganisation(organisation=host, changes=changes, version=1))
    with scenario.acting(ORGANISER) as work:
        event = start_event(work, StartEvent(organisation=host, name="Table"))
    assert (event.zone, event.currency, event.locale) == ("Europe/Paris", "EUR", "fr_FR")


def test_the_same_form_twice_starts_one_event_and_changed_it_renames_it(scenario):
    host = scenario.organisation()
    for name in ("Table", "Table", "Kitchen table"):
        with scenario.acting(ORGANISER) as work:
            start_event(work, StartEvent(organisation=host, name=name, ref="t" * 12))
    assert scenario.read(select(Event.name)) == ["Kitchen table"]
    assert len(scenario.read(select(TeamMember.id))) == 1


@pytest.mark.parametrize("slug", ["new", "organisations", "letters"])
def test_no_event_hides_behind_another_page(scenario, slug):
    host = scenario.organisation()
    with scenario.acting(ORGANISER) as work:
        assert start_event(work, StartEvent(organisation=host, name=slug)).slug != slug


@pytest.mark.parametrize("role", [OrganisationRole.CHECKER, OrganisationRole.PAYER])
def test_money_roles_reach_into_every_event_of_the_organisation_and_no_other(scenario, role):
    first, second = scenario.event(), scenario.event("Autumn meeting")
    elsewhere = scenario.organisation("Elsewhere", STRANGER)
    with scenario.acting(STRANGER) as work:
        other = start_event(work, StartEvent(organisation=elsewhere, name="Other"))
    invite(scenario, scenario.organisation(), MEMBER, role)
    actor = scenario.actor(MEMBER)
    assert actor.roles == {first.id: {role.value}, second.id: {role.value}}
    with pytest.raises(NotVisible), scenario.acting(MEMBER) as work:
        team_event(work.database, work.actor, other.slug)


@pytest.mark.parametrize("role", [OrganisationRole.OWNER, OrganisationRole.MEMBER])
def test_being_in_an_organisation_opens_no_event_by_itself(scenario, role):
    scenario.event()
    invite(scenario, scenario.organisation(), MEMBER, role)
    assert scenario.actor(MEMBER).roles == {}


def test_an_owner_names_an_organiser_where_the_only_one_has_gone(scenario):
    event = scenario.event()
    invite(scenario, event_host(scenario), MEMBER, OrganisationRole.OWNER)
    for _press in range(2):
        with scenario.acting(MEMBER) as work:
            appoint_organiser(work, AppointOrganiser(event=event.ref, email="next@example.org", name="Noor"))
    assert scenario.actor("next@example.org").has_role(event.id, Role.ORGANISER)
    assert len(scenario.read(select(AuditEntry.id).where(AuditEntry.fact == "MemberInvited", AuditEntry.payload["role"].as_string() == "organiser"))) == 1
    with scenario.acting("next@example.org") as work:
        remove_member(work, RemoveMember(event=event.ref, person_id=person(scenario, ORGANISER), role=Role.ORGANISER))


def event_host(scenario):
    return scenario.read(select(Organisation.ref).where(Organisation.name == "The Barn Collective"))[0]


@pytest.mark.parametrize("who", [STRANGER, CHECKER, MEMBER])
def test_nobody_else_names_an_organiser(scenario, who):
    event = scenario.event()
    invite(scenario, event_host(scenario), MEMBER, OrganisationRole.MEMBER)
    with pytest.raises(NotAllowed), scenario.acting(who) as work:
        appoint_organiser(work, AppointOrganiser(event=event.ref, email=who, name="Me"))


def test_an_owner_stays(scenario):
    host = scenario.organisation()
    last = RemoveFromOrganisation(organisation=host, person_id=person(scenario, ORGANISER), role=OrganisationRole.OWNER)
    with pytest.raises(LastOwner), scenario.acting(ORGANISER) as work:
        remove_from_organisation(work, last)
    invite(scenario, host, MEMBER, OrganisationRole.OWNER)
    for _press in range(2):
        with scenario.acting(MEMBER) as work:
            remove_from_organisation(work, last)
    assert scenario.actor(ORGANISER).organisations == {}
    assert len(scenario.read(select(AuditEntry.id).where(AuditEntry.fact == "OrganisationMemberLeft"))) == 1


def test_inviting_twice_is_one_role_one_fact_one_email(scenario, deliver, mailer):
    host = scenario.organisation()
    for _press in range(2):
        invite(scenario, host, MEMBER, OrganisationRole.PAYER)
    deliver()
    assert len(mailer.to(MEMBER)) == 1
    assert "Pays claims everywhere" in mailer.to(MEMBER)[0].body


def test_inviting_tells_nothing_about_whom_is_invited(scenario):
    event = scenario.event()
    person = scenario.actor(MEMBER).person_id
    with scenario.behind() as work:
        work.database.get_one(Person, person).name = "Margaret Ashworth"
    invite(scenario, event_host(scenario), MEMBER, OrganisationRole.MEMBER, "Mags")
    with scenario.acting(ORGANISER) as work:
        appoint_organiser(work, AppointOrganiser(event=event.ref, email=MEMBER, name="Mags"))
    with scenario.acting(ORGANISER) as work:
        host = work.database.scalars(select(Organisation)).one()
        shown = {member.name for member in (*members_of(work.database, host), *team(work.database, event))}
    assert "Mags" in shown
    assert "Margaret Ashworth" not in shown


@pytest.mark.parametrize("role", [None, "member", "checker", "payer"])
def test_only_owners_and_stewards_manage(scenario, role):
    host = scenario.organisation()
    if role:
        invite(scenario, host, MEMBER, OrganisationRole(role))
    for verb, command in (
        (describe_organisation, DescribeOrganisation(organisation=host, changes={"name": "Mine"})),
        (invite_to_organisation, InviteToOrganisation(organisation=host, email=MEMBER, known_as="Me", role=OrganisationRole.OWNER)),
        (remove_from_organisation, RemoveFromOrganisation(organisation=host, person_id=person(scenario, ORGANISER), role=OrganisationRole.OWNER)),
    ):
        with pytest.raises(NotAllowed if role else NotVisible), scenario.acting(MEMBER) as work:
            verb(work, command)
    for verb, command in (
        (found_organisation, FoundOrganisation(name="Another", owner=MEMBER)), (appoint_steward, AppointSteward(email=MEMBER)),
        (try_site_email_again, TrySiteEmailAgain(message_id=1)),
    ):
        with pytest.raises(NotAllowed), scenario.acting(MEMBER) as work:
            verb(work, command)
    assert scenario.read(select(Organisation.name)) == ["The Barn Collective"]


def test_a_steward_hands_out_organisations_and_two_of_one_name_are_refused(scenario):
    scenario.organisation()
    scenario.database.perform(appoint_steward, AppointSteward(email=STEWARD))
    scenario.database.perform(appoint_steward, AppointSteward(email=STEWARD))
    assert len(scenario.read(select(Steward.id))) == 1
    for _press in range(2):
        with scenario.acting(STEWARD) as work:
            found_organisation(work, FoundOrganisation(name="Second", owner=MEMBER, ref="s" * 12))
    with pytest.raises(NameTaken), scenario.acting(STEWARD) as work:
        found_organisation(work, FoundOrganisation(name="the barn collective", owner=MEMBER))
    with pytest.raises(NameTaken), scenario.acting(MEMBER) as work:
        describe_organisation(work, DescribeOrganisation(organisation="s" * 12, changes={"name": "The Barn Collective"}))
    assert len(scenario.read(select(OrganisationMember.id).where(OrganisationMember.person_id == person(scenario, MEMBER)))) == 1


def test_a_stale_version_changes_nothing_and_a_column_is_not_just_any_name(scenario):
    host = scenario.organisation()
    with pytest.raises(ChangedMeanwhile), scenario.acting(ORGANISER) as work:
        describe_organisation(work, DescribeOrganisation(organisation=host, changes={"name": "Other"}, version=0))
    with pytest.raises(ValueError, match="ref"), scenario.acting(ORGANISER) as work:
        describe_organisation(work, DescribeOrganisation(organisation=host, changes={"ref": "other"}))


def test_facts_and_messages_say_whose_they_are(scenario):
    event = scenario.event()
    scenario.begun(event)
    told = scenario.read(select(AuditEntry).where(AuditEntry.event_id == event.id))
    assert {entry.organisation_id for entry in told} == {event.organisation_id}
    assert {"EventStarted", "RegistrationStarted"} <= {entry.fact for entry in told}
    founded = scenario.read(select(AuditEntry).where(AuditEntry.fact == "OrganisationFounded"))
    assert [entry.organisation_id for entry in founded] == [event.organisation_id]
    assert scenario.read(select(OutboxMessage.id).where(OutboxMessage.organisation_id.is_(None), OutboxMessage.event_id.is_not(None))) == []


def test_an_organisation_is_found_by_its_name_however_it_is_written(scenario):
    scenario.organisation("The Other Barn")
    host = scenario.organisation()
    with scenario.acting() as work:
        assert organisation_called(work.database, "the BARN collective").ref == host
        assert organisation_called(work.database, "Nobody's barn") is None
