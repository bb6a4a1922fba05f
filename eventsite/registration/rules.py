"""Pure decisions about registering."""

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import combinations
from zoneinfo import ZoneInfo

from eventsite.events.values import Meeting, Standing
from eventsite.kernel.crypto import FieldCipher
from eventsite.kernel.days import clock_time, local_day
from eventsite.kernel.i18n import _, lazy_gettext
from eventsite.kernel.refusals import Refusal
from eventsite.people.rules import short_code
from eventsite.programme.values import Slot
from eventsite.registration.values import AttendanceMode


class NotOpen(Refusal):
    """The event takes no registrations now."""


class SessionsClash(Refusal):
    """Two chosen sessions are at the same time."""


class Full(Refusal):
    """No place is left. `subject` says of what."""

    def __init__(self, sentence: str, subject: str, field: str | None = None) -> None:
        super().__init__(sentence, field)
        self.subject = subject


def none_left(title: str, subject: str) -> Full:
    """Return the refusal of a session in which nobody fits any more."""
    return Full(_("“%(title)s” has no place left now. Choose another one.") % {"title": title}, subject, "sessions")


class NotAnswered(Refusal):
    """A question that we need is still open. `stage` says which."""

    def __init__(self, sentence: str, stage: str) -> None:
        super().__init__(sentence)
        self.stage = stage


FEW_LEFT, STEP_LEFT = 10, 10


@dataclass(frozen=True)
class RoomLeft:
    """How many places are left: exactly that many, or more than that many."""

    count: int
    is_exact: bool


def room_left(capacity: int | None, taken: int) -> RoomLeft | None:
    """Return what is told of the places left: the number once they are few, before that in steps of ten. None: everybody fits.

    Steps, because a public page is made anew whenever this becomes another word.
    """
    if capacity is None:
        return None
    left = max(capacity - taken, 0)
    return RoomLeft(left, is_exact=True) if left <= FEW_LEFT else RoomLeft((left - 1) // STEP_LEFT * STEP_LEFT, is_exact=False)


def refuse_unless_open(standing: Standing) -> None:
    """Raise NotOpen, saying why, for an event that takes no registrations."""
    if standing is not Standing.OPEN:
        raise NotOpen(str(standing.label))


class TooLate(Refusal):
    """The event is over or cancelled, so what was registered stays as it was."""


_TOO_LATE = {
    Standing.OVER: lazy_gettext("This gathering is over, so what you said stays as it was."),
    Standing.CANCELLED: lazy_gettext("This gathering is cancelled, so there is nothing to change or cancel any more."),
}


class TooEarly(Refusal):
    """Nobody has been anywhere yet."""


def is_settled(standing: Standing) -> bool:
    """Whether what was registered for an event with this standing can be changed no more."""
    return standing in _TOO_LATE


def refuse_settled(standing: Standing) -> None:
    """Raise TooLate, saying why, once what was registered can be changed no more."""
    if is_settled(standing):
        raise TooLate(str(_TOO_LATE[standing]))


def refuse_clashes(chosen: Sequence[Slot]) -> None:
    """Raise SessionsClash naming the first two sessions that overlap."""
    for one, other in combinations(sorted(chosen, key=lambda s: (s.start, s.ref)), 2):
        if one.start < other.end and other.start < one.end:
            words = {"one": one.title, "other": other.title}
            raise SessionsClash(
                _("“%(one)s” and “%(other)s” are at the same time. Choose one of them.") % words, field="sessions"
            )


def how_there(meeting: Meeting, mode: AttendanceMode, *, is_asked: bool) -> AttendanceMode | None:
    """Return how somebody will be there: as the event is, or what they chose; None where they were not asked yet."""
    if meeting is Meeting.BOTH:
        return mode if is_asked else None
    return AttendanceMode.ONLINE if meeting is Meeting.ONLINE else AttendanceMode.IN_PERSON


def is_online(meeting: Meeting, mode: AttendanceMode) -> bool:
    """Whether somebody comes online, so that no street address is of use to them."""
    return how_there(meeting, mode, is_asked=True) is AttendanceMode.ONLINE


def zone_of(meeting: Meeting, mode: AttendanceMode, zone: str) -> str:
    """Return the zone in which somebody will be who comes online, if they said so; "" for everybody else."""
    return zone if is_online(meeting, mode) else ""


def own_time(start: dt.datetime, end: dt.datetime, own_zone: str, zone: str) -> str:
    """Return in words when something is in somebody's own zone; "" where they named none, or it is the same time there."""
    if not own_zone or start.astimezone(ZoneInfo(own_zone)).utcoffset() == start.astimezone(ZoneInfo(zone)).utcoffset():
        return ""
    words = {
        "day": local_day(start, own_zone), "start": clock_time(start, own_zone), "end": clock_time(end, own_zone),
        "zone": own_zone.replace("_", " "),
    }
    return _("where you are: %(day)s, %(start)s–%(end)s, %(zone)s time") % words


REMIND_AFTER = dt.timedelta(hours=48)
LAPSE_AFTER = dt.timedelta(hours=72)
"""How long a place is kept for an address from which nobody opened a letter."""
LETTERS_TO_STRANGERS = "10 per hour"
"""How many letters one mailbox gets because somebody typed its address here: a household, and no flood."""
LETTERS_ASKED_FOR = "5 per hour"
"""How many letters one person has us write about a new address, or with a new link."""
WRONG_CODES = 5
"""After so many the code of a letter is dead; its link still works."""


def link_token(cipher: FieldCipher, ref: str, number: int) -> str:
    """Return the secret part of the link with which a registration is opened; derived, so that nothing is stored.

    `number` counts how often the link was made anew; links from before it was counted have none in them.
    """
    return cipher.fingerprint(f"registration link {ref}" + (f" {number}" if number else ""))[:40]


def proof_code(cipher: FieldCipher, ref: str) -> str:
    """Return the letters and digits of the first letter that do the same as its link, in the browser that registered."""
    return short_code(cipher.fingerprint(f"registration code {ref}"))


AREAS = {"table": "registration", "field": "areas"}
"""Even the ticked areas say something about a person's health, so they are sealed like the needs themselves."""


def seal_areas(cipher: FieldCipher, ref: str, areas: Collection[str]) -> str:
    """Return the ticked areas of access, sealed for the registration `ref`."""
    return cipher.seal(",".join(sorted(areas)), row=ref, **AREAS)


def open_areas(cipher: FieldCipher, ref: str, sealed: str | None) -> list[str]:
    """Return the areas again; none where nothing was ticked."""
    return [area for area in cipher.open(sealed, row=ref, **AREAS).split(",") if area] if sealed else []


class AlreadyComing(Refusal):
    """Somebody with the same address, perhaps the same person, is coming or known; only told to who proved to read letters there."""

    def __init__(self, sentence: str, *, is_coming: bool, known: Sequence["Known"]) -> None:
        super().__init__(sentence)
        self.is_coming, self.known = is_coming, known


def is_like_name(one: str, other: str) -> bool:
    """Whether two names are written alike, but for capital letters and spaces."""
    return " ".join(one.casefold().split()) == " ".join(other.casefold().split())


@dataclass(frozen=True)
class Known:
    """Somebody whose letters come to an address: by `person_id` and reference, what they are called, and what they ever were called."""

    person_id: int
    ref: str
    name: str
    names: frozenset[str]


def called(known: Collection[Known], name: str) -> list[Known]:
    """Return those of some known people who go by `name`."""
    return [one for one in known if any(is_like_name(one_name, name) for one_name in one.names)]


def to_tell_apart(known: Collection[Known], name: str, *, is_kept: bool) -> list[Known]:
    """Return those among whom only somebody who reads the letters can say who is meant; none where it is clear.

    It is clear where one is called like that, and where somebody was filled in for by another and nobody is.
    """
    fitting = called(known, name)
    if len(fitting) == 1:
        return []
    return fitting or ([] if is_kept else [one for one in known if one.names])


class WrongProof(Refusal):
    """The code is not the one in the letter, or was typed wrong too often."""
