"""What this room does when something happened: it tells somebody that they are in a team."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from eventsite.events.facts import MemberInvited
from eventsite.events.models import Event
from eventsite.events.values import Role
from eventsite.people.models import Person
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
    services.send(
        "events/welcome_member.txt",
        to=person.email,
        key=leased.key,
        person=person,
        event=event,
        role=Role(fact.role).label,
        link=services.link(f"/team/{event.slug}/"),
    )
