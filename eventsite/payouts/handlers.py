"""What this room does when something happened: it tells people that how they are paid was changed, and forgets accounts."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from eventsite.claims.models import Claim
from eventsite.events.models import Event
from eventsite.payouts.commands.methods import ForgetUnusedAccounts, forget_unused_accounts
from eventsite.people.models import Person
from eventsite.people.queries import recipient
from eventsite.records.delivery import Leased
from eventsite.records.services import Services


def tell_method(services: Services, leased: Leased) -> None:
    """Mail the person the money is for, at once and without any detail: it may have been somebody else."""
    with Session(services.database.engine) as database:
        claim = database.scalar(select(Claim).where(Claim.ref == leased.fact.about))
        if claim is None:
            return  # undone meanwhile
        event = database.get_one(Event, claim.event_id)
        person = database.get_one(Person, claim.beneficiary_id)
        to = recipient(database, person.email)
    services.send(
        "payouts/method.txt", to=to, key=leased.key, event=event, name=person.name,
        link=services.link(f"/claims/{claim.ref}/"),
    )


def forget_account(services: Services, leased: Leased) -> None:
    """A claim was taken back: forget the account it was to be paid to, unless another claim names it."""
    services.database.perform(forget_unused_accounts, ForgetUnusedAccounts(claim=leased.fact.about))
