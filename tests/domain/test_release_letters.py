"""Who chose a session that moved or does not happen hears of it: once for each release, whatever else it changed."""

import datetime as dt

import pytest
from sqlalchemy import select

from eventsite.events.commands.lifecycle import CancelEvent, UnpublishEvent, cancel_event, unpublish_event
from eventsite.events.rules import Ended
from eventsite.kernel.facts import Lane
from eventsite.kernel.refusals import ChangedMeanwhile
from eventsite.programme.commands.plan import (
    CancelSession,
    ConfirmSession,
    PlaceSession,
    SaveSession,
    TakeOffTimetable,
    cancel_session,
    confirm_session,
    place_session,
    save_session,
    take_off_timetable,
)
from eventsite.programme.commands.releases import PublishRelease, publish_release
from eventsite.programme.queries.releases import coming_release, latest_release
from eventsite.records.models import OutboxMessage
from eventsite.registration.commands.answering import CancelRegistration, cancel_registration
from eventsite.registration.commands.telling import TellOfRelease, tell_of_release
from eventsite.registration.queries import holder_count, holders_by_subject
from tests.builders.scenario import DAY, NOW, ORGANISER

SUBJECT = "a session you chose has changed"


@pytest.fixture
def planned(scenario, deliver, mailer):
    """An event with three sessions that is published; Joyce chose two of them, Bill one, Ruth none."""
    event = scenario.event()
    refs = [scenario.session(event, title, at=at) for title, at in (("Swap shop", "10:00"), ("Near miss", "12:00"), ("Tea", "15:00"))]
    scenario.release(event)
    scenario.coming(event, "joyce@example.org", sessions=refs[:2])
    scenario.coming(event, "bill@example.org", name="Bill", sessions=refs[:1])
    scenario.coming(event, "ruth@example.org", name="Ruth")
    deliver()
    mailer.emails.clear()
    return event, refs


def act(scenario, verb, command):
    with scenario.acting(ORGANISER) as work:
        return verb(work, command)


def move(scenario, ref, at):
    start = dt.datetime.combine(DAY, dt.time.fromisoformat(at), dt.UTC)
    act(scenario, place_session, PlaceSession(session=ref, starts_at=start, minutes=45))


def told(mailer):
    return sorted(email.to for email in mailer.emails if SUBJECT in email.subject)


def test_everybody_touched_gets_one_letter_for_one_release_and_nobody_else(scenario, planned, deliver, mailer):
    event, (swap, near, tea) = planned
    for ref, at in ((swap, "11:00"), (near, "13:00"), (tea, "16:00")):
        move(scenario, ref, at)
    deliver()
    assert told(mailer) == [], "a plan is nobody's business before it is published"
    scenario.release(event, "The hall is free later.")
    deliver()
    assert told(mailer) == ["bill@example.org", "joyce@example.org"]
    joyces = mailer.to("joyce@example.org")[0].body
    for words in ("“Swap shop” has another time", "11:00–11:45", "10:00–10:45", "“Near miss”", "The hall is free later."):
        assert words in joyces
    assert "Tea" not in joyces
    assert "Near miss" not in mailer.to("bill@example.org")[0].body


def test_the_same_news_twice_is_one_letter_and_the_next_release_another(scenario, planned, deliver, mailer, database):
    event, (swap, *_others) = planned
    move(scenario, swap, "11:00")
    number = scenario.release(event).number
    deliver()
    assert database.perform(tell_of_release, TellOfRelease(event=event.ref, number=number)) == 0
    deliver()
    assert len(told(mailer)) == 2
    move(scenario, swap, "14:00")
    scenario.release(event)
    deliver()
    assert len(told(mailer)) == 4


def test_words_alone_are_no_letter(scenario, planned, deliver, mailer):
    event, (swap, *_others) = planned
    act(scenario, save_session, SaveSession(event=event.ref, ref=swap, title="Swap shop!", facilitators=("Denise",)))
    scenario.session(event, "Something new", at="17:00")
    scenario.release(event)
    deliver()
    assert told(mailer) == []


def test_cancelled_off_and_back_are_said_apart(scenario, planned, deliver, mailer):
    event, (swap, near, _tea) = planned
    act(scenario, cancel_session, CancelSession(session=swap))
    act(scenario, take_off_timetable, TakeOffTimetable(session=near))
    scenario.release(event)
    deliver()
    body = mailer.to("joyce@example.org")[0].body
    assert "“Swap shop” will not happen" in body
    assert "“Near miss” has no time at the moment" in body
    with scenario.acting() as work:
        found = latest_release(work.database, event.id)
    assert [(found.slot(ref).is_cancelled, found.slot(ref).is_off) for ref in (swap, near)] == [(True, False), (True, True)]
    mailer.emails.clear()
    act(scenario, confirm_session, ConfirmSession(session=swap))
    move(scenario, near, "12:30")
    scenario.release(event)
    deliver()
    body = mailer.to("joyce@example.org")[0].body
    assert body.count("happens after all") == 2


def test_who_is_not_coming_any_more_hears_nothing(scenario, planned, deliver, mailer):
    event, (swap, *_others) = planned
    ref = scenario.coming(event, "noor@example.org", name="Noor", sessions=[swap])
    with scenario.acting("", ref) as work:
        cancel_registration(work, CancelRegistration(ref=ref))
    move(scenario, swap, "11:00")
    scenario.release(event)
    deliver()
    assert "noor@example.org" not in told(mailer)


@pytest.mark.parametrize("how", ["over", "off the site"])
def test_nobody_hears_of_what_is_over_or_off_the_site(scenario, planned, deliver, mailer, clock, how):
    event, (swap, *_others) = planned
    move(scenario, swap, "11:00")
    if how == "over":
        clock.forward(days=(DAY - NOW.date()).days + 1)
    else:
        act(scenario, unpublish_event, UnpublishEvent(event=event.ref))
    scenario.release(event)
    deliver()
    assert told(mailer) == []


def test_a_cancelled_gathering_publishes_nothing(scenario, planned):
    event, (swap, *_others) = planned
    move(scenario, swap, "11:00")
    act(scenario, cancel_event, CancelEvent(event=event.ref, note="The hall burnt down."))
    with pytest.raises(Ended):
        scenario.release(event)


def test_what_is_published_is_what_was_looked_at(scenario, planned):
    event, (swap, near, _tea) = planned
    move(scenario, swap, "11:00")
    with scenario.acting() as work:
        seen = coming_release(work.database, event.id, NOW)
        refs = [one.slot.ref for one in seen.changes]
        assert (refs, holders_by_subject(work.database, refs), holder_count(work.database, [swap, near])) == ([swap], {swap: 2}, 2)
    move(scenario, near, "13:00")
    with pytest.raises(ChangedMeanwhile):
        act(scenario, publish_release, PublishRelease(event=event.ref, plan=seen.number))
    with scenario.acting() as work:
        again = coming_release(work.database, event.id, NOW)
    act(scenario, publish_release, PublishRelease(event=event.ref, plan=again.number))


def test_letters_of_a_release_wait_behind_those_that_somebody_waits_for(scenario, planned, database):
    event, (swap, *_others) = planned
    move(scenario, swap, "11:00")
    database.perform(tell_of_release, TellOfRelease(event=event.ref, number=scenario.release(event).number))
    lanes = scenario.read(select(OutboxMessage.lane).where(OutboxMessage.fact == "ChangesTold"))
    assert lanes
    assert set(lanes) == {Lane.BULK}
