"""The programme: releases are frozen, changes are told truly, imports move and never double."""

import datetime as dt
import json

import pytest
from sqlalchemy import func, select

from eventsite.integrations.schedule_files import BadSchedule, read_schedule
from eventsite.kernel.refusals import ChangedMeanwhile, NotAllowed, NotVisible
from eventsite.programme.commands.plan import (
    OutsideTheEvent,
    PlaceSession,
    SaveSession,
    cancel_session,
    place_session,
    remove_room,
    save_session,
)
from eventsite.programme.commands.publish import NothingChanged, NothingToPublish
from eventsite.programme.commands.take_in import TakeInSchedule, take_in_schedule
from eventsite.programme.models import Release, Room, Session
from eventsite.programme.queries import edition, latest_release
from eventsite.programme.values import SessionState
from eventsite.records.models import AuditEntry
from tests.builders.scene import DAY, ORGANISER


def moved(scene, event, ref, at="14:00", **words):
    start = dt.datetime.combine(DAY, dt.time.fromisoformat(at), dt.UTC)
    with scene.acting(ORGANISER) as work:
        return place_session(work, PlaceSession(event_id=event.id, ref=ref, starts_at=start, minutes=45, **words))


def slot(scene, event, ref):
    with scene.acting() as work:
        return latest_release(work.database, event.id).slot(ref)


def changes(scene):
    return [c["change"] for c in scene.read(select(Release.changes).order_by(Release.id.desc()))[0]]


def test_a_release_does_not_change_when_the_plan_does(scene):
    event = scene.event()
    ref = scene.session(event)
    scene.release(event)
    moved(scene, event, ref)
    assert slot(scene, event, ref).start.hour == 10
    scene.release(event)
    assert slot(scene, event, ref).start.hour == 14


def test_sequence_follows_moves_and_not_typing_errors(scene, clock):
    event = scene.event()
    ref = scene.session(event)
    scene.release(event)
    first = slot(scene, event, ref)
    clock.forward(days=1)
    with scene.acting(ORGANISER) as work:
        save_session(work, SaveSession(event_id=event.id, ref=ref, title="Swap shop!", facilitators=("Denise",)))
    scene.release(event)
    assert changes(scene) == ["edited"]
    edited = slot(scene, event, ref)
    assert (edited.sequence, edited.changed_at) == (first.sequence, clock.now())
    moved(scene, event, ref)
    scene.release(event)
    assert changes(scene) == ["moved"]
    assert slot(scene, event, ref).sequence == first.sequence + 1


def test_a_cancelled_session_stays_and_says_so(scene):
    event = scene.event()
    ref, other = scene.session(event), scene.session(event, "Other", at="12:00")
    scene.release(event)
    with scene.acting(ORGANISER) as work:
        cancel_session(work, event.id, ref)
    scene.release(event)
    assert changes(scene) == ["cancelled"]
    assert slot(scene, event, ref).is_cancelled
    assert slot(scene, event, ref).sequence == 1
    assert not slot(scene, event, other).is_cancelled


def test_a_session_taken_off_the_timetable_is_told_as_cancelled(scene):
    event = scene.event()
    ref, _other = scene.session(event), scene.session(event, "Other", at="12:00")
    scene.release(event)
    with scene.acting(ORGANISER) as work:
        place_session(work, PlaceSession(event_id=event.id, ref=ref, starts_at=None, minutes=45))
    scene.release(event)
    assert slot(scene, event, ref).is_cancelled


def test_ideas_stay_out(scene):
    event = scene.event()
    ref = scene.session(event, is_certain=False)
    with pytest.raises(NothingToPublish):
        scene.release(event)
    scene.session(event, "Certain", at="12:00")
    scene.release(event)
    with pytest.raises(NotVisible):
        slot(scene, event, ref)


def test_publishing_nothing_new_is_refused(scene):
    event = scene.event()
    scene.session(event)
    scene.release(event)
    with pytest.raises(NothingChanged):
        scene.release(event)


def test_every_release_makes_a_new_edition(scene):
    event = scene.event()
    ref = scene.session(event)
    scene.release(event)
    with scene.acting() as work:
        before = edition(work.database.connection(), event.slug)
    moved(scene, event, ref)
    scene.release(event)
    with scene.acting() as work:
        assert edition(work.database.connection(), event.slug) != before


def test_the_second_of_two_editors_is_told(scene):
    event = scene.event()
    ref = scene.session(event)
    version = scene.read(select(Session.version))[0]
    moved(scene, event, ref, version=version)
    with pytest.raises(ChangedMeanwhile):
        moved(scene, event, ref, "16:00", version=version)


def test_a_day_outside_the_gathering_is_refused(scene):
    event = scene.event()
    ref = scene.session(event)
    with pytest.raises(OutsideTheEvent), scene.acting(ORGANISER) as work:
        start = dt.datetime(2028, 1, 1, 10, tzinfo=dt.UTC)
        place_session(work, PlaceSession(event_id=event.id, ref=ref, starts_at=start, minutes=45))


def test_removing_a_room_keeps_its_sessions(scene):
    event = scene.event()
    room = scene.room(event)
    ref = scene.session(event, room=room)
    with scene.acting(ORGANISER) as work:
        remove_room(work, event.id, room)
    assert scene.read(select(Session.room_id).where(Session.ref == ref)) == [None]


def test_a_stranger_plans_nothing(scene):
    event = scene.event()
    with pytest.raises(NotAllowed), scene.acting("stranger@example.org") as work:
        save_session(work, SaveSession(event_id=event.id, title="Mine"))


def rows(*titles, start="2027-03-27T10:00:00", room="Hall"):
    return json.dumps(
        [
            {"id": n, "title": title, "venue": room, "start_date": start, "end_date": start.replace("10:", "11:")}
            for n, title in enumerate(titles, start=1)
        ]
    ).encode()


def take_in(scene, event, content):
    with scene.acting(ORGANISER) as work:
        command = TakeInSchedule(event_id=event.id, sessions=read_schedule(content, event.zone).sessions)
        return take_in_schedule(work, command)


def test_importing_again_changes_nothing_and_a_changed_file_moves(scene):
    event = scene.event()
    assert take_in(scene, event, rows("One", "Two")).added == 2
    refs = set(scene.read(select(Session.ref)))
    again = take_in(scene, event, rows("One", "Two"))
    assert (again.added, again.unchanged) == (0, 2)
    later = take_in(scene, event, rows("One", "Two renamed", start="2027-03-28T10:00:00"))
    assert (later.added, later.moved) == (0, 2)
    assert set(scene.read(select(Session.ref))) == refs


def test_a_session_gone_from_the_file_is_cancelled_and_our_own_are_left_alone(scene):
    event = scene.event()
    ours = scene.session(event, "Ours")
    take_in(scene, event, rows("One", "Two"))
    result = take_in(scene, event, rows("One"))
    assert result.titles_cancelled == ["Two"]
    assert scene.read(select(Session.state).where(Session.ref == ours)) == [SessionState.CONFIRMED]


def test_a_broken_import_rolls_back_whole(scene):
    event = scene.event()
    before = len(scene.read(select(AuditEntry.id)))
    with pytest.raises(BadSchedule):
        take_in(scene, event, rows("One")[:-5])

    def fail(done):
        if done == 2:
            raise KeyboardInterrupt

    sessions = read_schedule(rows("One", "Two", "Three"), event.zone).sessions
    with pytest.raises(KeyboardInterrupt), scene.acting(ORGANISER) as work:
        take_in_schedule(work, TakeInSchedule(event_id=event.id, sessions=sessions), fail)
    assert scene.read(select(func.count()).select_from(Session)) == [0]
    assert scene.read(select(func.count()).select_from(Room)) == [0]
    assert len(scene.read(select(AuditEntry.id))) == before
