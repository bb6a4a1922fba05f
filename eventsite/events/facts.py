"""What can happen to an event; `about` is its reference."""

from dataclasses import dataclass
from typing import ClassVar

from eventsite.kernel.facts import Fact


@dataclass(frozen=True, kw_only=True)
class EventStarted(Fact):
    """Somebody began to plan."""


@dataclass(frozen=True, kw_only=True)
class EventDescribed(Fact):
    """The team changed what the event says about itself; `fields` are the names of what changed."""

    is_public: ClassVar[bool] = True
    fields: list[str]


@dataclass(frozen=True, kw_only=True)
class EventOpened(Fact):
    """The event became public, and people can register."""

    is_public: ClassVar[bool] = True


@dataclass(frozen=True, kw_only=True)
class EventClosed(Fact):
    """The event is over."""

    is_public: ClassVar[bool] = True


@dataclass(frozen=True, kw_only=True)
class MemberInvited(Fact):
    """A person got a role in the team."""

    person_id: int
    role: str


@dataclass(frozen=True, kw_only=True)
class MemberLeft(Fact):
    """A person gave up, or lost, a role in the team."""

    person_id: int
    role: str


@dataclass(frozen=True, kw_only=True)
class EmailTriedAgain(Fact):
    """Somebody in the team had a parked email tried again."""

    message_id: int
