"""Which way a gathering can go, who may send it there, and what is left for whom."""

import datetime as dt

import pytest
from sqlalchemy import select

from eventsite.events.commands.lifecycle import (
    ArchiveEvent,
    CancelEvent,
    CloseEvent,
    HeldBySteward,
    NeverPublic,
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
from eventsite.events.commands.team import InviteMember, invite_member
from eventsite.events.models import Event
from eventsite.events.permissions import EVENT
from eventsite.events.queries import every_event, known_event, public_event, upcoming_events
from eventsite.events.values import EVENT_LIFE, EventState, Role
from eventsite.kernel.lifecycle import WrongState
from eventsite.kernel.refusals import NotAllowed, NotVisible
from eventsite.organisations.commands import AppointSteward, appoint_steward
from eventsite.records.models import AuditEntry
from eventsite.registration.commands.answering import (
    CancelRegistration,
    SubmitRegistration,
    cancel_registration,
    submit_registration,
)
from eventsite.registration.commands.ending import (
    DeleteEvent,
    TellOfCancellation,
    delete_event,
    tell_of_cancellation,
)
from eventsite.registration.models import Registration
from eventsite.registration.rules import NotOpen
from eventsite.registration.values import RegistrationState
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
        assert [event.ref for event in every_event(work.database, "", 1).rows] == [shown.ref]
        assert every_event(work.database, "00%", 1).total == 1
        assert every_event(work.database, "0_%", 1).total == 0
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








def test_every_way_has_its_permission():
    assert set(WAYS) <= set(EVENT.actions)
