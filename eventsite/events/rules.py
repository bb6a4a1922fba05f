"""Pure decisions about an event: its honest label, what is missing before it can be public."""

import datetime as dt
from dataclasses import dataclass

from eventsite.events.values import Held, Label
from eventsite.kernel.words import _

FORGET_AFTER = dt.timedelta(days=30)
"""How long after its last day what people said about their health and faith is kept (domain note on co-production)."""


@dataclass(frozen=True, kw_only=True)
class Powers:
    """Who set the question, who can change the agenda, who holds the money, who signs off the result."""

    question: Held = Held.NOT_SAID
    agenda: Held = Held.NOT_SAID
    money: Held = Held.NOT_SAID
    result: Held = Held.NOT_SAID


def honest_label(powers: Powers) -> Label:
    """Return the highest label that the answers support (domain note on co-production, row 1).

    One unanswered question gives "not stated": an empty answer is never read as sharing.
    """
    held = (powers.question, powers.agenda, powers.money, powers.result)
    if Held.NOT_SAID in held:
        return Label.NOT_STATED
    if all(one is Held.TOGETHER for one in held):
        return Label.CO_PRODUCTION
    if powers.question is Held.TOGETHER and powers.agenda is Held.TOGETHER:
        return Label.CO_DESIGN
    return Label.ENGAGEMENT if powers.agenda is Held.TOGETHER else Label.CONSULTATION


@dataclass(frozen=True, kw_only=True)
class Essentials:
    """What a public page cannot do without."""

    why: str
    who_with: str
    starts_on: dt.date | None
    where: str
    who_decides: str
    decided_already: str
    contact: str


def missing_for_public(essentials: Essentials) -> list[tuple[str, str]]:
    """Return (field, what is still missing) for everything that must be answered before the page is public."""
    needs = [
        ("why", essentials.why, _("Say why you are meeting")),
        ("who_with", essentials.who_with, _("Say who you hope will come")),
        ("starts_on", essentials.starts_on, _("Choose a date")),
        ("where", essentials.where, _("Say where it is")),
        ("who_decides", essentials.who_decides, _("Say who decides")),
        ("decided_already", essentials.decided_already, _("Say what is decided already, even if it is “nothing yet”")),
        ("contact", essentials.contact, _("Name a person to contact, with an email address")),
    ]
    return [(field, sentence) for field, value, sentence in needs if not value]


def dates_hold(first: dt.date | None, last: dt.date | None) -> bool:
    """Whether the last day is not before the first, and the event lasts at most 31 days."""
    if first is None or last is None:
        return True
    return first <= last <= first + dt.timedelta(days=31)
