"""Pure decisions about registering."""

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import combinations

from eventsite.events.values import Standing
from eventsite.kernel.crypto import FieldCipher
from eventsite.kernel.i18n import _
from eventsite.kernel.refusals import Refusal
from eventsite.people.rules import short_code
from eventsite.programme.values import Slot


class NotOpen(Refusal):
    """The event takes no registrations now."""


class SessionsClash(Refusal):
    """Two chosen sessions are at the same time."""


class Full(Refusal):
    """No place is left. `subject` says of what."""

    def __init__(self, sentence: str, subject: str, field: str | None = None) -> None:
        super().__init__(sentence, field)
        self.subject = subject


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


def refuse_clashes(chosen: Sequence[Slot]) -> None:
    """Raise SessionsClash naming the first two sessions that overlap."""
    for one, other in combinations(sorted(chosen, key=lambda s: (s.start, s.ref)), 2):
        if one.start < other.end and other.start < one.end:
            words = {"one": one.title, "other": other.title}
            raise SessionsClash(
                _("“%(one)s” and “%(other)s” are at the same time. Choose one of them.") % words, field="sessions"
            )


REMIND_AFTER = dt.timedelta(hours=48)
LAPSE_AFTER = dt.timedelta(hours=72)
"""How long a place is kept for an address from which nobody opened a letter."""
LETTERS_TO_STRANGERS = "10 per hour"
"""How many letters one mailbox gets because somebody typed its address here: a household, and no flood."""
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
    return cipher.open(sealed, row=ref, **AREAS).split(",") if sealed else []


class AlreadyComing(Refusal):
    """The same person has a live registration for this event; only told to somebody who proved to be that person."""


class WrongProof(Refusal):
    """The code is not the one in the letter, or was typed wrong too often."""
