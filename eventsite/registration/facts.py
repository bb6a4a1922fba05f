"""What can happen to a registration; `about` is its reference."""

from dataclasses import dataclass
from typing import ClassVar

from eventsite.kernel.facts import Fact, Lane


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
class RegistrationProven(Fact):
    """Somebody opened a letter about a registration for the first time: it is theirs now."""


@dataclass(frozen=True, kw_only=True)
class RegistrationCodeTried(Fact):
    """Somebody typed the code of a letter, right or wrong."""


@dataclass(frozen=True, kw_only=True)
class RegistrationDisowned(Fact):
    """Whoever reads letters to the address did not register; what was typed is gone."""


@dataclass(frozen=True, kw_only=True)
class RegistrationVouchedFor(Fact):
    """A member of the team keeps a place for somebody who cannot open letters soon."""


@dataclass(frozen=True, kw_only=True)
class RegistrationLapsed(Fact):
    """Nobody opened the letter in time, so the place is free again."""


@dataclass(frozen=True, kw_only=True)
class ProofDue(Fact):
    """Told in future: nobody has opened the letter yet, so a second one is due."""


@dataclass(frozen=True, kw_only=True)
class ProofOverdue(Fact):
    """Told in future: nobody has opened either letter, so the place is to be given back."""


@dataclass(frozen=True, kw_only=True)
class LinkRenewed(Fact):
    """The person ended every link to their registration; a letter brings a new one."""


@dataclass(frozen=True, kw_only=True)
class RegistrationMoved(Fact):
    """The person has a new address; links in letters to the old one have ended. `mailbox` is the old one's reference."""

    mailbox: str


@dataclass(frozen=True, kw_only=True)
class BrowserForgotten(Fact):
    """Somebody let a browser forget what was begun in it; what was not sent is gone."""


@dataclass(frozen=True, kw_only=True)
class CancellationTold(Fact):
    """Somebody who was coming is told that the gathering is cancelled: once, by one letter."""

    lane: ClassVar[Lane] = Lane.BULK


@dataclass(frozen=True, kw_only=True)
class ChangesTold(Fact):
    """Somebody who chose a session is told how release `number` of the programme changed it: once, by one letter."""

    lane: ClassVar[Lane] = Lane.BULK
    number: int


@dataclass(frozen=True, kw_only=True)
class DaysTold(Fact):
    """Somebody who is coming is told that the gathering has other days: once for version `number` of the event."""

    lane: ClassVar[Lane] = Lane.BULK
    number: int


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
class RegistrationsForgotten(Fact):
    """Who was coming was forgotten, long after the gathering; `about` is the event."""

    count: int


@dataclass(frozen=True, kw_only=True)
class AttendanceRecorded(Fact):
    """Somebody was there. There is no fact for not having been."""


@dataclass(frozen=True, kw_only=True)
class AttendanceTakenBack(Fact):
    """Somebody had been marked as there by mistake."""
