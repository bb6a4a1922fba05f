"""Starting an event, describing it, growing its team, opening it to the public."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, func, select

from eventsite.events import permissions, rules
from eventsite.events.facts import EventClosed, EventDescribed, EventOpened, EventStarted, MemberInvited, MemberLeft
from eventsite.events.models import Event, TeamMember
from eventsite.events.values import EVENT_LIFE, Role
from eventsite.kernel.i18n import _
from eventsite.kernel.permissions import require
from eventsite.kernel.references import new_reference
from eventsite.kernel.refusals import NotAllowed, NotVisible, Refusal
from eventsite.kernel.text import slug as slug_of
from eventsite.people.commands import person_with
from eventsite.records.work import Work, expect_version


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


def start_event(work: Work, name: str) -> Event:
    """Begin a draft and make the actor its organiser. Returns the event."""
    if work.actor.person_id is None:
        raise NotAllowed(permissions.START_EVENT.name)
    event = Event(name=name, slug=_free_slug(work, name), created_at=work.clock.now())
    work.database.add(event)
    work.database.flush()
    work.database.add(TeamMember(event_id=event.id, person_id=work.actor.person_id, role=Role.ORGANISER))
    work.record(EventStarted(about=event.ref))
    return event


def _free_slug(work: Work, name: str) -> str:
    base = slug_of(name) or new_reference(6)
    taken = work.database.scalar(select(func.count()).select_from(Event).where(Event.slug == base))
    return f"{base}-{new_reference(4)}" if taken else base


@dataclass(frozen=True, kw_only=True)
class DescribeEvent:
    """New values for some of an event's fields, and the version the person saw (None: does not matter)."""

    event_id: int
    changes: dict[str, Any]
    version: int | None = None


def describe_event(work: Work, command: DescribeEvent) -> Event:
    """Change what the event says about itself. Raises DatesDoNotHold, ChangedMeanwhile."""
    event = the_event(work, command.event_id)
    require(work.actor, permissions.EDIT_EVENT, event)
    expect_version(event, command.version)
    unknown = set(command.changes) - DESCRIBABLE
    if unknown:
        message = f"not describable: {sorted(unknown)}"
        raise ValueError(message)
    for field, value in command.changes.items():
        setattr(event, field, value)
    if event.starts_on and not event.ends_on:
        event.ends_on = event.starts_on
    if not rules.dates_hold(event.starts_on, event.ends_on):
        raise DatesDoNotHold(_("The last day must be on or after the first, and within a month of it"), field="ends_on")
    bump_public_version(event)
    work.record(EventDescribed(about=event.ref, fields=sorted(command.changes)))
    return event


def the_event(work: Work, event_id: int) -> Event:
    """Return the event inside this unit of work. Raises NotVisible when there is none."""
    event = work.database.get(Event, event_id)
    if event is None:
        raise NotVisible
    return event


def bump_public_version(event: Event) -> None:
    """Say that a public page of the event shows something new.

    The database counts, not Python: of two changes at once the later would else repeat the number of the earlier, and
    kept pages would go on showing that one.
    """
    event.public_version = Event.public_version + 1


@dataclass(frozen=True, kw_only=True)
class InviteMember:
    """Give a role in an event's team to whoever has this address."""

    event_id: int
    email: str
    name: str
    role: Role


def invite_member(work: Work, command: InviteMember) -> None:
    """Add the role; asking twice changes nothing."""
    event = the_event(work, command.event_id)
    require(work.actor, permissions.INVITE_MEMBER, event)
    person = person_with(work, command.email, command.name)
    has_it = select(TeamMember).where(
        TeamMember.event_id == event.id, TeamMember.person_id == person.id, TeamMember.role == command.role
    )
    if work.database.scalar(has_it) is None:
        work.database.add(TeamMember(event_id=event.id, person_id=person.id, role=command.role))
        work.record(MemberInvited(about=event.ref, person_id=person.id, role=command.role.value))


def remove_member(work: Work, event_id: int, person_id: int, role: Role) -> None:
    """Take a role away. Raises LastOrganiser."""
    event = the_event(work, event_id)
    require(work.actor, permissions.INVITE_MEMBER, event)
    organisers = select(func.count()).where(TeamMember.event_id == event.id, TeamMember.role == Role.ORGANISER)
    if role is Role.ORGANISER and (work.database.scalar(organisers) or 0) < 2:  # noqa: PLR2004 - the one there is
        raise LastOrganiser(_("An event needs at least one organiser. Invite another one first."))
    work.database.execute(
        delete(TeamMember).where(
            TeamMember.event_id == event.id, TeamMember.person_id == person_id, TeamMember.role == role
        )
    )
    work.record(MemberLeft(about=event.ref, person_id=person_id, role=role.value))


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


def open_event(work: Work, event_id: int) -> Event:
    """Make the event public. Raises NotReadyToOpen naming the first thing that is missing."""
    event = the_event(work, event_id)
    require(work.actor, permissions.OPEN_EVENT, event)
    missing = rules.missing_for_public(essentials_of(event))
    if missing:
        raise NotReadyToOpen(missing[0][1])
    event.state = EVENT_LIFE.after(event.state, "publish")
    event.opened_at = event.opened_at or work.clock.now()
    bump_public_version(event)
    work.record(EventOpened(about=event.ref))
    return event


def close_event(work: Work, event_id: int) -> None:
    """Say that the event is over."""
    event = the_event(work, event_id)
    require(work.actor, permissions.OPEN_EVENT, event)
    event.state = EVENT_LIFE.after(event.state, "close")
    bump_public_version(event)
    work.record(EventClosed(about=event.ref))


