"""The words of this room: session states and kinds, what a session tells of, formats, released entries."""

import datetime as dt
import tomllib
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

from eventsite.kernel.i18n import lazy_gettext
from eventsite.kernel.labels import LabelledEnum
from eventsite.kernel.lifecycle import Lifecycle

LIBRARY = Path(__file__).parent / "data" / "formats.toml"


class SessionState(StrEnum):
    """Where a session is."""

    IDEA = "idea"
    CONFIRMED = "confirmed"
    CANCELLED = "cancelled"


SESSION_LIFE = Lifecycle(
    {
        (SessionState.IDEA, "confirm"): SessionState.CONFIRMED,
        (SessionState.CANCELLED, "confirm"): SessionState.CONFIRMED,
        (SessionState.IDEA, "cancel"): SessionState.CANCELLED,
        (SessionState.CONFIRMED, "cancel"): SessionState.CANCELLED,
    }
    | {
        (state, action): state
        for state in SessionState
        for action in ("save", "place", "take off", "lose room", "import", "publish")
    },
    repeats=frozenset({(SessionState.CONFIRMED, "confirm"), (SessionState.CANCELLED, "cancel")}),
)
"""Only "confirm" brings back what was cancelled. That a session is published is a fact of a release, not a state."""


class Kind(StrEnum):
    """A session people take part in, or a break, which is as much part of the day."""

    SESSION = "session"
    BREAK = "break"


class SharingFocus(LabelledEnum):
    """Whether a session is about what went wrong, what went well, or neither in particular."""

    TROUBLE = "trouble", lazy_gettext("What did not work")
    TRIUMPH = "triumph", lazy_gettext("What worked")
    BOTH = "both", lazy_gettext("What worked and what did not")
    NEITHER = "neither", lazy_gettext("Neither in particular")


class StepFree(LabelledEnum):
    """Whether a room can be reached without steps. Nobody having looked is an answer of its own."""

    YES = "yes", lazy_gettext("Step-free")
    NO = "no", lazy_gettext("There are steps")
    NOT_CHECKED = "not_checked", lazy_gettext("Steps: not checked yet")


@dataclass(frozen=True)
class Format:
    """A way of running a session: what it is, its minutes in running order, its ground rules."""

    id: str
    name: str
    what: str
    minutes: tuple[int, ...]
    people: tuple[int, int, int]
    rules: tuple[str, ...]
    online: str
    note: str

    @property
    def total(self) -> int:
        """Minutes from start to end."""
        return sum(self.minutes)


@cache
def formats() -> dict[str, Format]:
    """Return the formats library by id. Raises ValueError where the data file contradicts itself."""
    data = tomllib.loads(LIBRARY.read_text(encoding="utf-8"))
    says = {rule["id"]: rule["says"] for rule in data["rule"]}
    library = {
        row["id"]: Format(
            id=row["id"],
            name=row["name"],
            what=row["what"],
            minutes=tuple(row["minutes"]),
            people=tuple(row["people"]),
            rules=tuple(says[number] for number in row["rules"]),
            online=row["online"],
            note=row["note"],
        )
        for row in data["format"]
    }
    for row in data["format"]:
        _refuse_unsafe_mix(row["id"], set(row["rules"]))
    return library


PASS_OR_LEAVE, LISTENER, READ_BACK = 4, 9, 14
SAFE_MIX = {"fail_talks": {LISTENER, READ_BACK}, "living_library": {PASS_OR_LEAVE}}


def _refuse_unsafe_mix(format_id: str, rules: set[int]) -> None:
    missing = SAFE_MIX.get(format_id, set()) - rules
    if missing:
        message = f"{format_id} is not safe without rules {sorted(missing)}"
        raise ValueError(message)


@dataclass(frozen=True, kw_only=True)
class Slot:
    """A session as a release holds it: plain values, so that it can be frozen as JSON.

    `start` and `end` are aware UTC. `sequence` counts changes of time, place or cancellation and never falls;
    `changed_at` is when a release last changed anything about it. Both are what calendars need (RFC 5545, 3.8.7).
    `is_off` says that it was taken off the timetable and has no time now: to a calendar it is cancelled, to people it is not.
    """

    ref: str
    kind: Kind
    title: str
    summary: str
    format: str
    sharing_focus: SharingFocus
    content_note: str
    facilitators: tuple[str, ...]
    places: int | None
    room_ref: str
    room: str
    start: dt.datetime
    end: dt.datetime
    is_cancelled: bool = False
    sequence: int = 0
    changed_at: dt.datetime | None = None
    is_off: bool = False

    @property
    def minutes(self) -> int:
        """Minutes from start to end."""
        return round((self.end - self.start).total_seconds() / 60)


@dataclass(frozen=True, kw_only=True)
class RoomFacts:
    """A room as a release holds it."""

    ref: str
    name: str
    capacity: int | None
    step_free: StepFree
    note: str
    is_quiet: bool


class Change(LabelledEnum):
    """How a slot differs from the release before."""

    NEW = "new", lazy_gettext("New")
    MOVED = "moved", lazy_gettext("Moved")
    CANCELLED = "cancelled", lazy_gettext("Will not happen")
    TAKEN_OFF = "taken_off", lazy_gettext("Off the timetable, no new time yet")
    EDITED = "edited", lazy_gettext("Words changed")


TOLD_BY_LETTER = frozenset({Change.MOVED, Change.CANCELLED, Change.TAKEN_OFF})
"""What whoever chose a session hears of by letter; other words are no reason to write."""


class WarningCode(StrEnum):
    """What deserves a second look in a plan."""

    STEPS = "steps"
    OUTSIDE_DAYS = "outside_days"
    ROOM_CLASH = "room_clash"
    PERSON_CLASH = "person_clash"
    TOO_FEW_SEATS = "too_few_seats"
    SHORT_CHANGE = "short_change"
    NO_ROOM = "no_room"
    NO_TIME = "no_time"
    LITTLE_CONTACT = "little_contact"
    NO_BREAK = "no_break"
    NO_FACILITATOR = "no_facilitator"
    LONG_DAY = "long_day"
    CONTACT_LATER = "contact_later"
    LITTLE_TROUBLE = "little_trouble"


WEIGHTS: dict[WarningCode, int] = {
    WarningCode.STEPS: 100,
    WarningCode.OUTSIDE_DAYS: 90,
    WarningCode.ROOM_CLASH: 60,
    WarningCode.PERSON_CLASH: 60,
    WarningCode.TOO_FEW_SEATS: 40,
    WarningCode.SHORT_CHANGE: 25,
    WarningCode.NO_ROOM: 20,
    WarningCode.NO_TIME: 20,
    WarningCode.LITTLE_CONTACT: 15,
    WarningCode.NO_BREAK: 15,
    WarningCode.NO_FACILITATOR: 10,
    WarningCode.LONG_DAY: 10,
    WarningCode.CONTACT_LATER: 8,
    WarningCode.LITTLE_TROUBLE: 8,
}
"""How much each matters, from 1 to 100. Our choice, to be tested with people; only that steps come first is settled."""


@dataclass(frozen=True)
class SessionName:
    """A session by its reference and its title."""

    ref: str
    title: str


@dataclass(frozen=True, kw_only=True)
class PlanWarning:
    """One thing about a plan that deserves a second look; never a block.

    `found` and `limit` are people (TOO_FEW_SEATS), per cent (LITTLE_TROUBLE) or minutes (all others that have them).
    """

    code: WarningCode
    sessions: tuple[SessionName, ...] = ()
    person: str = ""
    room: str = ""
    day: dt.date | None = None
    found: int = 0
    limit: int = 0

    @property
    def weight(self) -> int:
        """How much it matters, from 1 to 100."""
        return WEIGHTS[self.code]
