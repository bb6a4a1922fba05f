"""The programme: releases are frozen, changes are told truly, imports move and never double."""

import datetime as dt
import json
from contextlib import nullcontext

import pytest
from sqlalchemy import func, select

from eventsite.events.commands.team import InviteMember, invite_member
from eventsite.events.values import Role
from eventsite.integrations.schedule_files import BadSchedule, read_schedule
from eventsite.kernel.refusals import ChangedMeanwhile, NotAllowed, NotVisible
from eventsite.programme.commands.import_schedule import ImportSchedule, WrongFile, import_schedule
from eventsite.programme.commands.plan import (
    CancelSession,
    OutsideTheEvent,
    PlaceSession,
    RemoveRoom,
    SaveSession,
    TakeOffTimetable,
    cancel_session,
    place_session,
    remove_room,
    save_session,
    take_off_timetable,
)
from eventsite.programme.commands.releases import NothingChanged, NothingToPublish, PublishRelease, publish_release
from eventsite.programme.models.plan import Room, Session
from eventsite.programme.models.releases import Release
from eventsite.programme.queries.public_versions import public_version_of
from eventsite.programme.queries.releases import latest_release
from eventsite.programme.values import SessionState
from eventsite.records.models import AuditEntry
from tests.builders.scenario import DAY, NOW, ORGANISER


def moved(scenario, event, ref, at="14:00", **words):
    start = dt.datetime.combine(DAY, dt.time.fromisoformat(at), dt.UTC)
    with scenario.acting(ORGANISER) as work:
        return place_session(work, PlaceSession(session=ref, starts_at=start, minutes=45, **words))


def slot(scenario, event, ref):
    with scenario.acting() as work:
        return latest_release(work.database, event.id).slot(ref)


def changes(scenario):
    return [c["change"] for c in scenario.read(select(Release.changes).order_by(Release.id.desc()))[0]]


def test_a_release_does_not_change_when_the_plan_does(scenario):
    event = scenario.event()
    ref = scenario.session(event)
    scenario.release(event)
    moved(scenario, event, ref)
    assert slot(scenario, event, ref).start.hour == 10
    scenario.release(event)
    assert slot(scenario, event, ref).start.hour == 14


def test_sequence_follows_moves_and_not_typing_errors(scenario, clock):
    event = scenario.event()
    ref = scenario.session(event)
    scenario.release(event)
    first = slot(scenario, event, ref)
    clock.forward(days=1)
    with scenario.acting(ORGANISER) as work:
        save_session(work, SaveSession(event=event.ref, ref=ref, title="Swap shop!", facilitators=("Denise",)))
    scenario.release(event)
    assert changes(scenario) == ["edited"]
    edited = slot(scenario, event, ref)
    assert (edited.sequence, edited.changed_at) == (first.sequence, clock.now())
    moved(scenario, event, ref)
    scenario.release(event)
    assert changes(scenario) == ["moved"]
    assert slot(scenario, event, ref).sequence == first.sequence + 1


def test_a_cancelled_session_stays_and_says_so(scenario):
    event = scenario.event()
    ref, other = scenario.session(event), scenario.session(event, "Other", at="12:00")
    scenario.release(event)
    with scenario.acting(ORGANISER) as work:
        cancel_session(work, CancelSession(session=ref))
    scenario.release(event)
    assert changes(scenario) == ["cancelled"]
    assert slot(scenario, event, ref).is_cancelled
    assert slot(scenario, event, ref).sequence == 1
    assert not slot(scenario, event, other).is_cancelled


def test_a_session_taken_off_the_timetable_is_off_and_not_cancelled_to_people(scenario):
    event = scenario.event()
    ref, _other = scenario.session(event), scenario.session(event, "Other", at="12:00")
    scenario.release(event)
    with scenario.acting(ORGANISER) as work:
        take_off_timetable(work, TakeOffTimetable(session=ref))
    scenario.release(event)
    assert slot(scenario, event, ref).is_cancelled


def test_ideas_stay_out(scenario):
    event = scenario.event()
    ref = scenario.session(event, is_certain=False)
    with pytest.raises(NothingToPublish):
        scenario.release(event)
    scenario.session(event, "Certain", at="12:00")
    scenario.release(event)
    with pytest.raises(NotVisible):
        slot(scenario, event, ref)


def test_publishing_nothing_new_is_refused(scenario):
    event = scenario.event()
    scenario.session(event)
    scenario.release(event)
    with pytest.raises(NothingChanged):
        scenario.release(event)


def test_every_release_makes_a_new_edition(scenario):
    event = scenario.event()
    ref = scenario.session(event)
    scenario.release(event)
    with scenario.acting() as work:
        before = public_version_of(work.database.connection(), event.slug, NOW)
    moved(scenario, event, ref)
    scenario.release(event)
    with scenario.acting() as work:
        assert public_version_of(work.database.connection(), event.slug, NOW) != before


def test_the_second_of_two_editors_is_told(scenario):
    event = scenario.event()
    ref = scenario.session(event)
    version = scenario.read(select(Session.version))[0]
    moved(scenario, event, ref, version=version)
    with pytest.raises(ChangedMeanwhile):
        moved(scenario, event, ref, "16:00", version=version)


def test_a_day_outside_the_gathering_is_refused(scenario):
    event = scenario.event()
    ref = scenario.session(event)
    with pytest.raises(OutsideTheEvent), scenario.acting(ORGANISER) as work:
        start = dt.datetime(2028, 1, 1, 10, tzinfo=dt.UTC)
        place_session(work, PlaceSession(session=ref, starts_at=start, minutes=45))


def test_removing_a_room_keeps_its_sessions(scenario):
    event = scenario.event()
    room = scenario.room(event)
    ref = scenario.session(event, room=room)
    with scenario.acting(ORGANISER) as work:
        remove_room(work, RemoveRoom(room=room))
    assert scenario.read(select(Session.room_id).where(Session.ref == ref)) == [None]


def test_a_stranger_plans_nothing(scenario):
    event = scenario.event()
    with pytest.raises(NotAllowed), scenario.acting("stranger@example.org") as work:
        save_session(work, SaveSession(event=event.ref, title="Mine"))


def rows(*titles, start="2027-03-27T10:00:00", room="Hall"):
    return json.dumps(
        [
            {"id": n, "title": title, "venue": room, "start_date": start, "end_date": start.replace("10:", "11:")}
            for n, title in enumerate(titles, start=1)
        ]
    ).encode()


def take_in(scenario, event, content, **how):
    with scenario.acting(ORGANISER) as work:
        command = ImportSchedule(event=event.ref, sessions=read_schedule(content, event.zone).sessions, **how)
        return import_schedule(work, command)


def test_importing_again_changes_nothing_and_a_changed_file_moves(scenario):
    event = scenario.event()
    assert take_in(scenario, event, rows("One", "Two")).added == 2
    refs = set(scenario.read(select(Session.ref)))
    again = take_in(scenario, event, rows("One", "Two"))
    assert (again.added, again.unchanged) == (0, 2)
    later = take_in(scenario, event, rows("One", "Two renamed", start="2027-03-28T10:00:00"))
    assert (later.added, later.moved) == (0, 2)
    assert set(scenario.read(select(Session.ref))) == refs


def test_a_session_gone_from_the_file_is_cancelled_and_our_own_are_left_alone(scenario):
    event = scenario.event()
    ours = scenario.session(event, "Ours")
    take_in(scenario, event, rows("One", "Two"))
    result = take_in(scenario, event, rows("One"))
    assert result.titles_cancelled == ["Two"]
    assert scenario.read(select(Session.state).where(Session.ref == ours)) == [SessionState.CONFIRMED]


@pytest.mark.parametrize(
    "wrong", [rows("One"), rows("Another", "Gathering", "Entirely", start="2027-03-28T10:00:00")], ids=["two gone", "other"]
)
def test_a_file_that_looks_wrong_changes_nothing_until_somebody_insists(scenario, wrong):
    event = scenario.event()
    take_in(scenario, event, rows("One", "Two", "Three"))
    before = sorted(scenario.read(select(Session.title).where(Session.state == SessionState.CONFIRMED)))
    with pytest.raises(WrongFile, match="--cancel-missing"):
        take_in(scenario, event, wrong)
    assert sorted(scenario.read(select(Session.title).where(Session.state == SessionState.CONFIRMED))) == before
    take_in(scenario, event, wrong, cancel_missing=True)
    assert sorted(scenario.read(select(Session.title).where(Session.state == SessionState.CONFIRMED))) != before


def test_what_was_changed_by_hand_stays_until_somebody_chooses_the_files_word(scenario):
    event = scenario.event()
    take_in(scenario, event, rows("One", "Two"))
    ref = scenario.read(select(Session.ref).where(Session.title == "One"))[0]
    external = scenario.read(select(Session.external_id).where(Session.ref == ref))[0]
    moved(scenario, event, ref, "15:00")
    for _again in range(2):
        later = take_in(scenario, event, rows("One!", "Two", start="2027-03-28T10:00:00"))
        assert later.kept == [(external, "One!")], "the words are the file's, the time is ours"
    assert scenario.read(select(Session.starts_at).where(Session.ref == ref))[0].hour == 15
    taken = take_in(scenario, event, rows("One!", "Two", start="2027-03-28T10:00:00"), overwrite=[external])
    assert (taken.kept, taken.moved) == ([], 1)
    assert scenario.read(select(Session.starts_at).where(Session.ref == ref))[0].day == DAY.day + 1


def test_a_broken_import_rolls_back_whole(scenario):
    event = scenario.event()
    before = len(scenario.read(select(AuditEntry.id)))
    with pytest.raises(BadSchedule):
        take_in(scenario, event, rows("One")[:-5])

    def fail(done):
        if done == 2:
            raise KeyboardInterrupt

    sessions = read_schedule(rows("One", "Two", "Three"), event.zone).sessions
    with pytest.raises(KeyboardInterrupt), scenario.acting(ORGANISER) as work:
        import_schedule(work, ImportSchedule(event=event.ref, sessions=sessions), fail)
    assert scenario.read(select(func.count()).select_from(Session)) == [0]
    assert scenario.read(select(func.count()).select_from(Room)) == [0]
    assert len(scenario.read(select(AuditEntry.id))) == before


def test_the_last_day_of_the_gathering_is_one_of_its_days(scenario):
    event = scenario.event(ends_on=DAY + dt.timedelta(days=1))
    ref = scenario.session(event)
    for days, is_taken in ((1, True), (2, False)):
        start = dt.datetime.combine(DAY + dt.timedelta(days=days), dt.time(10), dt.UTC)
        command = PlaceSession(session=ref, starts_at=start, minutes=45)
        with nullcontext() if is_taken else pytest.raises(OutsideTheEvent), scenario.acting(ORGANISER) as work:
            place_session(work, command)


def test_a_session_goes_into_no_room_of_another_event(scenario):
    event, other = scenario.event(), scenario.event("Autumn meeting")
    ref, room = scenario.session(event), scenario.room(other)
    with pytest.raises(NotVisible):
        moved(scenario, event, ref, room=room)


def test_a_facilitator_plans_and_does_not_publish(scenario):
    event = scenario.event()
    scenario.session(event)
    with scenario.acting(ORGANISER) as work:
        invite_member(work, InviteMember(event=event.ref, email="fay@example.org", name="Fay", role=Role.FACILITATOR))
    with scenario.acting("fay@example.org") as work:
        save_session(work, SaveSession(event=event.ref, title="Cuppa"))
    with pytest.raises(NotAllowed), scenario.acting("fay@example.org") as work:
        publish_release(work, PublishRelease(event=event.ref))
