"""What the one path to what changes asks of a command, and what it refuses to commit."""

import dataclasses

import pytest
from sqlalchemy import event as listening
from sqlalchemy import select

from eventsite.events.facts import EventDescribed
from eventsite.events.models import Event
from eventsite.events.permissions import EVENT
from eventsite.kernel.aggregates import Aggregate
from eventsite.kernel.refusals import ChangedMeanwhile, NotAllowed, NotVisible
from eventsite.people.facts import PersonNamed
from eventsite.people.models import Person
from eventsite.people.permissions import PERSON
from eventsite.programme.facts import RoomSaved
from eventsite.programme.models.plan import Room
from eventsite.programme.permissions import ROOM
from eventsite.records.models import AuditEntry
from eventsite.records.tracking import ChangedWithoutFact, FactWithoutCause, LockOutOfOrder
from eventsite.registration.commands.answering import StartRegistration, start_registration
from eventsite.registration.permissions import REGISTRATION
from tests.builders.scenario import BROWSER, ORGANISER


@pytest.fixture
def event(scenario):
    return scenario.event()


def described(event):
    return EventDescribed(about=event.ref, fields=["why"])


def test_a_change_that_nobody_tells_of_is_not_committed(scenario, event):
    with pytest.raises(ChangedWithoutFact), scenario.acting(ORGANISER) as work:
        work.change(EVENT, event.ref, "describe").why = "Quietly"
    assert scenario.read(select(Event.why)) == [event.why]


def test_what_is_made_or_deleted_and_nobody_tells_of_stays_as_it_was(scenario, event):
    kitchen = scenario.room(event, "Kitchen")
    with pytest.raises(ChangedWithoutFact), scenario.acting(ORGANISER) as work:
        work.add(ROOM, Room(event_id=event.id, name="Hall", version=1), "save")
    with pytest.raises(ChangedWithoutFact), scenario.acting(ORGANISER) as work:
        work.database.delete(work.change(ROOM, kitchen, "remove"))
    with pytest.raises(ChangedWithoutFact), scenario.acting(ORGANISER) as work:
        work.database.delete(work.change(ROOM, kitchen, "remove"))
        work.database.flush()
    assert scenario.read(select(Room.name)) == ["Kitchen"]


def test_what_was_only_read_cannot_be_changed(scenario, event):
    with pytest.raises(ChangedWithoutFact), scenario.acting(ORGANISER) as work:
        work.read(EVENT, event.ref).why = "Quietly"
        work.record(described(event))
    assert scenario.read(select(Event.why)) == [event.why]


def test_a_fact_tells_of_something_that_was_there(scenario, event):
    entries = scenario.read(select(AuditEntry.id))
    with pytest.raises(FactWithoutCause), scenario.acting(ORGANISER) as work:
        work.change(EVENT, event.ref, "describe")
        work.record(PersonNamed(about="somebody else"))
    with pytest.raises(FactWithoutCause), scenario.acting(ORGANISER) as work:
        work.later(described(event), work.clock.now())
    assert scenario.read(select(AuditEntry.id)) == entries


def test_each_version_is_counted_once_however_much_is_told(scenario, event):
    with scenario.acting(ORGANISER) as work:
        work.change(EVENT, event.ref, "describe", event.version).why = "Twice"
        work.record(described(event))
        work.record(described(event))
    assert scenario.read(select(Event.version)) == [event.version + 1]
    with pytest.raises(ChangedMeanwhile) as refused, scenario.acting(ORGANISER) as work:
        work.change(EVENT, event.ref, "describe", event.version)
    assert (refused.value.now, refused.value.seen) == (event.version + 1, event.version)


def test_a_no_op_needs_no_fact_and_counts_nothing(scenario, event):
    with scenario.acting(ORGANISER) as work:
        changed = work.change(EVENT, event.ref, "describe")
        changed.why = event.why
        assert not work.differs(changed)
    assert scenario.read(select(Event.version)) == [event.version]


def test_what_was_just_made_is_new_and_no_second_press(scenario, event):
    with scenario.acting(ORGANISER) as work:
        room = work.add(ROOM, Room(event_id=event.id, name="Hall", version=1), "save")
        assert (work.is_new(room), work.differs(room), work.is_repeat(room)) == (True, True, False)
        assert work.read(ROOM, room.ref) is room
        work.record(RoomSaved(about=room.ref))
    with scenario.acting(ORGANISER) as work:
        again = work.change(ROOM, room.ref, "save")
        assert (work.is_new(again), work.differs(again), work.is_repeat(again)) == (False, False, False)
        again.name = "Barn"
        assert work.differs(again)
        work.record(RoomSaved(about=room.ref))
        assert not work.differs(work.read(EVENT, event.ref))


def test_rows_are_locked_in_one_order(scenario, event):
    with pytest.raises(LockOutOfOrder), scenario.acting(ORGANISER) as work:
        work.change_each(PERSON, Person.email == ORGANISER, "name oneself")
        work.change(EVENT, event.ref, "describe")
    hall, kitchen = scenario.room(event, "Hall"), scenario.room(event, "Kitchen")
    with scenario.acting(ORGANISER) as work:
        for ref in (hall, kitchen, hall):
            assert work.change(ROOM, ref, "use").ref == ref
    with pytest.raises(LockOutOfOrder), scenario.acting(ORGANISER) as work:
        work.change(ROOM, kitchen, "use")
        work.change(ROOM, hall, "use")


def test_what_is_above_is_asked_for_once(scenario, event):
    with scenario.acting() as work:
        draft = start_registration(work, StartRegistration(event=event.ref, browser=BROWSER))
    asked = []
    with scenario.acting("", draft.ref) as work:
        work.change(REGISTRATION, draft.ref, "answer")
        listening.listen(work.database, "do_orm_execute", asked.append)
        assert work.database.get_one(Event, event.id).slug == event.slug
    assert asked == []


def test_who_may_not_does_not_and_who_does_not_see_is_told_of_nothing(scenario, event):
    with pytest.raises(NotAllowed), scenario.acting("joyce@example.org") as work:
        work.change(EVENT, event.ref, "describe")
    fields = {field.name: getattr(EVENT, field.name) for field in dataclasses.fields(EVENT)}
    hidden = Aggregate(**fields | {"sees": EVENT.actions["describe"]})
    with pytest.raises(NotVisible), scenario.acting("joyce@example.org") as work:
        work.change(hidden, event.ref, "describe")
    with pytest.raises(NotVisible), scenario.acting("joyce@example.org") as work:
        work.read(hidden, event.ref)
    with pytest.raises(NotVisible), scenario.acting("joyce@example.org") as work:
        work.read_each(hidden, Event.ref == event.ref, "invite")
    with pytest.raises(NotVisible), scenario.acting(ORGANISER) as work:
        work.change(EVENT, "nowhere", "describe")
