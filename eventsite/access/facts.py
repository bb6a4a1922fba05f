"""What can happen to access. Never which need, never whose: references only."""

from dataclasses import dataclass
from typing import ClassVar

from eventsite.kernel.facts import Fact


@dataclass(frozen=True, kw_only=True)
class OfferChanged(Fact):
    """The team said what the event offers; `about` is the event."""

    is_public: ClassVar[bool] = True


@dataclass(frozen=True, kw_only=True)
class NeedsSaid(Fact):
    """A person said what would help; `about` is the registration."""

    count: int


@dataclass(frozen=True, kw_only=True)
class NeedsRead(Fact):
    """Somebody in the team opened the words of one person's needs; `about` is the registration."""


@dataclass(frozen=True, kw_only=True)
class NeedsForgotten(Fact):
    """What people said would help was taken away after the gathering; `about` is the event."""

    count: int


@dataclass(frozen=True, kw_only=True)
class NeedMoved(Fact):
    """A need changed its state, by the team or because its words are others now; `about` is the registration."""

    need: str
    state: str


@dataclass(frozen=True, kw_only=True)
class PromiseEnded(Fact):
    """What was promised is asked for in other words, or not any more; `person_id` is one of those who look after it."""

    person_id: int
