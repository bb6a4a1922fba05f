"""What this room does when something happened: it makes claims ready and tells people where theirs stands."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from eventsite.claims.commands.opening import OpenClaim, open_claim
from eventsite.claims.facts import OutsideAsked
from eventsite.claims.models import Claim
from eventsite.claims.queries.doubts import open_doubts
from eventsite.claims.values import ClaimState
from eventsite.events.models import Event
from eventsite.kernel.i18n import current_locale
from eventsite.kernel.money import show
from eventsite.kernel.text import OwnWords
from eventsite.people.models import Person
from eventsite.people.queries import recipient
from eventsite.records.delivery import Leased
from eventsite.records.services import Services
from eventsite.registration.models import Registration
from eventsite.registration.rules import link_token


def make_ready(services: Services, leased: Leased) -> None:
    """Somebody was there, and is who they say: make their claim ready."""
    services.database.perform(open_claim, OpenClaim(registration=leased.fact.about))


def _write(services: Services, leased: Leased, template: str) -> None:
    with Session(services.database.engine) as database:
        claim = database.scalar(select(Claim).where(Claim.ref == leased.fact.about))
        if claim is None:
            return  # undone meanwhile; `tell_undone` says so
        event = database.get_one(Event, claim.event_id)
        to = recipient(database, database.get_one(Person, claim.beneficiary_id).email)
        registration = database.scalars(select(Registration).where(Registration.ref == claim.registration)).one()
    token = link_token(services.database.cipher, registration.ref, registration.link_number)
    services.send(
        template,
        to=to,
        key=leased.key,
        name=registration.name,
        claim=claim,
        event=event,
        states=ClaimState,
        money=lambda amount: OwnWords(show(amount, current_locale())),
        link=services.link(f"/claims/{claim.ref}/"),
        way_in=services.link(f"/my/open/{registration.ref}/{token}"),
    )


def tell_ready(services: Services, leased: Leased) -> None:
    """Mail that the claim waits to be checked by the person."""
    _write(services, leased, "claims/ready.txt")


def tell_undone(services: Services, leased: Leased) -> None:
    """Mail that the claim was made ready by mistake, so that nobody waits for money."""
    with Session(services.database.engine) as database:
        registration = database.scalars(select(Registration).where(Registration.ref == leased.fact.about)).one()
        event, to = database.get_one(Event, registration.event_id), registration.recipient
    services.send("claims/undone.txt", to=to, key=leased.key, name=registration.name, event=event)


def tell_received(services: Services, leased: Leased) -> None:
    """Mail that the claim arrived, and by when it is paid."""
    _write(services, leased, "claims/received.txt")


def tell_question(services: Services, leased: Leased) -> None:
    """Mail that there is a question."""
    _write(services, leased, "claims/question.txt")


def tell_decision(services: Services, leased: Leased) -> None:
    """Mail what was decided."""
    _write(services, leased, "claims/decision.txt")


def tell_failed(services: Services, leased: Leased) -> None:
    """Mail that the money came back."""
    _write(services, leased, "claims/failed.txt")


def tell_outside(services: Services, leased: Leased) -> None:
    """Mail one owner of the organisation, or one steward, that a claim waits for somebody from outside to look."""
    fact = leased.fact
    if not isinstance(fact, OutsideAsked):
        raise TypeError(fact)
    with Session(services.database.engine) as database:
        claim = database.scalar(select(Claim).where(Claim.ref == fact.about))
        if claim is None or not open_doubts(database, [claim]):
            return  # somebody looked meanwhile
        event = database.get_one(Event, claim.event_id)
        to = recipient(database, database.get_one(Person, fact.person_id).email)
    services.send(
        "claims/outside.txt", to=to, key=leased.key, event=event, link=services.link(f"/finance/outside/{fact.about}")
    )


def send_remittance(services: Services, leased: Leased) -> None:
    """Mail what was paid for what, fee and costs apart."""
    _write(services, leased, "claims/remittance.txt")
