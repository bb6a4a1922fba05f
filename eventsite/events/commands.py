"""Starting an event, describing it, growing its team, opening it to the public."""

from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import func, select

from eventsite.events import rules
from eventsite.events.facts import (
    EmailTriedAgain,
    EventClosed,
    EventDescribed,
    EventOpened,
    EventStarted,
    MemberInvited,
    MemberLeft,
)
from eventsite.events.models import Event, TeamMember
from eventsite.events.permissions import EVENT
from eventsite.events.values import Role
from eventsite.kernel.i18n import _
from eventsite.kernel.references import new_reference
from eventsite.kernel.refusals import Refusal
from eventsite.kernel.text import slug as slug_of
from eventsite.organisations.permissions import ORGANISATION
from eventsite.people.commands.mailboxes import person_with
from eventsite.records.delivery import try_again
from eventsite.records.work import Work


class DatesDoNotHold(Refusal):
    """The last day is before the first, or a month later."""


class NotReadyToOpen(Refusal):
    """Something that a public page needs is still missing."""


class LastOrganiser(Refusal):
    """An event always has an organiser."""


DESCRIBABLE = frozenset(
    {
        "name", "why", "who_with", "when_roughly", "starts_on", "ends_on", "meeting", "where", "address", "directions",
        "host", "who_decides", "decided_already", "question_held_by", "agenda_held_by", "money_held_by", "result_held_by",
        "contact_name", "contact_email", "contact_phone", "capacity", "zone",
    }
)
"""What `describe_event` may change: everything else has a command of its own."""
RESERVED = frozenset({"new", "organisations", "letters"})
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
        _give_role(work, event, work.actor.person_id, work.actor.name, Role.ORGANISER)
        work.record(EventStarted(about=event.ref))
        return event
    event.name = command.name
    if work.differs(event):
        work.record(EventDescribed(about=event.ref, fields=["name"]))
    return event


def _free_slug(work: Work, name: str) -> str:
    base = slug_of(name) or new_reference(6)
    taken = work.database.scalar(select(func.count()).select_from(Event).where(Event.slug == base))
    return f"{base}-{new_reference(4)}" if taken or base in RESERVED else base


def _give_role(work: Work, event: Event, person_id: int | None, known_as: str, role: Role) -> bool:
    has_it = select(TeamMember.id).where(
        TeamMember.event_id == event.id, TeamMember.person_id == person_id, TeamMember.role == role
    )
    if work.database.scalar(has_it) is not None:
        return False
    work.database.add(TeamMember(event_id=event.id, person_id=person_id, role=role, known_as=known_as))
    return True


@dataclass(frozen=True, kw_only=True)
class DescribeEvent:
    """New values for some of an event's fields, and the version the person saw (None: does not matter)."""

    event: str
    changes: dict[str, Any]
    version: int | None = None


def describe_event(work: Work, command: DescribeEvent) -> Event:
    """Change what the event says about itself. Raises DatesDoNotHold, ChangedMeanwhile, NotAllowed."""
    event = work.change(EVENT, command.event, "describe", command.version)
    unknown = set(command.changes) - DESCRIBABLE
    if unknown:
        message = f"not describable: {sorted(unknown)}"
        raise ValueError(message)
    for name, value in command.changes.items():
        setattr(event, name, value)
    if event.starts_on and not event.ends_on:
        event.ends_on = event.starts_on
    if not rules.dates_hold(event.starts_on, event.ends_on):
        raise DatesDoNotHold(_("The last day must be on or after the first, and within a month of it"), field="ends_on")
    if work.differs(event):
        work.record(EventDescribed(about=event.ref, fields=sorted(command.changes)))
    return event


@dataclass(frozen=True, kw_only=True)
class InviteMember:
    """Give a role in an event's team to whoever has this address."""

    event: str
    email: str
    name: str
    role: Role


def invite_member(work: Work, command: InviteMember) -> None:
    """Add the role; asking twice changes nothing. Raises NotAllowed."""
    _invite(work, work.change(EVENT, command.event, "invite"), command.email, command.name, command.role)


def _invite(work: Work, event: Event, email: str, known_as: str, role: Role) -> None:
    person = person_with(work, email, known_as)
    if _give_role(work, event, person.id, known_as, role):
        work.record(MemberInvited(about=event.ref, person_id=person.id, role=role.value))


@dataclass(frozen=True, kw_only=True)
class AppointOrganiser:
    """Make whoever has this address an organiser of an event that the actor's organisation hosts."""

    event: str
    email: str
    name: str


def appoint_organiser(work: Work, command: AppointOrganiser) -> None:
    """Take over an event whose organisers have gone; twice changes nothing. Raises NotAllowed for all but owners."""
    event = work.change(EVENT, command.event, "appoint organiser")
    _invite(work, event, command.email, command.name, Role.ORGANISER)


@dataclass(frozen=True, kw_only=True)
class RemoveMember:
    """Take a role in an event's team away from a person."""

    event: str
    person_id: int
    role: Role


def remove_member(work: Work, command: RemoveMember) -> None:
    """Take the role away; fine when there is none. Raises LastOrganiser, NotAllowed."""
    event = work.change(EVENT, command.event, "remove member")
    theirs = TeamMember.event_id == event.id, TeamMember.role == command.role
    member = work.database.scalar(select(TeamMember).where(*theirs, TeamMember.person_id == command.person_id))
    if member is None:
        return
    organisers = work.database.scalar(select(func.count()).select_from(TeamMember).where(*theirs)) or 0
    if command.role is Role.ORGANISER and organisers == 1:
        raise LastOrganiser(_("An event needs at least one organiser. Invite another one first."))
    work.database.delete(member)
    work.record(MemberLeft(about=event.ref, person_id=command.person_id, role=command.role.value))


def essentials_of(event: Event) -> rules.Essentials:
    """Return what a public page cannot do without, as the rules want it."""
    return rules.Essentials(
        why=event.why,
        who_with=event.who_with,
        starts_on=event.starts_on,
        where=event.where,
        who_decides=event.who_decides,
        decided_already=event.decided_already,
        contact=event.contact_name and event.contact_email,
    )


@dataclass(frozen=True, kw_only=True)
class OpenEvent:
    """Make an event public."""

    event: str


def open_event(work: Work, command: OpenEvent) -> Event:
    """Make the event public; twice changes nothing. Raises NotReadyToOpen naming the first thing that is missing."""
    event = work.change(EVENT, command.event, "publish")
    if work.is_repeat(event):
        return event
    missing = rules.missing_for_public(essentials_of(event))
    if missing:
        raise NotReadyToOpen(missing[0][1])
    event.opened_at = event.opened_at or work.clock.now()
    work.record(EventOpened(about=event.ref))
    return event


@dataclass(frozen=True, kw_only=True)
class CloseEvent:
    """Say that an event is over."""

    event: str


def close_event(work: Work, command: CloseEvent) -> Event:
    """Say that the event is over; twice changes nothing. Raises WrongState for one that never was public."""
    event = work.change(EVENT, command.event, "close")
    if not work.is_repeat(event):
        work.record(EventClosed(about=event.ref))
    return event


@dataclass(frozen=True, kw_only=True)
class TryEmailAgain:
    """Put one of an event's parked messages back in the queue."""

    event: str
    message_id: int


def try_email_again(work: Work, command: TryEmailAgain) -> None:
    """Try it again; fine when it is not parked. Another event's is never touched. Raises NotAllowed."""
    event = work.read(EVENT, command.event, "describe")
    if try_again(work.database, event.id, command.message_id, work.clock.now()):
        work.record(EmailTriedAgain(about=event.ref, message_id=command.message_id))
