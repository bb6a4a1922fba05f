"""Reading events, scoped to who is asking."""

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence

from sqlalchemy import ColumnElement, String, and_, bindparam, false, not_, or_, select, union_all
from sqlalchemy.orm import Session

from eventsite.events.models import Event, TeamMember
from eventsite.events.values import EventState, Role
from eventsite.kernel.actor import Actor
from eventsite.kernel.days import local_date
from eventsite.kernel.refusals import NotVisible
from eventsite.organisations.models import Organisation, OrganisationMember
from eventsite.organisations.queries import standing_of
from eventsite.organisations.values import IN_EVERY_EVENT
from eventsite.people.models import Person
from eventsite.people.queries import Member, acts_for, members
from eventsite.records.lists import ListPage, page_of

_IS_PUBLIC = Event.state != EventState.DRAFT
_PUBLIC = select(Event).where(Event.slug == bindparam("slug"), _IS_PUBLIC)


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


def host_country(database: Session, event_id: int) -> str:
    """Return the country of an event's host, as an ISO 3166-1 code: its holidays are no working days."""
    country = select(Organisation.country).join(Event, Event.organisation_id == Organisation.id)
    return database.scalars(country.where(Event.id == event_id)).one()


def my_events(database: Session, actor: Actor, *among: int) -> Sequence[Event]:
    """Return the events whose team the actor is in, or those `among` them, the next one first."""
    mine = [event for event in actor.roles if not among or event in among]
    return database.scalars(
        select(Event).where(Event.id.in_(mine)).order_by(Event.starts_on.desc().nulls_first(), Event.id)
    ).all()


def upcoming_events(database: Session, now: dt.datetime) -> Sequence[Event]:
    """Return public events that are not over where they are, the next one first; cancelled ones say so."""
    shown = _IS_PUBLIC, Event.state != EventState.ARCHIVED, or_(Event.ends_on.is_(None), not_(_is_over(database, now)))
    return database.scalars(select(Event).where(*shown).order_by(Event.starts_on.nulls_last(), Event.name)).all()


def past_events(database: Session, now: dt.datetime, most: int = 12) -> Sequence[Event]:
    """Return public events that are over where they are, the latest first; cancelled ones say so."""
    over = select(Event).where(_IS_PUBLIC, _is_over(database, now))
    return database.scalars(over.order_by(Event.ends_on.desc(), Event.id).limit(most)).all()


def _is_over(database: Session, now: dt.datetime) -> ColumnElement[bool]:
    """Ask what `rules.is_over` asks, of every event at once: each zone has a day of its own."""
    zones = database.scalars(select(Event.zone).distinct())
    return or_(false(), *(and_(Event.zone == zone, Event.ends_on < local_date(now, zone)) for zone in zones))


def over_before(database: Session, moment: dt.datetime) -> Sequence[Event]:
    """Return the events that were over at `moment` where they are."""
    return database.scalars(select(Event).where(_is_over(database, moment)).order_by(Event.id)).all()


_ROLES = union_all(
    select(TeamMember.event_id, TeamMember.role.cast(String)).where(TeamMember.person_id == bindparam("person_id")),
    select(Event.id, OrganisationMember.role.cast(String))
    .join(OrganisationMember, OrganisationMember.organisation_id == Event.organisation_id)
    .where(OrganisationMember.person_id == bindparam("person_id"), OrganisationMember.role.in_(IN_EVERY_EVENT)),
)


def roles_of(database: Session, person_id: int) -> Mapping[int, frozenset[str]]:
    """Return event id -> roles for one person: those in its team, and those that reach into all their organisation hosts."""
    roles: dict[int, set[str]] = defaultdict(set)
    for event_id, role in database.execute(_ROLES, {"person_id": person_id}):
        roles[event_id].add(role)
    return {event_id: frozenset(names) for event_id, names in roles.items()}


def people_with(database: Session, event: Event, role: Role) -> set[int]:
    """Return the ids of the people who have a role at an event: in its team, or in all that the organisation hosts."""
    in_team = select(TeamMember.person_id).where(TeamMember.event_id == event.id, TeamMember.role == role)
    everywhere = select(OrganisationMember.person_id).where(
        OrganisationMember.organisation_id == event.organisation_id,
        OrganisationMember.role.in_([one for one in IN_EVERY_EVENT if one.value == role.value]),
    )
    return set(database.scalars(union_all(in_team, everywhere)))


def actor_of(database: Session, person: Person) -> Actor:
    """Return the actor that a person is: with their roles in events and organisations, and whom they act for."""
    standing = standing_of(database, person.id)
    return Actor(
        person_id=person.id, name=person.name, email=person.email, roles=roles_of(database, person.id),
        organisations=standing.roles, is_steward=standing.is_steward, acts_for=acts_for(database, person),
    )


def has_any_role(database: Session, person_id: int) -> bool:
    """Whether a person has a part in an event's team, in an organisation, or looks after the site."""
    standing = standing_of(database, person_id)
    return bool(standing.roles or standing.is_steward or roles_of(database, person_id))


def hosted_events(database: Session, organisation: Organisation) -> Sequence[Event]:
    """Return what an organisation hosts, the next one first. For those who may see the organisation."""
    hosted = select(Event).where(Event.organisation_id == organisation.id)
    return database.scalars(hosted.order_by(Event.starts_on.desc().nulls_first(), Event.id)).all()


def hosted_event(database: Session, organisation: Organisation, slug: str) -> Event:
    """Return one event that an organisation hosts. Raises NotVisible."""
    found = database.scalar(select(Event).where(Event.organisation_id == organisation.id, Event.slug == slug))
    if found is None:
        raise NotVisible
    return found




_WAS_PUBLIC = Event.opened_at.is_not(None)


def known_event(database: Session, slug: str) -> Event:
    """Return an event that is or was public, for stewards: the view asks. Raises NotVisible."""
    found = database.scalar(select(Event).where(Event.slug == slug, _WAS_PUBLIC))
    if found is None:
        raise NotVisible
    return found


def every_event(database: Session, words: str, page: int) -> ListPage[Event]:
    """Return a page of all that is or was public and whose name has `words` in it, the newest first. For stewards: the view asks."""
    fits = Event.name.icontains(words, autoescape=True), _WAS_PUBLIC
    return page_of(database, select(Event).where(*fits).order_by(Event.id.desc()), page)


def team(database: Session, event: Event) -> list[Member[Role]]:
    """Return an event's team by name."""
    return members(database, TeamMember, TeamMember.event_id == event.id)


def organisers_of(database: Session, event: Event) -> Sequence[int]:
    """Return the ids of the persons who organise an event."""
    theirs = TeamMember.event_id == event.id, TeamMember.role == Role.ORGANISER
    return database.scalars(select(TeamMember.person_id).where(*theirs).order_by(TeamMember.id)).all()


def any_event(database: Session, slug: str) -> Event:
    """Return an event for the command line, which may see everything. Raises NotVisible."""
    found = database.scalar(select(Event).where(Event.slug == slug))
    if found is None:
        raise NotVisible(f"There is no event called {slug}.")
    return found
