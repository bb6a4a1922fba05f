"""What this room does when something happened: it tells somebody that they are in an organisation."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from eventsite.organisations.facts import OrganisationMemberInvited
from eventsite.organisations.models import Organisation
from eventsite.organisations.values import OrganisationRole
from eventsite.people.models import Person
from eventsite.people.queries import recipient
from eventsite.records.delivery import Leased
from eventsite.records.services import Services


def welcome_to_organisation(services: Services, leased: Leased) -> None:
    """Mail somebody that they are in an organisation, what their part is, and where to look."""
    fact = leased.fact
    if not isinstance(fact, OrganisationMemberInvited):
        raise TypeError(fact)
    with Session(services.database.engine) as database:
        organisation = database.scalars(select(Organisation).where(Organisation.ref == fact.about)).one()
        to = recipient(database, database.get_one(Person, fact.person_id).email)
    services.send(
        "organisations/welcome_to_organisation.txt",
        to=to,
        key=leased.key,
        organisation=organisation,
        role=OrganisationRole(fact.role).label,
        link=services.link(f"/team/organisations/{organisation.ref}/"),
    )
