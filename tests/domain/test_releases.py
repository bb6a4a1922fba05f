"""Releases outlive the code that wrote them: each shape that was ever stored is read, and an unknown one breaks no page."""

import dataclasses
import datetime as dt

import pytest
from sqlalchemy import update

from eventsite.programme.commands.releases import CannotCompare
from eventsite.programme.models.releases import Release
from eventsite.programme.queries import releases
from eventsite.programme.queries.releases import latest_release, readable_release
from eventsite.programme.release_content import READERS, SCHEMA, UnreadableRelease, deserialise, serialise
from eventsite.programme.values import Kind, RoomFacts, SharingFocus, Slot, StepFree

SCHEMA_1 = {
    "slots": [
        {
            "ref": "abcdefghjkmn", "kind": "session", "title": "Swap shop", "summary": "", "format": "swap_shop",
            "tells": "trouble", "content_note": "", "facilitators": ["Denise"], "places": 12, "room_ref": "nmkjhgfedcba",
            "room": "Hall", "start": "2027-03-27T10:00:00+00:00", "end": "2027-03-27T10:45:00+00:00",
            "is_cancelled": False, "sequence": 3, "changed_at": "2027-03-01T09:00:00+00:00",
        }
    ],
    "rooms": [
        {"ref": "nmkjhgfedcba", "name": "Hall", "capacity": 60, "step_free": "yes", "note": "", "is_quiet": False}
    ],
}
"""Written by hand, as releases were stored until 25 November 2026."""
TODAY = {
    3: (
        {
            "ref", "kind", "title", "summary", "format", "sharing_focus", "content_note", "facilitators", "places",
            "room_ref", "room", "start", "end", "is_cancelled", "sequence", "changed_at", "is_off",
        },
        {"ref", "name", "capacity", "step_free", "note", "is_quiet"},
    )
}
"""Schema -> the fields of a slot and of a room in it."""


def stored(scenario, **changes):
    """An event whose one release is stored as `changes` say."""
    event = scenario.event()
    scenario.session(event)
    release = scenario.release(event)
    with scenario.acting() as work:
        work.forget(update(Release).where(Release.id == release.id).values(ref="23456789abcd", **changes))
    return event


@pytest.fixture(autouse=True)
def forgetful(monkeypatch):
    """No release is kept from one test to the next."""
    monkeypatch.setattr(releases, "_read_release", releases._read_release.__wrapped__)


def test_a_release_of_the_first_schema_is_read(scenario):
    event = stored(scenario, schema=1, content=SCHEMA_1)
    with scenario.acting() as work:
        programme = latest_release(work.database, event.id)
    slot = programme.slot("abcdefghjkmn")
    assert (slot.sharing_focus, slot.sequence, slot.kind) == (SharingFocus.TROUBLE, 3, Kind.SESSION)
    assert slot.start == dt.datetime(2027, 3, 27, 10, tzinfo=dt.UTC)
    assert programme.room("nmkjhgfedcba").step_free is StepFree.YES


def test_fields_that_came_or_went_break_no_old_release():
    slot, room = SCHEMA_1["slots"][0], SCHEMA_1["rooms"][0]
    older = {key: value for key, value in slot.items() if key != "is_cancelled"}
    content = {"slots": [older | {"gone_since": "x"}], "rooms": [room | {"gone_since": "x"}]}
    (read,), (hall,) = deserialise(content, 1)
    assert (read.is_cancelled, hall.name) == (False, "Hall")


def test_what_is_written_is_read_again(scenario):
    slots, rooms = deserialise(SCHEMA_1, 1)
    assert deserialise(serialise(slots, rooms), SCHEMA) == (slots, rooms)


def test_other_fields_need_another_schema_and_a_reader():
    found = tuple({field.name for field in dataclasses.fields(kind)} for kind in (Slot, RoomFacts))
    assert found == TODAY[SCHEMA]
    assert set(READERS) == set(range(1, SCHEMA))


@pytest.mark.parametrize("changes", [{"schema": 99}, {"schema": 0}, {"content": {"slots": [{}], "rooms": []}}, {"content": {}}])
def test_an_unreadable_release_says_so_and_nothing_goes_out_on_top_of_it(scenario, changes, caplog):
    event = stored(scenario, **changes)
    with scenario.acting() as work:
        found = latest_release(work.database, event.id)
        assert (found.is_readable, found.slots) == (False, [])
        with pytest.raises(UnreadableRelease):
            readable_release(work.database, event.id)
    assert "version 1 of the programme" in caplog.text
    with pytest.raises(CannotCompare):
        scenario.release(event)
