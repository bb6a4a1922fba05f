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
class EventMoved(Fact):
    """A public event has other days; `number` is the version of the event that has them."""

    number: int


@dataclass(frozen=True, kw_only=True)
class EventOpened(Fact):
    """The event became public, and people can register."""

    is_public: ClassVar[bool] = True


@dataclass(frozen=True, kw_only=True)
class EventUnpublished(Fact):
    """Only the team sees the event from now on."""

    is_public: ClassVar[bool] = True


@dataclass(frozen=True, kw_only=True)
class EventClosed(Fact):
    """The event takes no more registrations."""

    is_public: ClassVar[bool] = True


@dataclass(frozen=True, kw_only=True)
class EventReopened(Fact):
    """The event takes registrations again."""

    is_public: ClassVar[bool] = True


@dataclass(frozen=True, kw_only=True)
class EventCancelled(Fact):
    """The event will not happen."""

    is_public: ClassVar[bool] = True


@dataclass(frozen=True, kw_only=True)
class EventArchived(Fact):
    """The event is over and read-only."""

    is_public: ClassVar[bool] = True


@dataclass(frozen=True, kw_only=True)
class EventDeleted(Fact):
    """An event that was never public is gone, with everything of it."""

    is_last: ClassVar[bool] = True


@dataclass(frozen=True, kw_only=True)
class StewardStepped(Fact):
    """A steward unpublished or closed the event; `person_id` is one organiser, who is told."""

    person_id: int
    step: str


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
class OrganisersChanged(Fact):
    """The person `whom` became an organiser, or is none any more; `person_id` is another one, who is told."""

    person_id: int
    whom: int
    change: str


@dataclass(frozen=True, kw_only=True)
class EmailTriedAgain(Fact):
    """Somebody in the team had a parked email tried again."""

    message_id: int


@dataclass(frozen=True, kw_only=True)
class ContactForgotten(Fact):
    """The contact person was taken off the page, long after the gathering."""

    is_public: ClassVar[bool] = True


@dataclass(frozen=True, kw_only=True)
class TeamForgotten(Fact):
    """Who was in the team was forgotten, long after the gathering."""

    count: int
