"""Rows that are read and written past the mapper are as it would have read and written them."""

import pytest
from sqlalchemy import delete, select, text
from sqlalchemy import event as listening
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from eventsite.events.facts import EventDescribed
from eventsite.events.models import Event
from eventsite.events.permissions import EVENT
from eventsite.people.models import Person
from eventsite.programme.facts import RoomSaved
from eventsite.programme.models.plan import Room
from eventsite.programme.permissions import ROOM
from eventsite.records.mapped_rows import rows_of
from eventsite.records.tracking import columns_of
from eventsite.records.work import WritingSession
from eventsite.registration.models import Registration
from eventsite.registration.permissions import REGISTRATION
from tests.builders.scenario import ORGANISER


@pytest.fixture
def event(scenario):
    return scenario.event()


@pytest.fixture
def flushes():
    """How often the mapper wrote something."""
    heard = []

    def hear(*_what):
        heard.append(1)

    listening.listen(WritingSession, "before_flush", hear)
    yield heard
    listening.remove(WritingSession, "before_flush", hear)


def everything(row):
    return columns_of(row) | {"version": row.version}


def test_every_kind_of_value_is_read_as_the_mapper_reads_it(scenario, engine, event):
    ref = scenario.coming(event)
    with Session(engine) as database:
        asked = select(Registration, Event).join(Event, Event.id == Registration.event_id)
        expected = [everything(row) for row in database.execute(asked).one()]
    with scenario.acting() as work:
        found = work.read(REGISTRATION, ref)
        assert [everything(found), everything(work.database.get_one(Event, event.id))] == expected
        assert found.person is work.database.get(Person, found.person_id)
        assert not work.database.dirty


def test_a_row_that_is_loaded_again_is_the_same_object_as_the_database_has_it_now(scenario, event):
    with scenario.acting(ORGANISER) as work:
        read = work.read(EVENT, event.ref)
        work.database.execute(text("UPDATE event SET why = 'Meanwhile'"))
        changed = work.change(EVENT, event.ref, "describe")
        assert (changed is read, changed.why) == (True, "Meanwhile")


def test_a_change_writes_what_changed_and_leaves_the_rest(scenario, event, flushes):
    with scenario.acting(ORGANISER) as work:
        changed = work.change(EVENT, event.ref, "describe")
        changed.why, changed.who_with = "Because", changed.who_with
        work.record(EventDescribed(about=event.ref, fields=["why"]))
        work.database.connection().execute(text("UPDATE event SET who_with = 'Everybody'"))
    with scenario.acting(ORGANISER) as work:
        now = work.read(EVENT, event.ref)
    assert (now.why, now.who_with, now.version) == ("Because", "Everybody", event.version + 1)
    assert not flushes


def test_several_changes_and_one_beside_something_new_are_all_written(scenario, event):
    rooms = [scenario.room(event, name) for name in ("Kitchen", "Hall")]
    with scenario.acting(ORGANISER) as work:
        for room in work.change_all(ROOM, rooms, "save"):
            room.name = f"Great {room.name}"
            work.record(RoomSaved(about=room.ref))
    with scenario.acting(ORGANISER) as work:
        work.change(ROOM, rooms[0], "save").name = "Small kitchen"
        work.record(RoomSaved(about=rooms[0]))
        loft = work.add(ROOM, Room(event_id=event.id, name="Loft"), "save")
        work.record(RoomSaved(about=loft.ref))
    assert sorted(scenario.read(select(Room.name))) == ["Great Hall", "Loft", "Small kitchen"]


def test_a_change_to_what_is_gone_is_not_lost_in_silence(scenario, event):
    kitchen = scenario.room(event, "Kitchen")
    with pytest.raises(StaleDataError), scenario.acting(ORGANISER) as work:
        work.change(ROOM, kitchen, "save").name = "Great kitchen"
        work.record(RoomSaved(about=kitchen))
        work.database.connection().execute(delete(Room.__table__))
    assert scenario.read(select(Room.name)) == ["Kitchen"]


def test_rows_that_bring_others_along_are_asked_for_by_the_mapper():
    assert len(rows_of([Registration, Event]).column_descriptions) > 2
    assert [asked["entity"] for asked in rows_of([Person, Event]).column_descriptions] == [Person, Event]
