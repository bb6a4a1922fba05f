"""A session's life is one table, every press counts once, and a room that goes takes nothing with it."""

import dataclasses

import pytest
from sqlalchemy import func, select

from eventsite.kernel.refusals import NotVisible
from eventsite.programme.commands.import_schedule import ImportSchedule, import_schedule
from eventsite.programme.commands.plan import (
    CancelSession,
    ConfirmSession,
    PlaceSession,
    RemoveRoom,
    SaveRoom,
    SaveSession,
    TakeOffTimetable,
    cancel_session,
    confirm_session,
    place_session,
    remove_room,
    save_room,
    save_session,
    take_off_timetable,
)
from eventsite.programme.commands.releases import PublishRelease, publish_release
from eventsite.programme.models.plan import Room, Session
from eventsite.programme.models.releases import Release
from eventsite.programme.values import SessionState
from eventsite.records.models import AuditEntry, PublicVersionCount
from tests.builders.scenario import ORGANISER
from tests.domain.test_programme import rows, take_in


def do(scenario, verb, command):
    with scenario.acting(ORGANISER) as work:
        return verb(work, command)


def told(scenario, fact):
    return scenario.read(select(func.count()).where(AuditEntry.fact == fact))[0]


def state(scenario, ref):
    return scenario.read(select(Session.state).where(Session.ref == ref))[0]


def test_mending_a_typo_or_moving_keeps_a_cancelled_session_cancelled(scenario):
    event = scenario.event()
    ref = scenario.session(event)
    do(scenario, cancel_session, CancelSession(session=ref))
    do(scenario, save_session, SaveSession(event=event.ref, ref=ref, title="Swap shop!", is_certain=True))
    start = scenario.read(select(Session.starts_at))[0]
    do(scenario, place_session, PlaceSession(session=ref, starts_at=start, minutes=30))
    assert state(scenario, ref) is SessionState.CANCELLED
    do(scenario, confirm_session, ConfirmSession(session=ref))
    assert state(scenario, ref) is SessionState.CONFIRMED


def test_an_import_brings_nothing_back_and_says_so(scenario):
    event = scenario.event()
    take_in(scenario, event, rows("One", "Two"))
    two = scenario.read(select(Session.ref).where(Session.title == "Two"))[0]
    do(scenario, cancel_session, CancelSession(session=two))
    result = take_in(scenario, event, rows("One", "Two renamed"))
    assert result.titles_not_happening == ["Two renamed"]
    assert state(scenario, two) is SessionState.CANCELLED


def test_an_import_that_changes_nothing_is_not_told(scenario):
    event = scenario.event()
    take_in(scenario, event, rows("One", "Two"))
    versions = scenario.read(select(Session.version))
    take_in(scenario, event, rows("One", "Two"))
    assert told(scenario, "ScheduleImported") == 1
    assert scenario.read(select(Session.version)) == versions


def test_what_was_done_already_is_not_done_again(scenario):
    event = scenario.event()
    ref = scenario.session(event)
    for _press in range(2):
        do(scenario, cancel_session, CancelSession(session=ref))
    for _press in range(2):
        do(scenario, confirm_session, ConfirmSession(session=ref))
    for _press in range(2):
        do(scenario, take_off_timetable, TakeOffTimetable(session=ref))
    assert [told(scenario, f) for f in ("SessionCancelled", "SessionConfirmed", "SessionPlaced")] == [1, 1, 2]


@pytest.mark.parametrize(
    ("verb", "make", "model", "fact"),
    [(save_room, SaveRoom, Room, "RoomSaved"), (save_session, SaveSession, Session, "SessionSaved")],
)
def test_one_form_makes_one_thing_however_often_it_is_sent(scenario, verb, make, model, fact):
    event = scenario.event()
    word = "name" if model is Room else "title"
    command = make(event=event.ref, **{word: "Hall"})
    first, second = (do(scenario, verb, command) for _press in range(2))
    assert (first.ref, told(scenario, fact)) == (second.ref, 1)
    do(scenario, verb, dataclasses.replace(command, **{word: "Big hall"}))
    assert scenario.read(select(getattr(model, word))) == ["Big hall"]
    other = scenario.event("Another")
    with pytest.raises(NotVisible):
        do(scenario, verb, dataclasses.replace(command, event=other.ref))


def test_one_press_publishes_once(scenario):
    event = scenario.event()
    scenario.session(event)
    command = PublishRelease(event=event.ref)
    numbers = [do(scenario, publish_release, command).number for _press in range(2)]
    assert (numbers, scenario.read(select(Release.number))) == ([1, 1], [1])
    assert told(scenario, "ProgrammeReleased") == 1


def test_publishing_outdates_the_public_pages_and_planning_does_not(scenario):
    event = scenario.event()
    before = scenario.read(select(PublicVersionCount.number))
    scenario.session(event)
    assert scenario.read(select(PublicVersionCount.number)) == before
    scenario.release(event)
    assert scenario.read(select(PublicVersionCount.number)) == [before[0] + 1]


def test_a_room_that_goes_tells_of_each_session_and_twice_changes_nothing(scenario):
    event = scenario.event()
    room = scenario.room(event)
    refs = {scenario.session(event, title, room=room, at=at) for title, at in (("A", "10:00"), ("B", "12:00"))}
    placed = told(scenario, "SessionPlaced")
    for _press in range(2):
        do(scenario, remove_room, RemoveRoom(room=room))
    assert told(scenario, "RoomRemoved") == 1
    assert told(scenario, "SessionPlaced") == placed + len(refs)
    without = select(func.count()).where(Session.room_id.is_(None), Session.starts_at.is_not(None))
    assert scenario.read(without) == [len(refs)]


def test_an_import_that_reaches_further_stretches_the_days_and_says_so(scenario):
    event = scenario.event()
    described = told(scenario, "EventDescribed")
    command = ImportSchedule(event=event.ref, sessions=[])
    do(scenario, import_schedule, command)
    assert told(scenario, "EventDescribed") == described
    take_in(scenario, event, rows("One", start="2027-03-29T10:00:00"))
    assert told(scenario, "EventDescribed") == described + 1
