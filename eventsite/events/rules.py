"""Pure decisions about an event: its honest label, what is missing before it can be public."""

import datetime as dt
from dataclasses import dataclass

from eventsite.events.values import Label, PowerHolder
from eventsite.kernel.i18n import _

FORGET_AFTER = dt.timedelta(days=30)
"""How long after its last day what people said about their health and faith is kept.

That it is kept no longer than needed is law (UK GDPR, article 5(1)(e)); the 30 days are our choice.
"""


@dataclass(frozen=True, kw_only=True)
class Powers:
    """Who set the question, who can change the agenda, who holds the money, who signs off the result."""

    question: PowerHolder = PowerHolder.NOT_SAID
    agenda: PowerHolder = PowerHolder.NOT_SAID
    money: PowerHolder = PowerHolder.NOT_SAID
    result: PowerHolder = PowerHolder.NOT_SAID


def honest_label(powers: Powers) -> Label:
    """Return the highest label that the answers support, after the ladder that `events.values.Label` names.

    One unanswered question gives "not stated": an empty answer is never read as sharing.
    """
    held = (powers.question, powers.agenda, powers.money, powers.result)
    if PowerHolder.NOT_SAID in held:
        return Label.NOT_STATED
    if all(one is PowerHolder.TOGETHER for one in held):
        return Label.CO_PRODUCTION
    if powers.question is PowerHolder.TOGETHER and powers.agenda is PowerHolder.TOGETHER:
        return Label.CO_DESIGN
    return Label.ENGAGEMENT if powers.agenda is PowerHolder.TOGETHER else Label.CONSULTATION


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
