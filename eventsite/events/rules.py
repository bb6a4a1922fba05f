"""Pure decisions about an event: its honest label, what is missing before it can be public."""

import datetime as dt
from dataclasses import dataclass
from typing import Protocol

from eventsite.events.models import Event
from eventsite.events.values import EventState, Label, PowerHolder, Standing
from eventsite.kernel.days import local_date
from eventsite.kernel.i18n import _
from eventsite.kernel.lifecycle import ReadOnly
from eventsite.kernel.refusals import Refusal

FORGET_AFTER = dt.timedelta(days=30)
"""How long after its last day what people said about their health and faith is kept.

That it is kept no longer than needed is law (UK GDPR, article 5(1)(e)); the 30 days are our choice.
"""
REMEMBER_FOR = dt.timedelta(days=365)
"""How long after its last day we know who was coming: to tell them what came of it, and so that nobody loses a claim. Our choice."""
ACCOUNTS_KEPT = dt.timedelta(days=7 * 366)
"""Six years from the end of the financial year in which money went (Charities Act 2011, section 131; HMRC asks the same)."""


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


def essentials_of(event: Event) -> Essentials:
    """Return what a public page of `event` cannot do without."""
    return Essentials(
        why=event.why,
        who_with=event.who_with,
        starts_on=event.starts_on,
        where=event.where,
        who_decides=event.who_decides,
        decided_already=event.decided_already,
        contact=event.contact_name and event.contact_email,
    )


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


def is_over(ends_on: dt.date | None, zone: str, now: dt.datetime) -> bool:
    """Whether the last day has passed where the event is; `zone` is an IANA name. Never for one without a day."""
    return ends_on is not None and ends_on < local_date(now, zone)


def has_begun(starts_on: dt.date | None, zone: str, now: dt.datetime) -> bool:
    """Whether the first day has come where the event is; `zone` is an IANA name. Never for one without a day."""
    return starts_on is not None and starts_on <= local_date(now, zone)


def refuse_read_only(event: Event) -> None:
    """Raise ReadOnly for an event that is kept as it is; for commands that change what has no aggregate of its own."""
    if event.is_read_only:
        raise ReadOnly(_("This gathering is archived, so this can no longer be changed."))


class Ended(Refusal):
    """An event that is cancelled: what people would be told of it is over."""


def refuse_ended(event: Event) -> None:
    """Raise ReadOnly or Ended for an event whose plan nobody follows any more."""
    refuse_read_only(event)
    if event.cancelled_at is not None:
        raise Ended(_("This gathering is cancelled, so this can no longer be changed."))


class Standable(Protocol):
    """What says whether an event takes registrations: the row, or what a page has read of it."""

    @property
    def state(self) -> EventState: ...
    @property
    def cancelled_at(self) -> dt.datetime | None: ...
    @property
    def ends_on(self) -> dt.date | None: ...
    @property
    def zone(self) -> str: ...


def standing_of(event: Standable, now: dt.datetime) -> Standing:
    """Return whether `event` takes registrations at `now`, and if not, why."""
    if event.state is EventState.DRAFT:
        return Standing.NOT_PUBLIC
    if event.cancelled_at is not None:
        return Standing.CANCELLED
    if event.state is EventState.ARCHIVED or is_over(event.ends_on, event.zone, now):
        return Standing.OVER
    return Standing.OPEN if event.state is EventState.OPEN else Standing.CLOSED
