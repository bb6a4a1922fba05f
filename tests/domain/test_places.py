"""Places: never one too many, never two for one person, all freed again."""

import datetime as dt
from contextlib import nullcontext

import pytest
from sqlalchemy import select

from eventsite.kernel.actor import VISITOR, Actor
from eventsite.kernel.refusals import NotAllowed, NotVisible
from eventsite.programme.commands.plan import PlaceSession, place_session
from eventsite.records.models import AuditEntry, OutboxMessage
from eventsite.registration.commands.answering import (
    Answer,
    CancelRegistration,
    ChooseSessions,
    StartRegistration,
    SubmitRegistration,
    answer,
    cancel_registration,
    choose_sessions,
    start_registration,
    submit_registration,
)
from eventsite.registration.commands.attendance import RecordAttendance, record_attendance
from eventsite.registration.models import Place, PlaceCount, Registration
from eventsite.registration.permissions import CHANGE_REGISTRATION
from eventsite.registration.queries import begun, coming_in_numbers
from eventsite.registration.rules import AlreadyComing, Full, NotAnswered, NotOpen, SessionsClash, TooEarly
from eventsite.registration.values import PlaceState, RegistrationState
from tests.builders.scenario import ACCESS, BROWSER, CHECKER, DAY, ORGANISER


def taken(scenario, subject):
    return scenario.read(select(PlaceCount.taken).where(PlaceCount.subject == subject)) or [0]


def test_sending_takes_a_place_in_the_event_and_each_session(scenario):
    event = scenario.event(capacity=10)
    session = scenario.session(event, places=5)
    scenario.release(event)
    scenario.coming(event, sessions=[session])
    assert taken(scenario, event.ref) == [1]
    assert taken(scenario, session) == [1]


def test_somebody_who_brings_support_takes_two_places(scenario):
    event = scenario.event()
    session = scenario.session(event, places=5)
    scenario.release(event)
    scenario.coming(event, sessions=[session], brings_support=True)
    assert taken(scenario, session) == [2]


def test_a_full_session_refuses_and_nothing_is_half_written(scenario):
    event = scenario.event()
    session = scenario.session(event, places=1)
    scenario.release(event)
    scenario.coming(event, "first@example.org", sessions=[session])
    late = scenario.begun(event, "late@example.org")
    with scenario.acting("", late) as work:
        choose_sessions(work, ChooseSessions(ref=late, sessions=[session]))
    letters = len(scenario.read(select(OutboxMessage.id)))
    with pytest.raises(Full) as refused, scenario.acting("", late) as work:
        submit_registration(work, SubmitRegistration(ref=late))
    assert refused.value.subject == session
    assert "Swap shop" in refused.value.sentence
    assert scenario.read(select(Registration.state).where(Registration.ref == late)) == [RegistrationState.DRAFT]
    assert taken(scenario, event.ref) == [1]
    assert len(scenario.read(select(OutboxMessage.id))) == letters
    assert not scenario.read(select(AuditEntry).where(AuditEntry.about == late, AuditEntry.fact == "PlaceTaken"))


def test_a_party_of_two_does_not_squeeze_into_one_place(scenario):
    event = scenario.event()
    session = scenario.session(event, places=1)
    scenario.release(event)
    ref = scenario.begun(event, brings_support=True)
    with scenario.acting("", ref) as work:
        choose_sessions(work, ChooseSessions(ref=ref, sessions=[session]))
    with pytest.raises(Full), scenario.acting("", ref) as work:
        submit_registration(work, SubmitRegistration(ref=ref))


def test_sending_twice_is_sending_once(scenario):
    event = scenario.event(capacity=10)
    ref = scenario.coming(event)
    with scenario.acting("", ref) as work:
        submit_registration(work, SubmitRegistration(ref=ref))
    assert taken(scenario, event.ref) == [1]
    assert len(scenario.read(select(AuditEntry).where(AuditEntry.fact == "RegistrationSubmitted"))) == 1


def test_a_person_has_one_live_registration_per_event_and_hears_of_it_when_signed_in(scenario):
    event = scenario.event()
    scenario.coming(event)
    second = scenario.begun(event)
    with pytest.raises(AlreadyComing), scenario.acting("joyce@example.org", second) as work:
        submit_registration(work, SubmitRegistration(ref=second))


def test_cancelling_frees_everything_and_one_can_come_again(scenario):
    event = scenario.event(capacity=10)
    session = scenario.session(event, places=5)
    scenario.release(event)
    ref = scenario.coming(event, sessions=[session], brings_support=True)
    with scenario.acting("", ref) as work:
        cancel_registration(work, CancelRegistration(ref=ref))
        cancel_registration(work, CancelRegistration(ref=ref))
    assert scenario.read(select(AuditEntry.about).where(AuditEntry.fact == "RegistrationCancelled")) == [ref]
    assert taken(scenario, event.ref) == [0]
    assert taken(scenario, session) == [0]
    scenario.coming(event, sessions=[session])
    assert taken(scenario, session) == [1]


def test_changing_sessions_moves_the_places(scenario):
    event = scenario.event()
    one, other = scenario.session(event, "One", places=5), scenario.session(event, "Other", at="11:00", places=5)
    scenario.release(event)
    ref = scenario.coming(event, sessions=[one])
    with scenario.acting("", ref) as work:
        choose_sessions(work, ChooseSessions(ref=ref, sessions=[other]))
    assert (taken(scenario, one), taken(scenario, other)) == ([0], [1])
    live = scenario.read(select(Place.subject).where(Place.state == PlaceState.HELD))
    assert sorted(live) == sorted([event.ref, other])


def test_deciding_later_to_bring_somebody_takes_their_place_too(scenario):
    event = scenario.event()
    session = scenario.session(event, places=2)
    scenario.release(event)
    ref = scenario.coming(event, sessions=[session])
    with scenario.acting("", ref) as work:
        answer(work, Answer(ref=ref, stage="support", changes={"brings_support": True}))
    assert taken(scenario, session) == [2]


def test_a_draft_takes_no_place_and_another_answer_moves_none(scenario):
    event = scenario.event()
    session = scenario.session(event, places=5)
    scenario.release(event)
    draft = scenario.begun(event)
    with scenario.acting("", draft) as work:
        choose_sessions(work, ChooseSessions(ref=draft, sessions=[session]))
        answer(work, Answer(ref=draft, stage="support", changes={"brings_support": True}))
    assert (taken(scenario, event.ref), taken(scenario, session)) == ([0], [0])
    with scenario.acting("", draft) as work:
        submit_registration(work, SubmitRegistration(ref=draft))
    assert (taken(scenario, event.ref), taken(scenario, session)) == ([2], [2])
    scenario.prove(draft)
    with scenario.acting("", draft) as work:
        answer(work, Answer(ref=draft, stage="contact", changes={"phone": "01632 960 001"}))
    moved = select(AuditEntry.id).where(AuditEntry.fact.in_(["PlaceTaken", "PlaceGivenUp"]))
    assert len(scenario.read(moved)) == 2


def test_two_sessions_at_the_same_time_are_refused(scenario):
    event = scenario.event()
    one, other = scenario.session(event, "One"), scenario.session(event, "Other", at="10:30")
    scenario.release(event)
    ref = scenario.begun(event)
    with pytest.raises(SessionsClash) as refused, scenario.acting("", ref) as work:
        choose_sessions(work, ChooseSessions(ref=ref, sessions=[one, other]))
    assert refused.value.field == "sessions"


def test_sessions_that_were_moved_onto_each_other_since_are_refused_when_it_is_sent(scenario):
    event = scenario.event()
    one, other = scenario.session(event, "One"), scenario.session(event, "Other", at="12:00")
    scenario.release(event)
    ref = scenario.begun(event)
    with scenario.acting("", ref) as work:
        choose_sessions(work, ChooseSessions(ref=ref, sessions=[one, other]))
    with scenario.acting(ORGANISER) as work:
        place_session(work, PlaceSession(session=other, starts_at=dt.datetime.combine(DAY, dt.time(10, 30), dt.UTC), minutes=45))
    scenario.release(event)
    with pytest.raises(SessionsClash), scenario.acting("", ref) as work:
        submit_registration(work, SubmitRegistration(ref=ref))


def test_a_name_is_needed_and_says_where_to_give_it(scenario):
    event = scenario.event()
    ref = scenario.begun(event, name="")
    with pytest.raises(NotAnswered) as refused, scenario.acting("", ref) as work:
        submit_registration(work, SubmitRegistration(ref=ref))
    assert refused.value.stage == "name"


def test_an_event_gone_by_takes_nobody(scenario, clock):
    event = scenario.event()
    ref = scenario.begun(event)
    clock.forward(days=60)
    with pytest.raises(NotOpen), scenario.acting("", ref) as work:
        submit_registration(work, SubmitRegistration(ref=ref))


def test_nobody_changes_the_registration_of_somebody_else(scenario):
    event = scenario.event()
    ref = scenario.coming(event)
    for who in ("", "organiser@example.org", "stranger@example.org"):
        with pytest.raises(NotAllowed), scenario.acting(who) as work:
            cancel_registration(work, CancelRegistration(ref=ref))
    with scenario.acting("joyce@example.org") as work:
        cancel_registration(work, CancelRegistration(ref=ref))


def test_the_same_answer_once_more_is_not_told(scenario):
    event = scenario.event()
    session = scenario.session(event)
    scenario.release(event)
    ref = scenario.coming(event, sessions=[session])
    version = scenario.read(select(Registration.version))
    with scenario.acting("", ref) as work:
        answer(work, Answer(ref=ref, stage="name", changes={"name": "Joyce"}))
        choose_sessions(work, ChooseSessions(ref=ref, sessions=[session]))
    assert scenario.read(select(AuditEntry.id).where(AuditEntry.fact == "RegistrationChanged")) == []
    assert scenario.read(select(Registration.version)) == version


def test_starting_again_finds_the_empty_draft_and_nobody_elses_answers(scenario):
    event, other = scenario.event(), scenario.event("Autumn meeting")
    with scenario.acting() as work:
        ref = start_registration(work, StartRegistration(event=event.ref, browser=BROWSER)).ref
    with scenario.acting() as work:
        assert start_registration(work, StartRegistration(event=event.ref, browser=BROWSER, ref=ref)).ref == ref
    with pytest.raises(NotVisible), scenario.acting() as work:
        start_registration(work, StartRegistration(event=other.ref, browser=BROWSER, ref=ref))
    with scenario.acting("", ref) as work:
        answer(work, Answer(ref=ref, stage="name", changes={"name": "Joyce"}))
        assert start_registration(work, StartRegistration(event=event.ref, browser=BROWSER, ref=ref)).ref == ref
    with pytest.raises(NotVisible), scenario.acting() as work:
        start_registration(work, StartRegistration(event=event.ref, browser="another", ref=ref))
    assert scenario.read(select(AuditEntry.about).where(AuditEntry.fact == "RegistrationStarted")) == [ref]


def test_a_draft_opens_to_the_browser_that_began_it_and_to_nobody_who_knows_its_reference(scenario):
    event = scenario.event()
    ref = scenario.begun(event)
    draft = scenario.read(select(Registration))[0]
    for actor, is_theirs in ((VISITOR, False), (scenario.actor("bill@example.org"), False), (Actor(browser="another"), False), (Actor(browser=BROWSER), True)):
        assert CHANGE_REGISTRATION.allows(actor, draft) is is_theirs
        with scenario.acting() as work:
            found = begun(work.database, actor, event.slug, ref)[1]
        assert (found is not None) is is_theirs


def test_who_cancelled_is_not_expected_and_hears_nothing_more_of_coming(scenario, deliver, mailer):
    event = scenario.event()
    ref = scenario.coming(event)
    with scenario.acting("", ref) as work:
        cancel_registration(work, CancelRegistration(ref=ref))
    with scenario.acting() as work:
        assert coming_in_numbers(work.database, event.id).registrations == 0
    deliver()
    assert [email.subject for email in mailer.to("joyce@example.org")] == ["You are not coming to Spring meeting any more"]


def test_only_people_of_the_event_are_marked_as_there(scenario):
    event, other = scenario.event(), scenario.event("Autumn meeting")
    ref = scenario.coming(other)
    assert scenario.there(event, ref) == 0
    assert scenario.read(select(Registration.attended_at)) == [None]


@pytest.mark.parametrize("who", [ACCESS, CHECKER, "joyce@example.org"])
def test_only_organisers_say_who_was_there(scenario, who):
    event = scenario.event()
    ref = scenario.coming(event)
    with pytest.raises(NotAllowed), scenario.acting(who) as work:
        record_attendance(work, RecordAttendance(event=event.ref, refs=[ref]))
    assert scenario.read(select(Registration.attended_at)) == [None]


@pytest.mark.parametrize(("instant", "is_begun"), [("2027-03-26T23:59:00+00:00", False), ("2027-03-27T00:00:00+00:00", True)])
def test_nobody_was_there_before_the_first_day(scenario, clock, instant, is_begun):
    event = scenario.event()
    ref = scenario.coming(event)
    clock.set(dt.datetime.fromisoformat(instant))
    with nullcontext() if is_begun else pytest.raises(TooEarly), scenario.acting(ORGANISER) as work:
        record_attendance(work, RecordAttendance(event=event.ref, refs=[ref]))
    assert (scenario.read(select(Registration.attended_at)) != [None]) is is_begun


def test_nobody_was_there_while_it_has_no_day(scenario):
    event = scenario.event(opened=False, starts_on=None, ends_on=None)
    with pytest.raises(TooEarly), scenario.acting(ORGANISER) as work:
        record_attendance(work, RecordAttendance(event=event.ref, refs=[]))
