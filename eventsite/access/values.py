"""The vocabulary of access, and the states of a need."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from eventsite.kernel.i18n import _, lazy_gettext
from eventsite.kernel.labels import LabelledEnum
from eventsite.kernel.lifecycle import Lifecycle

VOCABULARY = Path(__file__).parent / "data" / "vocabulary.toml"
OWN_WORDS = "words:"
"""A group's own words are kept as a need of their own, with this before the group's id as its code."""
TO_TALK = "talk:"
"""So is a group that somebody ticked and said no more about: the code is this and the group's id, and there are no words."""
MINIMUM_OFFER = (
    "step_free", "accessible_toilet", "hearing_loop", "seat_with_arms", "good_lighting", "quiet_room", "microphones",
    "captions_live", "breaks", "own_food", "assistant_free",
)
"""What must be answered, yes or no, before an offer is complete. Our choice, to be tested with people."""


AT_A_GLANCE = {
    "step_free": lazy_gettext("Step-free"), "hearing_loop": lazy_gettext("hearing loop"), "quiet_room": lazy_gettext("quiet room"),
    "captions_live": lazy_gettext("live captions"), "bsl": lazy_gettext("sign language"),
    "accessible_toilet": lazy_gettext("accessible toilet"), "captions_online": lazy_gettext("captions online"),
}
"""What is told in a few words, by code, the first ones first. Our choice, to be tested with people."""
WITHOUT_STEPS = frozenset({"step_free", "lift_size", "wheelchair_space"})
"""Needs, by code, that a room with steps does not meet."""
STEPS_WORDS = lazy_gettext("There are steps")
SOME_STEPS_WORDS = lazy_gettext("Steps to some rooms")


class Offered(LabelledEnum):
    """A fact about the event: yes, no, or nobody has checked. A blank never reads as yes."""

    YES = "yes", lazy_gettext("Yes")
    NO = "no", lazy_gettext("No")
    NOT_CHECKED = "not_checked", lazy_gettext("Not checked yet")


class NeedState(LabelledEnum):
    """Where a need is on its way to being met."""

    ASKED = "asked", lazy_gettext("We have your request")
    TALKING = "talking", lazy_gettext("We are talking with you about it")
    CAN_DO = "can_do", lazy_gettext("Yes, we will do this")
    DIFFERENTLY = "differently", lazy_gettext("We agreed on another way")
    KEPT = "kept", lazy_gettext("Done: it is there for you")
    CANNOT = "cannot", lazy_gettext("We cannot do this")
    WITHDRAWN = "withdrawn", lazy_gettext("No longer needed")


_ON_THE_BOARD = tuple(state for state in NeedState if state is not NeedState.WITHDRAWN)
NEED_LIFE: Lifecycle[NeedState] = Lifecycle(
    {
        (NeedState.ASKED, "talk"): NeedState.TALKING,
        (NeedState.ASKED, "promise"): NeedState.CAN_DO,
        (NeedState.TALKING, "promise"): NeedState.CAN_DO,
        (NeedState.TALKING, "agree_differently"): NeedState.DIFFERENTLY,
        (NeedState.TALKING, "decline"): NeedState.CANNOT,
        (NeedState.CAN_DO, "keep"): NeedState.KEPT,
        (NeedState.DIFFERENTLY, "keep"): NeedState.KEPT,
        (NeedState.CAN_DO, "talk"): NeedState.TALKING,
        (NeedState.DIFFERENTLY, "talk"): NeedState.TALKING,
        (NeedState.KEPT, "talk"): NeedState.TALKING,
        (NeedState.CANNOT, "talk"): NeedState.TALKING,
    }
    | {(state, "say"): state for state in _ON_THE_BOARD}
    | {(state, "ask"): state for state in _ON_THE_BOARD}
    | {(state, "ask again"): NeedState.ASKED for state in _ON_THE_BOARD}
    | {(state, "withdraw"): NeedState.WITHDRAWN for state in _ON_THE_BOARD},
    repeats=frozenset({(NeedState.WITHDRAWN, "withdraw")}),
)
"""A "cannot" comes only after talking with the person: a rule of our own. Other words ask again: the promise was for the old ones."""
PROMISED = frozenset({NeedState.CAN_DO, NeedState.DIFFERENTLY, NeedState.KEPT})
"""What somebody relies on, and what the team may have arranged already."""


@dataclass(frozen=True)
class Item:
    """One thing that can be offered and needed."""

    code: str
    need: str
    offer: str
    lead_days: int
    group: str
    owner: str


@dataclass(frozen=True)
class Group:
    """Items that belong together on a page."""

    id: str
    name: str
    items: tuple[Item, ...]


@cache
def vocabulary() -> tuple[Group, ...]:
    """Return the groups in their order."""
    data = tomllib.loads(VOCABULARY.read_text(encoding="utf-8"))
    return tuple(
        Group(
            group["id"],
            group["name"],
            tuple(
                Item(i["code"], i["need"], i["offer"], i["lead_days"], group["id"], group["owner"])
                for i in group["item"]
            ),
        )
        for group in data["group"]
    )


@cache
def items() -> dict[str, Item]:
    """Return every item by its code. Raises ValueError where a code stands twice."""
    listed = [item for group in vocabulary() for item in group.items]
    if len({item.code for item in listed}) != len(listed):
        message = "a code stands twice in the access vocabulary"
        raise ValueError(message)
    return {item.code: item for item in listed}


@cache
def groups() -> dict[str, Group]:
    """Return every group by its id."""
    return {group.id: group for group in vocabulary()}


def group_of_code(code: str) -> str:
    """Return the id of the group that the code of a need is in, whether it is an item, own words or only to be talked about."""
    return items()[code].group if code in items() else code.removeprefix(OWN_WORDS).removeprefix(TO_TALK)


def in_words(code: str, words: str = "") -> str:
    """Return what somebody asks for with the code of a need; "" for what the vocabulary no longer knows, unless they said it in `words`."""
    if code in items():
        return items()[code].need
    group = groups().get(code.removeprefix(TO_TALK)) if code.startswith(TO_TALK) else None
    return _("%(area)s: let us talk about it") % {"area": group.name} if group else words


def lead_days(code: str) -> int:
    """Return how many days before the gathering a need is due; what is to be talked about may turn out to be the slowest thing of its group."""
    if code in items():
        return items()[code].lead_days
    group = groups().get(code.removeprefix(TO_TALK)) if code.startswith(TO_TALK) else None
    return max((item.lead_days for item in group.items), default=0) if group else 0
