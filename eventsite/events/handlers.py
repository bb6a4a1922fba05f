"""What this room does when something happened: it tells people in a team what has changed about it."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from eventsite.events.facts import MemberInvited, OrganisersChanged, StewardStepped
from eventsite.events.models import Event, TeamMember
from eventsite.events.values import OrganiserChange, Role, StewardStep
from eventsite.people.models import Person
from eventsite.people.queries import recipient
from eventsite.records.delivery import Leased
from eventsite.records.services import Services


def welcome_member(services: Services, leased: Leased) -> None:
    """Mail a new member of a team what they were asked to do, and where."""
    fact = leased.fact
    if not isinstance(fact, MemberInvited):
        raise TypeError(fact)
    with Session(services.database.engine) as database:
        event = database.scalars(select(Event).where(Event.ref == fact.about)).one()
        person = database.get_one(Person, fact.person_id)
        to = recipient(database, person.email)
    services.send(
        "events/welcome_member.txt",
        to=to,
        key=leased.key,
        person=person,
        event=event,
        role=Role(fact.role).label,
        link=services.link(f"/team/{event.slug}/"),
    )


def tell_organiser(services: Services, leased: Leased) -> None:
    """Mail one organiser that another has come or gone, by what whoever invited them called them, else by their address."""
    fact = leased.fact
    if not isinstance(fact, OrganisersChanged):
        raise TypeError(fact)
    with Session(services.database.engine) as database:
        event = database.scalars(select(Event).where(Event.ref == fact.about)).one()
        to = recipient(database, database.get_one(Person, fact.person_id).email)
        theirs = TeamMember.event_id == event.id, TeamMember.person_id == fact.whom
        name = database.scalar(select(TeamMember.known_as).where(*theirs, TeamMember.known_as != "").limit(1))
        email = database.get_one(Person, fact.whom).email
    services.send(
        "events/organisers_changed.txt", to=to, key=leased.key, event=event, has_come=fact.change == OrganiserChange.CAME,
        name=name or email, link=services.link(f"/team/{event.slug}/team"),
    )


def tell_of_steward(services: Services, leased: Leased) -> None:
    """Mail one organiser what a steward did to the event, and why; nothing, once it was given back."""
    fact = leased.fact
    if not isinstance(fact, StewardStepped):
        raise TypeError(fact)
    with Session(services.database.engine) as database:
        event = database.scalars(select(Event).where(Event.ref == fact.about)).one()
        to = recipient(database, database.get_one(Person, fact.person_id).email)
    if event.steward_note:
        services.send(
            "events/steward_stepped.txt", to=to, key=leased.key, event=event, step=StewardStep(fact.step), steps=StewardStep,
            link=services.link(f"/team/{event.slug}/"),
        )
