"""Reading events, scoped to who is asking."""

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam, or_, select
from sqlalchemy.orm import Session

from eventsite.events.models import Event, TeamMember
from eventsite.events.rules import FORGET_AFTER
from eventsite.events.values import EventState, Role
from eventsite.kernel.actor import Actor
from eventsite.kernel.refusals import NotVisible
from eventsite.people.models import Person

_PUBLIC = select(Event).where(Event.slug == bindparam("slug"), Event.state != EventState.DRAFT)


def public_event(database: Session, slug: str) -> Event:
    """Return an event that anyone may see. Raises NotVisible for a draft."""
    found = database.scalar(_PUBLIC, {"slug": slug})
    if found is None:
        raise NotVisible
    return found


def team_event(database: Session, actor: Actor, slug: str) -> Event:
    """Return an event that the actor helps to run. Raises NotVisible for everybody else."""
    found = database.scalar(select(Event).where(Event.slug == slug, Event.id.in_(list(actor.roles))))
    if found is None:
        raise NotVisible
    return found


def my_events(database: Session, actor: Actor) -> Sequence[Event]:
    """Return the events whose team the actor is in, the next one first."""
    return database.scalars(
        select(Event).where(Event.id.in_(list(actor.roles))).order_by(Event.starts_on.desc().nulls_first(), Event.id)
    ).all()


def upcoming_events(database: Session, today: dt.date) -> Sequence[Event]:
    """Return public events that are not past, the next one first."""
    return database.scalars(
        select(Event)
        .where(Event.state != EventState.DRAFT, or_(Event.ends_on.is_(None), Event.ends_on >= today))
        .order_by(Event.starts_on.nulls_last(), Event.name)
    ).all()


def past_events(database: Session, today: dt.date, most: int = 12) -> Sequence[Event]:
    """Return public events that are over, the latest first."""
    return database.scalars(
        select(Event)
        .where(Event.state != EventState.DRAFT, Event.ends_on < today)
        .order_by(Event.ends_on.desc())
        .limit(most)
    ).all()


def over_since(database: Session, today: dt.date) -> Sequence[Event]:
    """Return the events that ended long enough ago for what people said about themselves to be forgotten."""
    return database.scalars(select(Event).where(Event.ends_on < today - FORGET_AFTER).order_by(Event.id)).all()


def roles_of(database: Session, person_id: int) -> Mapping[int, frozenset[str]]:
    """Return event id -> roles for one person."""
    roles: dict[int, set[str]] = defaultdict(set)
    for event_id, role in database.execute(
        select(TeamMember.event_id, TeamMember.role).where(TeamMember.person_id == person_id)
    ):
        roles[event_id].add(role.value)
    return {event_id: frozenset(names) for event_id, names in roles.items()}


@dataclass(frozen=True)
class Member:
    """Somebody in a team, with all their roles."""

    person_id: int
    name: str
    email: str
    roles: list[Role]


def team(database: Session, event: Event) -> list[Member]:
    """Return an event's team, by first name."""
    rows = database.execute(
        select(Person, TeamMember.role)
        .join(TeamMember, TeamMember.person_id == Person.id)
        .where(TeamMember.event_id == event.id)
        .order_by(Person.name, Person.email, TeamMember.id)
    ).all()
    members: dict[int, Member] = {}
    for person, role in rows:
        member = members.setdefault(person.id, Member(person.id, person.name, person.email, []))
        member.roles.append(role)
    return list(members.values())


def any_event(database: Session, slug: str) -> Event:
    """Return an event for the command line, which may see everything. Raises NotVisible."""
    found = database.scalar(select(Event).where(Event.slug == slug))
    if found is None:
        raise NotVisible(f"There is no event called {slug}.")
    return found
