"""Two at once on one plan, on both engines: everybody who was told "saved" is counted, and the rest are told why not."""

import dataclasses
import datetime as dt
import threading

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from eventsite.integrations.schedule_files import read_schedule
from eventsite.kernel.actor import SYSTEM
from eventsite.kernel.refusals import ChangedMeanwhile, Refusal
from eventsite.programme.commands.import_schedule import ImportSchedule, import_schedule
from eventsite.programme.commands.plan import (
    CancelSession,
    PlaceSession,
    RemoveRoom,
    SaveRoom,
    SaveSession,
    cancel_session,
    place_session,
    remove_room,
    save_room,
    save_session,
)
from eventsite.programme.commands.releases import NothingChanged, PublishRelease, publish_release
from eventsite.programme.models.plan import Room, Session
from eventsite.programme.models.releases import Release
from eventsite.programme.values import SessionState
from eventsite.records.work import Watcher
from tests.builders.scenario import DAY
from tests.concurrency.test_races import together
from tests.domain.test_programme import rows

PATIENCE = 0.6


class Meeting(Watcher):
    """Lets two units of work go on only when both hold their rows of one kind, or when one waits for the other's lock."""

    def __init__(self, kind) -> None:
        self.kind, self.gate = kind, threading.Barrier(2)

    def after_lock(self, aggregate):
        if aggregate.model is self.kind:
            try:
                self.gate.wait(PATIENCE)
            except threading.BrokenBarrierError:
                return


def at(clock):
    return dt.datetime.combine(DAY, dt.time.fromisoformat(clock), dt.UTC)


def race(database, kind, *acts):
    """Perform two commands at once, meeting where rows of `kind` are loaded."""
    meeting = dataclasses.replace(database, watcher=Meeting(kind))
    return together([lambda act=act: meeting.perform(*act, SYSTEM) for act in acts])


def must_count(scenario, results, before):
    """The version has gone up by one for each that was told it is done."""
    done = [result for result in results if not isinstance(result, Exception)]
    assert scenario.read(select(Session.version)) == [before + len(done)]


@pytest.fixture(params=["locks", "no locks"])
def racing(request, database, engine_name):
    """The database, as it is and with the locks taken out: then whatever is asserted must break, where engines need locks."""
    if request.param == "locks":
        yield database
        return
    if engine_name == "sqlite":
        pytest.skip("SQLite lets one unit of work write at a time, with locks or without")
    request.applymarker(pytest.mark.xfail(raises=(AssertionError, IntegrityError), strict=True))
    yield dataclasses.replace(database, locks=False)


@pytest.fixture
def placed(scenario):
    """An event and the reference of its one session."""
    event = scenario.event()
    return event, scenario.session(event)


def version_of(scenario):
    return scenario.read(select(Session.version))[0]


def move(ref, clock, seen=None):
    return place_session, PlaceSession(session=ref, starts_at=at(clock), minutes=45, version=seen)


def test_of_two_who_saw_the_same_one_moves_it(scenario, racing, placed):
    _event, ref = placed
    seen = version_of(scenario)
    results = race(racing, Session, move(ref, "14:00", seen), move(ref, "16:00", seen))
    assert [type(r) for r in results if isinstance(r, Exception)] == [ChangedMeanwhile]
    must_count(scenario, results, seen)


def test_of_two_who_saw_the_same_one_saves_it(scenario, racing, placed):
    event, ref = placed
    seen = version_of(scenario)
    acts = [(save_session, SaveSession(event=event.ref, ref=ref, title=title, version=seen)) for title in ("One", "Two")]
    results = race(racing, Session, *acts)
    assert [type(r) for r in results if isinstance(r, Exception)] == [ChangedMeanwhile]
    must_count(scenario, results, seen)


def test_a_move_and_a_cancelling_both_count(scenario, racing, placed):
    _event, ref = placed
    before = version_of(scenario)
    results = race(racing, Session, move(ref, "14:00"), (cancel_session, CancelSession(session=ref)))
    assert scenario.read(select(Session.state, Session.starts_at)) == [SessionState.CANCELLED]
    must_count(scenario, results, before)


def imported(event, title, start):
    content = rows(title, start=start)
    return import_schedule, ImportSchedule(event=event.ref, sessions=read_schedule(content, event.zone).sessions)


@pytest.fixture
def taken_in(scenario, database):
    """An event with one session from a file."""
    event = scenario.event()
    database.perform(*imported(event, "One", f"{DAY}T10:00:00"))
    return event


def test_two_imports_both_count(scenario, racing, taken_in):
    before = version_of(scenario)
    acts = [imported(taken_in, title, f"{DAY}T{hour}:00:00") for title, hour in (("Two", 10), ("Three", 10))]
    must_count(scenario, race(racing, Session, *acts), before)


def test_an_import_and_a_move_both_count(scenario, racing, taken_in):
    before, ref = version_of(scenario), scenario.read(select(Session.ref))[0]
    results = race(racing, Session, imported(taken_in, "Two", f"{DAY}T10:00:00"), move(ref, "16:00"))
    must_count(scenario, results, before)


def test_nobody_is_put_into_a_room_that_goes(scenario, racing, placed):
    event, ref = placed
    room = scenario.room(event)
    into = place_session, PlaceSession(session=ref, starts_at=at("14:00"), minutes=45, room=room)
    results = race(racing, Room, into, (remove_room, RemoveRoom(room=room)))
    for trouble in results:
        if isinstance(trouble, Exception) and not isinstance(trouble, Refusal):
            raise trouble
    assert scenario.read(select(Session.room_id)) == [None]
    assert scenario.read(select(func.count()).select_from(Room)) == [0]


def test_two_who_publish_make_one_release(scenario, database, placed):
    event, _ref = placed
    for number in (1, 2):
        acts = [(publish_release, PublishRelease(event=event.ref)) for _press in range(2)]
        results = race(database, Session, *acts)
        assert [type(r) for r in results if isinstance(r, Exception)] == [NothingChanged]
        assert scenario.read(select(func.max(Release.number))) == [number]
        database.perform(*move(placed[1], "15:00"))


@pytest.mark.parametrize("presses", [8])
def test_many_presses_of_one_form_make_one(scenario, database, placed, presses):
    event, ref = placed
    for verb, command in (
        (save_room, SaveRoom(event=event.ref, name="Hall")),
        (save_session, SaveSession(event=event.ref, title="Once")),
        (publish_release, PublishRelease(event=event.ref)),
    ):
        results = together([lambda v=verb, c=command: database.perform(v, c)] * presses)
        assert {getattr(result, "ref", result) for result in results} == {command.ref}
    counts = [scenario.read(select(func.count()).select_from(model))[0] for model in (Room, Session, Release)]
    assert (counts, ref in scenario.read(select(Session.ref))) == ([1, 2, 1], True)
