"""The content of a release as JSON: how it is written today, and how each shape that was ever written is read.

A release outlives the code that wrote it. Whoever changes the fields of `Slot` or `RoomFacts` counts SCHEMA up and adds a
reader of the shape before; a field with a default needs no more than that.
"""

import dataclasses
import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from eventsite.programme.values import Kind, RoomFacts, SharingFocus, Slot, StepFree

Content = Mapping[str, Any]
SCHEMA = 3


class UnreadableRelease(Exception):  # noqa: N818
    """A release was written in a shape that this version of the code does not know."""


def _from_1(content: Content) -> Content:
    """Until 25 November 2026 `sharing_focus` was called `tells`; for some hours of that day, both shapes were called 1."""
    slots = [
        {"sharing_focus" if key == "tells" else key: value for key, value in slot.items()} for slot in content["slots"]
    ]
    return {**content, "slots": slots}


def _from_2(content: Content) -> Content:
    """Until 30 November 2026 nothing said `is_off`: whatever vanished from a plan was told as cancelled."""
    return content


READERS: Mapping[int, Callable[[Content], Content]] = {1: _from_1, 2: _from_2}
"""Schema -> what turns content of that schema into content of the next. One goes when no stored release needs it."""


def serialise(slots: Sequence[Slot], rooms: Sequence[RoomFacts]) -> dict[str, Any]:
    """Return slots and rooms as JSON-ready values, in today's schema."""
    return {
        "slots": [
            {k: v.isoformat() if isinstance(v, dt.datetime) else v for k, v in dataclasses.asdict(slot).items()}
            for slot in slots
        ],
        "rooms": [dataclasses.asdict(room) for room in rooms],
    }


def deserialise(content: Content, schema: int) -> tuple[list[Slot], list[RoomFacts]]:
    """Return content as values again. Raises UnreadableRelease for a schema, or a shape, that nobody knows."""
    try:
        while schema != SCHEMA:
            content, schema = READERS[schema](content), schema + 1
        return [_slot(row) for row in content["slots"]], [_room(row) for row in content["rooms"]]
    except (KeyError, TypeError, ValueError, AttributeError) as trouble:
        raise UnreadableRelease(f"schema {schema}: {type(trouble).__name__} {trouble}") from trouble


def _slot(row: Content) -> Slot:
    moments = {key: dt.datetime.fromisoformat(row[key]) for key in ("start", "end", "changed_at")}
    words = {
        "kind": Kind(row["kind"]),
        "sharing_focus": SharingFocus(row["sharing_focus"]),
        "facilitators": tuple(row["facilitators"]),
    }
    return Slot(**_known(Slot, row) | moments | words)


def _room(row: Content) -> RoomFacts:
    return RoomFacts(**_known(RoomFacts, row) | {"step_free": StepFree(row["step_free"])})


def _known(kind: type[Slot | RoomFacts], row: Content) -> dict[str, Any]:
    # A field that was removed since is left out; one that was added since has its default.
    return {field.name: row[field.name] for field in dataclasses.fields(kind) if field.name in row}
