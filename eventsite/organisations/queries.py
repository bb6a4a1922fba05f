"""Reading organisations, scoped to who is asking."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import String, bindparam, func, literal, null, select, union_all
from sqlalchemy.orm import Session

from eventsite.kernel.actor import Actor
from eventsite.kernel.refusals import NotVisible
from eventsite.kernel.text import name_key
from eventsite.organisations.models import Organisation, OrganisationMember, Steward
from eventsite.organisations.values import HOSTING, OrganisationRole
from eventsite.people.models import Person
from eventsite.people.queries import Member, members
from eventsite.records.lists import ListPage, page_of
from eventsite.records.models import MessageState, OutboxMessage


@dataclass(frozen=True)
class Standing:
    """What a person is in organisations, by their ids, and on the whole site."""

    roles: Mapping[int, frozenset[str]]
    is_steward: bool


_STANDING = union_all(
    select(OrganisationMember.organisation_id, OrganisationMember.role.cast(String)).where(
        OrganisationMember.person_id == bindparam("person_id")
    ),
    select(null(), literal("steward")).where(Steward.person_id == bindparam("person_id")),
)


def standing_of(database: Session, person_id: int) -> Standing:
    """Return a person's roles in organisations, and whether they look after the site, in one query."""
    roles: dict[int, set[str]] = defaultdict(set)
    is_steward = False
    for organisation_id, role in database.execute(_STANDING, {"person_id": person_id}):
        if organisation_id is None:
            is_steward = True
        else:
            roles[organisation_id].add(role)
    return Standing({organisation_id: frozenset(names) for organisation_id, names in roles.items()}, is_steward)


def visible_organisation(database: Session, actor: Actor, ref: str) -> Organisation:
    """Return an organisation that the actor is in, or looks after as a steward. Raises NotVisible."""
    found = database.scalar(select(Organisation).where(Organisation.ref == ref))
    if found is None or not (actor.is_steward or found.id in actor.organisations):
        raise NotVisible
    return found


def organisation_called(database: Session, name: str) -> Organisation | None:
    """Return the organisation of this name, for the command line, which may see everything."""
    return database.scalar(select(Organisation).where(func.lower(Organisation.name) == name.lower()))


def my_organisations(database: Session, actor: Actor) -> Sequence[Organisation]:
    """Return the organisations that the actor is in, by name."""
    return _organisations(database, list(actor.organisations))


def hosting_organisations(database: Session, actor: Actor) -> Sequence[Organisation]:
    """Return the organisations for which the actor may start a gathering, by name."""
    mine = [organisation for organisation in actor.organisations if actor.has_organisation_role(organisation, *HOSTING)]
    return _organisations(database, mine)


def _organisations(database: Session, ids: Sequence[int]) -> list[Organisation]:
    found = database.scalars(select(Organisation).where(Organisation.id.in_(ids)))
    return sorted(found, key=lambda organisation: name_key(organisation.name))


def every_organisation(database: Session, words: str, page: int) -> ListPage[Organisation]:
    """Return a page of all organisations whose name has `words` in it, by name. For stewards: the view asks."""
    fits = Organisation.name.icontains(words, autoescape=True)
    return page_of(database, select(Organisation).where(fits).order_by(Organisation.name), page)


def members_of(database: Session, organisation: Organisation) -> list[Member[OrganisationRole]]:
    """Return an organisation's members by name."""
    return members(database, OrganisationMember, OrganisationMember.organisation_id == organisation.id)


def stewards(database: Session) -> Sequence[Person]:
    """Return who looks after the site: whom to ask for an organisation."""
    return database.scalars(select(Person).join(Steward, Steward.person_id == Person.id).order_by(Steward.id)).all()


def parked_messages(database: Session, page: int) -> ListPage[OutboxMessage]:
    """Return a page of what could not be sent on the whole site, the oldest first. For stewards: the view asks."""
    is_parked = OutboxMessage.state == MessageState.PARKED
    return page_of(database, select(OutboxMessage).where(is_parked).order_by(OutboxMessage.id), page)
