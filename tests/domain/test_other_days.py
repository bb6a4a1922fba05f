"""Other days of a public gathering: asked first, told once to everybody who is coming; its zone stays while it is public."""

import datetime as dt

import pytest
from sqlalchemy import select

from eventsite.events.commands.describing import DescribeEvent, NotSure, ZoneIsPublic, describe_event
from eventsite.events.commands.lifecycle import UnpublishEvent, unpublish_event
from eventsite.events.models import Event
from eventsite.programme.queries.plan import plan_of
from eventsite.programme.rules.warnings import warnings
from eventsite.programme.values import WarningCode
from eventsite.programme.wording import sentence
from eventsite.records.models import AuditEntry
from eventsite.registration.commands.telling import TellOfDays, tell_of_days
from tests.builders.scenario import DAY, ORGANISER

LATER = DAY + dt.timedelta(days=7)


def describe(scenario, event, *, is_sure=False, **changes):
    with scenario.acting(ORGANISER) as work:
        return describe_event(work, DescribeEvent(event=event.ref, changes=changes, is_sure=is_sure))


@pytest.fixture
def coming(scenario, deliver, mailer):
    """A public event to which Joyce and Bill are coming."""
    event = scenario.event()
    for email in ("joyce@example.org", "bill@example.org"):
        scenario.coming(event, email)
    deliver()
    mailer.emails.clear()
    return event


def told(mailer):
    return sorted(email.to for email in mailer.emails if "has other days now" in email.subject)


def test_other_days_are_asked_first_and_told_once(scenario, coming, deliver, mailer, database):
    with pytest.raises(NotSure) as refused:
        describe(scenario, coming, starts_on=LATER, ends_on=LATER)
    assert refused.value.field == "sure"
    assert scenario.read(select(Event.starts_on)) == [DAY]
    describe(scenario, coming, starts_on=LATER, ends_on=LATER, is_sure=True)
    deliver()
    assert told(mailer) == ["bill@example.org", "joyce@example.org"]
    assert "3 April 2027" in mailer.emails[0].body
    (moved,) = scenario.read(select(AuditEntry.payload).where(AuditEntry.fact == "EventMoved"))
    assert database.perform(tell_of_days, TellOfDays(event=coming.ref, number=moved["number"])) == 0
    describe(scenario, coming, starts_on=DAY, ends_on=DAY, is_sure=True)
    deliver()
    assert len(told(mailer)) == 4, "back again is news, too"


def test_other_words_and_the_same_days_are_no_news(scenario, coming, deliver, mailer):
    describe(scenario, coming, starts_on=DAY, ends_on=DAY, where="The other barn")
    deliver()
    assert told(mailer) == []


def test_before_it_is_public_days_are_just_days(scenario):
    event = scenario.event(opened=False)
    describe(scenario, event, starts_on=LATER, ends_on=LATER, zone="Pacific/Auckland")
    assert scenario.read(select(AuditEntry.id).where(AuditEntry.fact == "EventMoved")) == []


def test_the_zone_stays_while_it_is_public(scenario, coming):
    with pytest.raises(ZoneIsPublic):
        describe(scenario, coming, zone="Pacific/Auckland")
    assert scenario.read(select(Event.zone)) == ["Europe/London"]
    with scenario.acting(ORGANISER) as work:
        unpublish_event(work, UnpublishEvent(event=coming.ref))
    describe(scenario, coming, zone="Pacific/Auckland")
    assert scenario.read(select(Event.zone)) == ["Pacific/Auckland"]


def test_a_session_on_a_day_that_is_none_any_more_is_warned_of(scenario, coming):
    scenario.session(coming)
    event = describe(scenario, coming, starts_on=LATER, ends_on=LATER, is_sure=True)
    with scenario.acting() as work:
        plan = plan_of(work.database, event.id)
    found = warnings(plan.slots, plan.unplaced, plan.rooms, event.zone, (event.starts_on, event.ends_on))
    outside = [one for one in found if one.code is WarningCode.OUTSIDE_DAYS]
    assert [sentence(one) for one in outside] == ["“Swap shop” is on Saturday 27 March 2027, which is no day of the gathering"]
