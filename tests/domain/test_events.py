"""Events: an imperfect start beats none, and a public page says what it must."""

import dataclasses
import datetime as dt

import pytest
from sqlalchemy import select

from eventsite.events.commands.describing import DatesDoNotHold, DescribeEvent, StartEvent, describe_event, start_event
from eventsite.events.commands.lifecycle import (
    NotReadyToOpen,
    OpenEvent,
    open_event,
)
from eventsite.events.commands.team import InviteMember, LastOrganiser, RemoveMember, invite_member, remove_member
from eventsite.events.models import Event, TeamMember
from eventsite.events.queries import past_events, public_event, team_event, upcoming_events
from eventsite.events.rules import Essentials, missing_for_public
from eventsite.events.values import Role
from eventsite.kernel.refusals import ChangedMeanwhile, NotAllowed, NotVisible
from eventsite.people.models import Person
from tests.builders.scenario import CHECKER, DAY, ORGANISER
from tests.domain.test_event_lifecycle import told


def test_a_name_is_enough_to_start(scenario):
    host = scenario.organisation()
    with scenario.acting(ORGANISER) as work:
        event = start_event(work, StartEvent(organisation=host, name="Straße und Café!"))
    assert event.slug == "strae-und-cafe"
    with scenario.acting(ORGANISER) as work:
        assert team_event(work.database, work.actor, event.slug).id == event.id


def test_two_events_of_one_name_get_two_addresses(scenario):
    host = scenario.organisation()
    with scenario.acting(ORGANISER) as work:
        slugs = {start_event(work, StartEvent(organisation=host, name=name)).slug for name in ("Meeting", "Meeting", "集まり", "会")}
    assert len(slugs) == 4


def test_a_draft_is_visible_to_its_team_only(scenario):
    event = scenario.event(opened=False)
    for reader, query in ((ORGANISER, public_event), ("stranger@example.org", public_event)):
        with pytest.raises(NotVisible), scenario.acting(reader) as work:
            query(work.database, event.slug)
    with pytest.raises(NotVisible), scenario.acting("stranger@example.org") as work:
        team_event(work.database, work.actor, event.slug)


@pytest.mark.parametrize("field", ["why", "who_with", "where", "who_decides", "decided_already", "contact_email"])
def test_opening_needs_what_a_public_page_needs(scenario, field):
    event = scenario.event(opened=False, **{field: ""})
    with pytest.raises(NotReadyToOpen), scenario.acting(ORGANISER) as work:
        open_event(work, OpenEvent(event=event.ref))


def test_the_last_day_is_not_before_the_first(scenario):
    event = scenario.event()
    for last in (DAY - dt.timedelta(days=1), DAY + dt.timedelta(days=40)):
        with pytest.raises(DatesDoNotHold) as refused, scenario.acting(ORGANISER) as work:
            describe_event(work, DescribeEvent(event=event.ref, changes={"starts_on": DAY, "ends_on": last}))
        assert refused.value.field == "ends_on"
    assert scenario.read(select(Event.ends_on)) == [DAY]


def test_a_stale_version_changes_nothing(scenario):
    event = scenario.event()
    stale = event.version - 1
    with pytest.raises(ChangedMeanwhile), scenario.acting(ORGANISER) as work:
        describe_event(work, DescribeEvent(event=event.ref, changes={"name": "Other"}, version=stale))
    assert scenario.read(select(Event.name)) == ["Spring meeting"]


def test_a_checker_does_not_describe_and_a_column_is_not_just_any_name(scenario):
    event = scenario.event()
    with pytest.raises(NotAllowed), scenario.acting(CHECKER) as work:
        describe_event(work, DescribeEvent(event=event.ref, changes={"name": "Mine"}))
    with pytest.raises(ValueError, match="state"), scenario.acting(ORGANISER) as work:
        describe_event(work, DescribeEvent(event=event.ref, changes={"state": "over"}))


def test_an_event_keeps_an_organiser(scenario):
    event = scenario.event()
    person = scenario.read(select(Person.id).where(Person.email == ORGANISER))[0]
    with pytest.raises(LastOrganiser), scenario.acting(ORGANISER) as work:
        remove_member(work, RemoveMember(event=event.ref, person_id=person, role=Role.ORGANISER))
    assert len(scenario.read(select(TeamMember.id).where(TeamMember.role == Role.ORGANISER))) == 1


def test_a_gathering_may_last_a_month_and_not_a_day_more(scenario):
    event = scenario.event()
    with scenario.acting(ORGANISER) as work:
        describe_event(work, DescribeEvent(event=event.ref, changes={"ends_on": DAY + dt.timedelta(days=31)}, is_sure=True))
    with pytest.raises(DatesDoNotHold), scenario.acting(ORGANISER) as work:
        describe_event(work, DescribeEvent(event=event.ref, changes={"ends_on": DAY + dt.timedelta(days=32)}, is_sure=True))


def test_a_gathering_is_coming_up_until_its_last_day_is_over(scenario):
    here, there = scenario.event("Here"), scenario.event("There", zone="Pacific/Honolulu")
    midnight = dt.datetime.combine(DAY + dt.timedelta(days=1), dt.time(), dt.UTC)
    ends_there = midnight + dt.timedelta(hours=10)
    second = dt.timedelta(seconds=1)
    for now, coming in ((midnight - second, {here, there}), (midnight, {there}), (ends_there - second, {there}), (ends_there, set())):
        with scenario.acting() as work:
            assert {found.ref for found in upcoming_events(work.database, now)} == {one.ref for one in coming}
            assert {found.ref for found in past_events(work.database, now)} == {one.ref for one in {here, there} - coming}


def test_what_is_missing_is_told_beside_the_field_it_belongs_in():
    nothing = Essentials(**dict.fromkeys((field.name for field in dataclasses.fields(Essentials)), ""))
    assert {field for field, _words in missing_for_public(nothing)} == {
        "why", "who_with", "starts_on", "where", "who_decides", "decided_already", "contact",
    }


def test_the_other_organisers_are_told_who_comes_and_goes(scenario, deliver, mailer):
    event = scenario.event()
    scenario.sign_in(ORGANISER)
    deliver()
    for email, name in (("bo@example.org", "Bo"), ("cy@example.org", "Cy")):
        mailer.emails.clear()
        with scenario.acting(ORGANISER) as work:
            invite_member(work, InviteMember(event=event.ref, email=email, name=name, role=Role.ORGANISER))
        deliver()
    assert {email.to: email.subject for email in mailer.emails} == {
        "cy@example.org": "You are in the team for Spring meeting",
        "bo@example.org": "The organisers of Spring meeting have changed",
    }
    assert "Cy is an organiser of Spring meeting now" in mailer.to("bo@example.org")[0].body
    mailer.emails.clear()
    bo = scenario.read(select(Person.id).where(Person.email == "bo@example.org"))[0]
    with scenario.acting("bo@example.org") as work:
        remove_member(work, RemoveMember(event=event.ref, person_id=bo, role=Role.ORGANISER))
    deliver()
    assert sorted(email.to for email in mailer.emails) == ["cy@example.org", ORGANISER]
    assert "bo@example.org is not an organiser of Spring meeting any more" in mailer.to(ORGANISER)[0].body
    assert "bo@" not in mailer.to("cy@example.org")[0].body


def test_other_roles_and_the_same_role_twice_tell_nobody(scenario, deliver, mailer):
    event = scenario.event()
    deliver()
    mailer.emails.clear()
    for email, role in (("bo@example.org", Role.FACILITATOR), (ORGANISER, Role.ORGANISER)):
        with scenario.acting(ORGANISER) as work:
            invite_member(work, InviteMember(event=event.ref, email=email, name="Bo", role=role))
    assert told(scenario, "OrganisersChanged") == []
