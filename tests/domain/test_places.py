"""Places: never one too many, never two for one person, all freed again."""

import pytest
from sqlalchemy import select

from eventsite.kernel.refusals import NotAllowed
from eventsite.records.models import AuditEntry, OutboxMessage
from eventsite.registration.commands.answering import Answer, answer, cancel, choose_sessions, send
from eventsite.registration.models import Place, PlaceCount, Registration
from eventsite.registration.rules import AlreadyComing, Full, NotAnswered, NotOpen, SessionsClash
from eventsite.registration.values import PlaceState, RegistrationState


def taken(scene, subject):
    return scene.read(select(PlaceCount.taken).where(PlaceCount.subject == subject)) or [0]


def test_sending_takes_a_place_in_the_event_and_each_session(scene):
    event = scene.event(capacity=10)
    session = scene.session(event, places=5)
    scene.release(event)
    scene.coming(event, sessions=[session])
    assert taken(scene, event.ref) == [1]
    assert taken(scene, session) == [1]


def test_somebody_who_brings_support_takes_two_places(scene):
    event = scene.event()
    session = scene.session(event, places=5)
    scene.release(event)
    scene.coming(event, sessions=[session], brings_support=True)
    assert taken(scene, session) == [2]


def test_a_full_session_refuses_and_nothing_is_half_written(scene):
    event = scene.event()
    session = scene.session(event, places=1)
    scene.release(event)
    scene.coming(event, "first@example.org", sessions=[session])
    late = scene.begun(event, "late@example.org")
    with scene.acting("", late) as work:
        choose_sessions(work, late, [session])
    letters = len(scene.read(select(OutboxMessage.id)))
    with pytest.raises(Full) as refused, scene.acting("", late) as work:
        send(work, late)
    assert refused.value.subject == session
    assert "Swap shop" in refused.value.sentence
    assert scene.read(select(Registration.state).where(Registration.ref == late)) == [RegistrationState.DRAFT]
    assert taken(scene, event.ref) == [1]
    assert len(scene.read(select(OutboxMessage.id))) == letters
    assert not scene.read(select(AuditEntry).where(AuditEntry.about == late, AuditEntry.fact == "PlaceTaken"))


def test_a_party_of_two_does_not_squeeze_into_one_place(scene):
    event = scene.event()
    session = scene.session(event, places=1)
    scene.release(event)
    ref = scene.begun(event, brings_support=True)
    with scene.acting("", ref) as work:
        choose_sessions(work, ref, [session])
    with pytest.raises(Full), scene.acting("", ref) as work:
        send(work, ref)


def test_sending_twice_is_sending_once(scene):
    event = scene.event(capacity=10)
    ref = scene.coming(event)
    with scene.acting("", ref) as work:
        send(work, ref)
    assert taken(scene, event.ref) == [1]
    assert len(scene.read(select(AuditEntry).where(AuditEntry.fact == "RegistrationSent"))) == 1


def test_the_same_address_has_one_live_registration_per_event(scene):
    event = scene.event()
    scene.coming(event)
    second = scene.begun(event)
    with pytest.raises(AlreadyComing), scene.acting("", second) as work:
        send(work, second)


def test_cancelling_frees_everything_and_one_can_come_again(scene):
    event = scene.event(capacity=10)
    session = scene.session(event, places=5)
    scene.release(event)
    ref = scene.coming(event, sessions=[session], brings_support=True)
    with scene.acting("", ref) as work:
        cancel(work, ref)
        cancel(work, ref)
    assert taken(scene, event.ref) == [0]
    assert taken(scene, session) == [0]
    scene.coming(event, sessions=[session])
    assert taken(scene, session) == [1]


def test_changing_sessions_moves_the_places(scene):
    event = scene.event()
    one, other = scene.session(event, "One", places=5), scene.session(event, "Other", at="11:00", places=5)
    scene.release(event)
    ref = scene.coming(event, sessions=[one])
    with scene.acting("", ref) as work:
        choose_sessions(work, ref, [other])
    assert (taken(scene, one), taken(scene, other)) == ([0], [1])
    live = scene.read(select(Place.subject).where(Place.state == PlaceState.HELD))
    assert sorted(live) == sorted([event.ref, other])


def test_deciding_later_to_bring_somebody_takes_their_place_too(scene):
    event = scene.event()
    session = scene.session(event, places=2)
    scene.release(event)
    ref = scene.coming(event, sessions=[session])
    with scene.acting("", ref) as work:
        answer(work, Answer(ref=ref, stage="support", changes={"brings_support": True}))
    assert taken(scene, session) == [2]


def test_two_sessions_at_the_same_time_are_refused(scene):
    event = scene.event()
    one, other = scene.session(event, "One"), scene.session(event, "Other", at="10:30")
    scene.release(event)
    ref = scene.begun(event)
    with pytest.raises(SessionsClash) as refused, scene.acting("", ref) as work:
        choose_sessions(work, ref, [one, other])
    assert refused.value.field == "sessions"


def test_a_name_is_needed_and_says_where_to_give_it(scene):
    event = scene.event()
    ref = scene.begun(event, name="")
    with pytest.raises(NotAnswered) as refused, scene.acting("", ref) as work:
        send(work, ref)
    assert refused.value.stage == "name"


def test_an_event_gone_by_takes_nobody(scene, clock):
    event = scene.event()
    ref = scene.begun(event)
    clock.forward(days=60)
    with pytest.raises(NotOpen), scene.acting("", ref) as work:
        send(work, ref)


def test_nobody_changes_the_registration_of_somebody_else(scene):
    event = scene.event()
    ref = scene.coming(event)
    for who in ("", "organiser@example.org", "stranger@example.org"):
        with pytest.raises(NotAllowed), scene.acting(who) as work:
            cancel(work, ref)
    with scene.acting("joyce@example.org") as work:
        cancel(work, ref)
