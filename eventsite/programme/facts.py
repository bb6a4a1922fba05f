"""What can happen to a programme."""

from dataclasses import dataclass
from typing import ClassVar

from eventsite.kernel.facts import Fact


@dataclass(frozen=True, kw_only=True)
class RoomSaved(Fact):
    """A room was added or changed; `about` is the room."""


@dataclass(frozen=True, kw_only=True)
class RoomRemoved(Fact):
    """A room was taken off the list; `about` is the room."""


@dataclass(frozen=True, kw_only=True)
class SessionSaved(Fact):
    """A session was added or its words changed; `about` is the session."""


@dataclass(frozen=True, kw_only=True)
class SessionPlaced(Fact):
    """A session got a time and perhaps a room, or lost them; `about` is the session."""

    starts_at: str | None
    room: str | None


@dataclass(frozen=True, kw_only=True)
class SessionCancelled(Fact):
    """A session will not happen; `about` is the session."""


@dataclass(frozen=True, kw_only=True)
class SessionConfirmed(Fact):
    """A session will happen; `about` is the session."""


@dataclass(frozen=True, kw_only=True)
class ProgrammeReleased(Fact):
    """A release was published; `about` is the event."""

    is_public: ClassVar[bool] = True
    number: int
    release_id: int


@dataclass(frozen=True, kw_only=True)
class ScheduleImported(Fact):
    """A schedule file was taken in; `about` is the event."""

    added: int
    changed: int
    moved: int
    cancelled: int
