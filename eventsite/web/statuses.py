"""How a state looks: one table from every state that people are shown to its meaning, and one hue and icon for each meaning."""

from collections.abc import Mapping
from enum import StrEnum
from functools import lru_cache

from flask import Flask
from markupsafe import Markup

from eventsite.web.covers import cover
from eventsite.web.faces import face, faces
from eventsite.web.icons import icon


class Meaning(StrEnum):
    """What a state means for whoever reads it; the values are classes of the style sheet."""

    DONE = "done"
    FOR_YOU = "for-you"
    FOR_US = "for-us"
    REFUSED = "refused"
    CANCELLED = "cancelled"
    NOT_YET = "not-yet"


ICONS: Mapping[Meaning, str] = {
    Meaning.DONE: "circle-check", Meaning.FOR_YOU: "circle-alert", Meaning.FOR_US: "hourglass", Meaning.REFUSED: "circle-x",
    Meaning.CANCELLED: "ban", Meaning.NOT_YET: "circle-dashed",
}
_WAITS_FOR_MONEY = dict.fromkeys(("approved", "part_approved", "batched"), Meaning.FOR_US)
_CLAIM_ENDS = {"declined": Meaning.REFUSED, "paid": Meaning.DONE, "withdrawn": Meaning.CANCELLED}
MEANINGS: Mapping[str, Mapping[str, Meaning]] = {
    "claim": {
        "draft": Meaning.FOR_YOU, "submitted": Meaning.FOR_US, "returned": Meaning.FOR_YOU, "came_back": Meaning.FOR_YOU,
    } | _WAITS_FOR_MONEY | _CLAIM_ENDS,
    "claim for the team": {
        "draft": Meaning.NOT_YET, "submitted": Meaning.FOR_YOU, "returned": Meaning.FOR_US,
        "came_back": Meaning.FOR_US,
    } | _WAITS_FOR_MONEY | _CLAIM_ENDS,
    "batch": {"sealed": Meaning.FOR_YOU, "paid": Meaning.DONE, "taken_apart": Meaning.CANCELLED},
    "payout": {"pending": Meaning.FOR_US, "paid": Meaning.DONE, "failed": Meaning.REFUSED, "taken_out": Meaning.CANCELLED},
    "need": {
        "asked": Meaning.FOR_US, "talking": Meaning.FOR_US, "can_do": Meaning.DONE, "differently": Meaning.DONE, "kept": Meaning.DONE,
        "cannot": Meaning.REFUSED, "withdrawn": Meaning.CANCELLED,
    },
    "offered": {"yes": Meaning.DONE, "no": Meaning.REFUSED, "not_checked": Meaning.NOT_YET},
    "event": {
        "draft": Meaning.NOT_YET, "open": Meaning.DONE, "closed": Meaning.FOR_US, "cancelled": Meaning.CANCELLED,
        "archived": Meaning.CANCELLED,
    },
    "label": {
        "not_stated": Meaning.NOT_YET, "informing": Meaning.FOR_US, "consultation": Meaning.FOR_US, "engagement": Meaning.FOR_US,
        "co_design": Meaning.DONE, "co_production": Meaning.DONE,
    },
}
"""What is shown -> its stored word -> what that means. "For us" is whoever the reader waits for."""


@lru_cache(maxsize=512)
def _tag(meaning: Meaning, words: str) -> Markup:
    return Markup('<strong class="govuk-tag govuk-tag--{}">{}{}</strong>').format(meaning, icon(ICONS[meaning]), words)


def tag(meaning: str, words: object) -> Markup:
    """Return `words` with the hue and icon of a meaning. Raises ValueError for a meaning that is none."""
    return _tag(Meaning(meaning), str(words))


def status(shown: str, state: str, words: object) -> Markup:
    """Return the tag of a state. Raises KeyError for one that the table lacks."""
    return _tag(MEANINGS[shown][state], str(words))


def init(app: Flask) -> None:
    """Let every template show states, icons, covers and faces."""
    app.jinja_env.globals.update(status=status, tag=tag, icon=icon, cover=cover, face=face, faces=faces)
