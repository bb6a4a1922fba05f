"""Starting an event, and describing it."""

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import func, select

from eventsite.events import rules
from eventsite.events.facts import EventDescribed, EventMoved, EventStarted
from eventsite.events.models import Event, TeamMember
from eventsite.events.permissions import EVENT
from eventsite.events.values import EventState, Role
from eventsite.kernel.i18n import _
from eventsite.kernel.references import new_reference
from eventsite.kernel.refusals import Refusal
from eventsite.kernel.text import harmless
from eventsite.kernel.text import slug as slug_of
from eventsite.organisations.permissions import ORGANISATION
from eventsite.records.work import Work


class DatesDoNotHold(Refusal):
    """The last day is before the first, or a month later."""


class NotSure(Refusal):
    """Other days are a letter to everybody who is coming, so whoever changes them says that they mean it."""


class ZoneIsPublic(Refusal):
    """Every time that is public would be another one at once."""


DESCRIBABLE = frozenset(
    {
        "name", "why", "who_with", "when_roughly", "starts_on", "ends_on", "meeting", "where", "address", "directions",
        "host", "who_decides", "decided_already", "question_held_by", "agenda_held_by", "money_held_by", "result_held_by",
        "contact_name", "contact_email", "contact_phone", "capacity", "zone",
    }
)
"""What `describe_event` may change: everything else has a command of its own."""
RESERVED = frozenset({"new", "organisations", "letters", "gatherings"})
"""Words in addresses below /team/ that are not events."""


@dataclass(frozen=True, kw_only=True)
class StartEvent:
    """A name for a new event, and the organisation that hosts it; `ref` is the one its form carried."""

    organisation: str
    name: str
    ref: str = field(default_factory=new_reference)


def start_event(work: Work, command: StartEvent) -> Event:
    """Begin a draft and make the actor its organiser; the same form again renames it. Raises NotVisible, NotAllowed."""
    host = work.read(ORGANISATION, command.organisation, "host")

    def new() -> Event:
        return Event(
            organisation_id=host.id, name=command.name, slug=_free_slug(work, command.name), host=host.name, zone=host.zone,
            locale=host.locale, currency=host.currency, created_at=work.clock.now(), version=1,
        )

    event = work.make(EVENT, command.ref, "start", new)
    if work.is_new(event):
        organiser = TeamMember(
            event_id=event.id, person_id=work.actor.person_id, role=Role.ORGANISER, known_as=work.actor.name
        )
        work.database.add(organiser)
        work.record(EventStarted(about=event.ref))
        return event
    event.name = command.name
    if work.differs(event):
        work.record(EventDescribed(about=event.ref, fields=["name"]))
    return event


def _free_slug(work: Work, name: str) -> str:
    base = slug_of(harmless(name)) or new_reference(6)  # it stands in letters, as part of our own address
    taken = work.database.scalar(select(func.count()).select_from(Event).where(Event.slug == base))
    return f"{base}-{new_reference(4)}" if taken or base in RESERVED else base


@dataclass(frozen=True, kw_only=True)
class DescribeEvent:
    """New values for some of an event's fields, and the version the person saw (None: does not matter).

    `is_sure`: other days of a public event are meant, and everybody who is coming is to be told.
    """

    event: str
    changes: dict[str, Any]
    version: int | None = None
    is_sure: bool = False


def describe_event(work: Work, command: DescribeEvent) -> Event:
    """Change what the event says about itself; who is coming to a public one hears of other days by a handler.

    Raises DatesDoNotHold, NotSure, ZoneIsPublic, ChangedMeanwhile, NotAllowed.
    """
    event = work.change(EVENT, command.event, "describe", command.version)
    unknown = set(command.changes) - DESCRIBABLE
    if unknown:
        message = f"not describable: {sorted(unknown)}"
        raise ValueError(message)
    before = event.starts_on, event.ends_on, event.zone
    for name, value in command.changes.items():
        setattr(event, name, value)
    if event.starts_on and not event.ends_on:
        event.ends_on = event.starts_on
    if not rules.dates_hold(event.starts_on, event.ends_on):
        raise DatesDoNotHold(_("The last day must be on or after the first, and within a month of it"), field="ends_on")
    if work.differs(event):
        work.record(EventDescribed(about=event.ref, fields=sorted(command.changes)))
        if event.state in IS_PUBLIC:
            _move(work, event, before, is_sure=command.is_sure)
    return event


IS_PUBLIC = frozenset({EventState.OPEN, EventState.CLOSED})


def _move(work: Work, event: Event, before: tuple[dt.date | None, dt.date | None, str], *, is_sure: bool) -> None:
    first, last, zone = before
    if event.zone != zone:
        raise ZoneIsPublic(
            _(
                "All public times would be others at once. Take the gathering off the site first, change the time zone, "
                "look at the programme and publish it again."
            ),
            field="zone",
        )
    if (event.starts_on, event.ends_on) != (first, last) and first is not None:
        if not is_sure:
            raise NotSure(_("Other days are a letter to everybody who is coming. Tick that you mean it"), field="sure")
        work.record(EventMoved(about=event.ref, number=event.version))
