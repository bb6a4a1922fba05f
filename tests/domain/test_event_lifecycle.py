"""Which way a gathering can go, who may send it there, and what is left for whom."""

import datetime as dt

import pytest
from sqlalchemy import delete, func, select

from eventsite.access.commands import SetOffer, set_offer
from eventsite.access.values import Offered
from eventsite.events.commands.describing import DescribeEvent, describe_event
from eventsite.events.commands.lifecycle import (
    ArchiveEvent,
    CancelEvent,
    CloseEvent,
    HeldBySteward,
    NeverPublic,
    NotOverYet,
    OpenEvent,
    ReasonMissing,
    ReopenEvent,
    UnpublishEvent,
    archive_event,
    cancel_event,
    close_event,
    open_event,
    reopen_event,
    unpublish_event,
)
from eventsite.events.commands.team import InviteMember, RemoveMember, invite_member, remove_member
from eventsite.events.models import Event
from eventsite.events.permissions import EVENT
from eventsite.events.queries import every_event, known_event, past_events, public_event, upcoming_events
from eventsite.events.values import EVENT_LIFE, EventState, Role
from eventsite.kernel.base import Base
from eventsite.kernel.lifecycle import ReadOnly, WrongState
from eventsite.kernel.refusals import NotAllowed, NotVisible
from eventsite.organisations.commands import AppointSteward, appoint_steward
from eventsite.people.models import Person
from eventsite.programme.commands.plan import (
    CancelSession,
    SaveRoom,
    SaveSession,
    cancel_session,
    save_room,
    save_session,
)
from eventsite.programme.commands.releases import PublishRelease, publish_release
from eventsite.records.models import AuditEntry, OutboxMessage
from eventsite.registration.commands.answering import (
    Answer,
    CancelRegistration,
    SubmitRegistration,
    answer,
    cancel_registration,
    submit_registration,
)
from eventsite.registration.commands.attendance import RecordAttendance, record_attendance
from eventsite.registration.commands.ending import (
    DeleteEvent,
    KnownToPeople,
    TellOfCancellation,
    delete_event,
    tell_of_cancellation,
)
from eventsite.registration.models import Registration
from eventsite.registration.rules import NotOpen, TooLate
from eventsite.registration.values import RegistrationState
from eventsite.rooms import ROOMS
from tests.builders.scenario import ACCESS, CHECKER, DAY, NOW, ORGANISER, PAYER

STEWARD, STRANGER = "steward@example.org", "stranger@example.org"
NOTE = "The hall burnt down."
WAYS = {
    "unpublish": (unpublish_event, lambda ref: UnpublishEvent(event=ref)),
    "close": (close_event, lambda ref: CloseEvent(event=ref)),
    "reopen": (reopen_event, lambda ref: ReopenEvent(event=ref)),
    "publish": (open_event, lambda ref: OpenEvent(event=ref)),
    "cancel": (cancel_event, lambda ref: CancelEvent(event=ref, note=NOTE)),
    "archive": (archive_event, lambda ref: ArchiveEvent(event=ref)),
    "delete": (delete_event, lambda ref: DeleteEvent(event=ref)),
}
MOVES = {
    "draft": {"publish": "open", "unpublish": "draft", "cancel": "cancelled", "delete": "draft"},
    "open": {"publish": "open", "unpublish": "draft", "close": "closed", "reopen": "open", "cancel": "cancelled", "archive": "archived"},
    "closed": {"unpublish": "draft", "close": "closed", "reopen": "open", "cancel": "cancelled", "archive": "archived"},
    "cancelled": {"cancel": "cancelled", "archive": "archived"},
    "archived": {"archive": "archived"},
}


@pytest.fixture
def steward(scenario):
    scenario.database.perform(appoint_steward, AppointSteward(email=STEWARD))
    return STEWARD


def go(scenario, event, way, who=ORGANISER):
    verb, command = WAYS[way]
    with scenario.acting(who) as work:
        return verb(work, command(event.ref))


def state_of(scenario, event):
    return scenario.read(select(Event.state).where(Event.ref == event.ref))[0]


def told(scenario, fact):
    return scenario.read(select(AuditEntry.payload).where(AuditEntry.fact == fact).order_by(AuditEntry.id))


@pytest.mark.parametrize("state", EventState)
@pytest.mark.parametrize("way", WAYS)
def test_a_gathering_moves_as_the_table_says(state, way):
    try:
        after = EVENT_LIFE.after(state, way)
    except WrongState:
        after = None
    assert after == MOVES[state].get(way)


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("who", [CHECKER, PAYER, ACCESS, STRANGER, ""])
def test_only_its_organisers_send_it_anywhere(scenario, way, who):
    event = scenario.event(opened=way in ("unpublish", "close", "cancel"))
    with pytest.raises(NotAllowed):
        go(scenario, event, way, who)


@pytest.mark.parametrize("way", ["cancel", "archive", "delete", "publish", "reopen"])
def test_a_steward_stops_and_does_nothing_else(scenario, steward, way):
    with pytest.raises(NotAllowed):
        go(scenario, scenario.event(), way, steward)


# -- public and back, closed and open again ----------------------------------------------------------------------------
def test_what_is_unpublished_is_seen_by_its_team_only_and_who_is_coming_hears_nothing(scenario, deliver, mailer):
    event = scenario.event()
    ref = scenario.coming(event)
    deliver()
    mailer.emails.clear()
    go(scenario, event, "unpublish")
    deliver()
    assert mailer.emails == []
    with scenario.acting() as work:
        with pytest.raises(NotVisible):
            public_event(work.database, event.slug)
        assert upcoming_events(work.database, NOW) == []
    assert scenario.read(select(Registration.state).where(Registration.ref == ref)) == [RegistrationState.CONFIRMED]
    go(scenario, event, "publish")
    with scenario.acting() as work:
        assert public_event(work.database, event.slug).id == event.id


@pytest.mark.parametrize("way", ["unpublish", "close", "cancel"])
def test_what_takes_no_registrations_keeps_what_was_typed(scenario, way):
    event = scenario.event()
    ref = scenario.begun(event)
    go(scenario, event, way)
    with pytest.raises(NotOpen), scenario.acting("", ref) as work:
        submit_registration(work, SubmitRegistration(ref=ref))
    with pytest.raises(NotOpen):
        scenario.begun(event)
    kept = scenario.read(select(Registration).where(Registration.ref == ref))
    assert [(one.state, one.name, one.email) for one in kept] == [(RegistrationState.DRAFT, "Joyce", "joyce@example.org")]


def test_what_was_closed_can_be_opened_again(scenario):
    event = scenario.event()
    ref = scenario.begun(event)
    go(scenario, event, "close")
    go(scenario, event, "close")
    go(scenario, event, "reopen")
    with scenario.acting("", ref) as work:
        submit_registration(work, SubmitRegistration(ref=ref))
    assert len(told(scenario, "EventClosed")) == len(told(scenario, "EventReopened")) == 1


def test_it_takes_registrations_until_its_own_midnight(scenario, clock):
    event = scenario.event(zone="Pacific/Honolulu")
    first, second = scenario.begun(event), scenario.begun(event, "bill@example.org")
    clock.set(dt.datetime.combine(DAY + dt.timedelta(days=1), dt.time(9, 59), dt.UTC))
    with scenario.acting("", first) as work:
        submit_registration(work, SubmitRegistration(ref=first))
    clock.forward(minutes=1)
    with pytest.raises(NotOpen, match="is over"), scenario.acting("", second) as work:
        submit_registration(work, SubmitRegistration(ref=second))
    with pytest.raises(NotOpen, match="is over"):
        scenario.begun(event, "late@example.org")


# -- a steward steps in ------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(("way", "back", "state"), [("unpublish", "publish", EventState.DRAFT), ("close", "reopen", EventState.CLOSED)])
def test_a_steward_stops_it_with_a_reason_and_only_a_steward_gives_it_back(scenario, steward, deliver, mailer, way, back, state):
    event = scenario.event()
    scenario.sign_in(ORGANISER)
    verb, command = {"unpublish": (unpublish_event, UnpublishEvent), "close": (close_event, CloseEvent)}[way]
    with pytest.raises(ReasonMissing), scenario.acting(steward) as work:
        verb(work, command(event=event.ref))
    with scenario.acting(ORGANISER) as work:
        invite_member(work, InviteMember(event=event.ref, email="bo@example.org", name="Bo", role=Role.ORGANISER))
    deliver()
    mailer.emails.clear()
    with scenario.acting(steward) as work:
        verb(work, command(event=event.ref, reason="It asks for\nbank details."))
    deliver()
    assert state_of(scenario, event) is state
    assert {email.to for email in mailer.emails} == {ORGANISER, "bo@example.org"}
    assert "It asks for\nbank details." in mailer.to(ORGANISER)[0].body
    assert "bank details" not in mailer.to("bo@example.org")[0].body
    for forbidden in (back, "cancel"):
        with pytest.raises(HeldBySteward):
            go(scenario, event, forbidden)
    go(scenario, event, back, steward)
    assert scenario.read(select(Event.steward_note)) == [""]
    go(scenario, event, way)


def test_a_steward_who_organises_needs_no_reason_for_their_own(scenario):
    event = scenario.event()
    scenario.database.perform(appoint_steward, AppointSteward(email=ORGANISER))
    go(scenario, event, "close")
    assert told(scenario, "StewardStepped") == []
    go(scenario, event, "reopen")


def test_a_reason_that_is_no_stewards_is_not_kept(scenario):
    event = scenario.event()
    with scenario.acting(ORGANISER) as work:
        close_event(work, CloseEvent(event=event.ref, reason="Because"))
    assert scenario.read(select(Event.steward_note)) == [""]


def test_stewards_see_what_is_or_was_public(scenario):
    hidden, shown = scenario.event("Never shown", opened=False), scenario.event("Shown 100%")
    go(scenario, shown, "unpublish")
    with scenario.acting() as work:
        assert [event.ref for event in every_event(work.database).events] == [shown.ref]
        assert every_event(work.database, "00%").total == 1
        assert every_event(work.database, "0_%").total == 0
        assert known_event(work.database, shown.slug).ref == shown.ref
        with pytest.raises(NotVisible):
            known_event(work.database, hidden.slug)


# -- cancelled ---------------------------------------------------------------------------------------------------------
def test_everybody_who_is_coming_is_told_once_with_the_organisers_words(scenario, deliver, mailer):
    event = scenario.event()
    scenario.coming(event)
    scenario.coming(event, "bill@example.org", name="Bill", proven=False)
    gone = scenario.coming(event, "gone@example.org")
    with scenario.acting("", gone) as work:
        cancel_registration(work, CancelRegistration(ref=gone))
    scenario.begun(event, "draft@example.org")
    deliver()
    mailer.emails.clear()
    go(scenario, event, "cancel")
    go(scenario, event, "cancel")
    deliver()
    assert sorted(email.to for email in mailer.emails) == ["bill@example.org", "joyce@example.org"]
    assert NOTE in mailer.to("joyce@example.org")[0].body
    assert NOTE not in mailer.to("bill@example.org")[0].body
    for email in mailer.emails:
        assert "cancelled" in email.subject
        assert "/my/open/" in email.body
        assert "Have you spent money to come?" in email.body
    assert scenario.database.perform(tell_of_cancellation, TellOfCancellation(event=event.ref)) == 0
    deliver()
    assert len(mailer.emails) == 2


def test_nobody_is_told_of_what_goes_on(scenario):
    event = scenario.event()
    ref = scenario.coming(event)
    assert scenario.database.perform(tell_of_cancellation, TellOfCancellation(event=event.ref)) == 0
    go(scenario, event, "cancel")
    for who in (ORGANISER, ""):
        with pytest.raises(NotAllowed), scenario.acting(who, ref) as work:
            tell_of_cancellation(work, TellOfCancellation(event=event.ref))


def test_what_was_unpublished_is_cancelled_in_public_and_what_never_was_is_not(scenario):
    event, hidden = scenario.event(), scenario.event("Never", opened=False)
    go(scenario, event, "unpublish")
    go(scenario, event, "cancel")
    with scenario.acting() as work:
        assert public_event(work.database, event.slug).cancellation_note == NOTE
        assert [one.ref for one in upcoming_events(work.database, NOW)] == [event.ref]
    with pytest.raises(NeverPublic):
        go(scenario, hidden, "cancel")


def test_what_is_cancelled_stays_cancelled(scenario):
    event = scenario.event()
    go(scenario, event, "cancel")
    for way in ("publish", "reopen", "unpublish", "close", "delete"):
        with pytest.raises(WrongState):
            go(scenario, event, way)


# -- archived ----------------------------------------------------------------------------------------------------------
@pytest.fixture
def archived(scenario, clock):
    """A gathering that was, with a session, a room, somebody coming and terms; archived."""
    event = scenario.event()
    scenario.terms(event)
    room, session = scenario.room(event), scenario.session(event)
    scenario.release(event)
    ref = scenario.coming(event)
    clock.forward(days=27)
    go(scenario, event, "archive")
    return event, room, session, ref


CHANGES = {
    "described": lambda work, event, *_refs: describe_event(work, DescribeEvent(event=event.ref, changes={"name": "New"})),
    "room added": lambda work, event, *_refs: save_room(work, SaveRoom(event=event.ref, name="Loft")),
    "room changed": lambda work, event, room, *_refs: save_room(work, SaveRoom(event=event.ref, name="Loft", ref=room)),
    "session added": lambda work, event, *_refs: save_session(work, SaveSession(event=event.ref, title="New")),
    "session cancelled": lambda work, _event, _room, session, _ref: cancel_session(work, CancelSession(session=session)),
    "released": lambda work, event, *_refs: publish_release(work, PublishRelease(event=event.ref)),
    "access offered": lambda work, event, *_refs: set_offer(
        work, SetOffer(event=event.ref, lines={"hearing_loop": (Offered.YES, "")})
    ),
    "answer changed": lambda work, _event, _room, _session, ref: answer(
        work, Answer(ref=ref, stage="name", changes={"name": "Joy"})
    ),
}


@pytest.mark.parametrize("change", CHANGES)
def test_what_is_archived_is_read_only(scenario, archived, change):
    before = scenario.read(select(func.max(AuditEntry.id)))
    with pytest.raises(WrongState), scenario.acting(ORGANISER, archived[-1]) as work:
        CHANGES[change](work, *archived)
    assert scenario.read(select(func.max(AuditEntry.id))) == before


def test_nothing_new_is_paid_for_what_is_archived(scenario, archived):
    with pytest.raises(ReadOnly):
        scenario.terms(archived[0], fee=99)


def test_an_archived_gathering_is_still_there_for_everybody(scenario, archived, clock):
    with scenario.acting() as work:
        assert public_event(work.database, archived[0].slug).state is EventState.ARCHIVED
        assert [event.ref for event in past_events(work.database, clock.now())] == [archived[0].ref]
        assert upcoming_events(work.database, NOW) == []


def test_money_and_the_team_go_on_after_it_is_archived(scenario, archived, database, deliver):
    event, _room, _session, ref = archived
    with scenario.acting(ORGANISER) as work:
        invite_member(work, InviteMember(event=event.ref, email="new@example.org", name="Noor", role=Role.PAYER))
        record_attendance(work, RecordAttendance(event=event.ref, refs=[ref]))
    deliver()
    assert len(told(scenario, "ClaimOpened")) == 1
    with pytest.raises(TooLate), scenario.acting("", ref) as work:
        cancel_registration(work, CancelRegistration(ref=ref))


def test_only_what_is_over_where_it_is_can_be_archived(scenario, clock):
    event = scenario.event(zone="Pacific/Honolulu")
    clock.set(dt.datetime.combine(DAY + dt.timedelta(days=1), dt.time(9, 59), dt.UTC))
    with pytest.raises(NotOverYet):
        go(scenario, event, "archive")
    clock.forward(minutes=1)
    go(scenario, event, "archive")
    assert state_of(scenario, event) is EventState.ARCHIVED


# -- deleted -----------------------------------------------------------------------------------------------------------
def rows(scenario):
    tables = [table for table in Base.metadata.sorted_tables if table.name not in ("person", "organisation", "organisation_member")]
    with scenario.acting() as work:
        return {table.name: len(work.database.execute(select(table)).all()) for table in tables}


def test_nothing_is_left_of_what_was_deleted(scenario, deliver):
    kept = scenario.event("Kept", opened=False)
    before = rows(scenario)
    event = scenario.event("Goes", opened=False)
    scenario.terms(event)
    room = scenario.room(event)
    scenario.session(event, room=room)
    scenario.release(event)
    with scenario.acting(ACCESS) as work:
        set_offer(work, SetOffer(event=event.ref, lines={"hearing_loop": (Offered.YES, "")}))
    after = {name: count for name, count in rows(scenario).items() if count > before[name]}
    assert {"event", "team_member", "room", "session", "facilitator", "release", "payment_terms", "access_offer_line"} <= set(after)
    go(scenario, event, "delete")
    assert rows(scenario) == before | {"audit_entry": before["audit_entry"] + 1}
    assert [payload["about"] for payload in told(scenario, "EventDeleted")] == [event.ref]
    of_an_event = [table for table in Base.metadata.sorted_tables if "event_id" in table.c]
    with scenario.acting() as work:
        for table in of_an_event:
            left = set(work.database.scalars(select(table.c.event_id)))
            assert left <= {kept.id, None}, table.name
    deliver()


def test_every_table_with_an_event_is_in_one_manifest():
    named = [table.__tablename__ for table in ROOMS.belongings]
    with_event = {table.name for table in Base.metadata.sorted_tables if "event_id" in table.c}
    assert sorted(named) == sorted(with_event)


def test_what_was_public_or_has_somebody_in_it_is_not_deleted(scenario):
    event = scenario.event()
    with pytest.raises(WrongState):
        go(scenario, event, "delete")
    go(scenario, event, "unpublish")
    with pytest.raises(KnownToPeople):
        go(scenario, event, "delete")
    hidden = scenario.event("Never", opened=False)
    with scenario.acting() as work:
        work.database.add(Registration(event_id=hidden.id, created_at=NOW))
    with pytest.raises(KnownToPeople):
        go(scenario, hidden, "delete")
    assert len(scenario.read(select(Event.id))) == 2


def test_a_letter_under_way_is_no_trouble_when_its_event_goes(scenario, services, deliver, caplog):
    event = scenario.event("Goes", opened=False)
    sent = services.mailer.send

    def delete_meanwhile(email):
        go(scenario, event, "delete")
        sent(email)

    services.mailer.send = delete_meanwhile
    with scenario.acting() as work:
        mine = select(OutboxMessage.id).where(OutboxMessage.event_id == event.id).order_by(OutboxMessage.id).limit(1)
        work.database.execute(delete(OutboxMessage).where(OutboxMessage.id.not_in(mine.scalar_subquery())))
    deliver()
    assert scenario.read(select(OutboxMessage.id)) == []
    assert [record for record in caplog.records if record.levelname == "ERROR"] == []


# -- who organises -----------------------------------------------------------------------------------------------------
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


def test_every_way_has_its_permission():
    assert set(WAYS) <= set(EVENT.actions)
