"""What can happen to a registration; `about` is its reference."""

from dataclasses import dataclass

from eventsite.kernel.facts import Fact


@dataclass(frozen=True, kw_only=True)
class RegistrationStarted(Fact):
    """Somebody began to register."""


@dataclass(frozen=True, kw_only=True)
class RegistrationSubmitted(Fact):
    """Somebody is coming."""


@dataclass(frozen=True, kw_only=True)
class RegistrationChanged(Fact):
    """Somebody who is coming changed an answer."""

    stage: str


@dataclass(frozen=True, kw_only=True)
class RegistrationCancelled(Fact):
    """Somebody is not coming any more. No reason is asked, and nothing is held against them."""


@dataclass(frozen=True, kw_only=True)
class PlaceTaken(Fact):
    """A place in a session is taken."""

    subject: str
    party: int


@dataclass(frozen=True, kw_only=True)
class PlaceGivenUp(Fact):
    """A place in a session is free again."""

    subject: str
    party: int


@dataclass(frozen=True, kw_only=True)
class AreasForgotten(Fact):
    """Which areas of access mattered to whom was taken away after the gathering; `about` is the event."""

    count: int


@dataclass(frozen=True, kw_only=True)
class DraftsForgotten(Fact):
    """Registrations that were begun and never sent were taken away after the gathering; `about` is the event."""

    count: int


@dataclass(frozen=True, kw_only=True)
class AttendanceRecorded(Fact):
    """Somebody was there. There is no fact for not having been."""


@dataclass(frozen=True, kw_only=True)
class AttendanceTakenBack(Fact):
    """Somebody had been marked as there by mistake."""
