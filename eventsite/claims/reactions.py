"""What this room does when something happened: it makes claims ready and tells people where theirs stands."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from eventsite.claims.commands.offering import open_claim
from eventsite.claims.models import Claim
from eventsite.claims.values import ClaimState
from eventsite.events.models import Event
from eventsite.kernel.money import show
from eventsite.kernel.words import current_locale
from eventsite.people.models import Person
from eventsite.records.delivery import Leased
from eventsite.records.house import House
from eventsite.records.work import unit_of_work
from eventsite.registration.models import Registration
from eventsite.registration.rules import link_token


def make_ready(house: House, leased: Leased) -> None:
    """Somebody was there: make their claim ready."""
    with unit_of_work(house.books) as work:
        open_claim(work, leased.fact.about)


def _write(house: House, leased: Leased, template: str) -> None:
    with Session(house.books.engine) as database:
        claim = database.scalar(select(Claim).where(Claim.ref == leased.fact.about))
        if claim is None:
            return  # undone meanwhile; `tell_undone` says so
        event = database.get_one(Event, claim.event_id)
        person = database.get_one(Person, claim.beneficiary_id)
        registration = database.scalars(select(Registration).where(Registration.ref == claim.registration)).one()
    token = link_token(house.books.cipher, registration.ref)
    house.send(
        template,
        to=person.email,
        key=leased.key,
        name=registration.name,
        claim=claim,
        event=event,
        states=ClaimState,
        money=lambda amount: show(amount, current_locale()),
        link=house.link(f"/claims/{claim.ref}/"),
        way_in=house.link(f"/my/open/{registration.ref}/{token}"),
    )


def tell_ready(house: House, leased: Leased) -> None:
    """Mail that the claim waits to be checked by the person."""
    _write(house, leased, "claims/ready.txt")


def tell_undone(house: House, leased: Leased) -> None:
    """Mail that the claim was made ready by mistake, so that nobody waits for money."""
    with Session(house.books.engine) as database:
        registration = database.scalars(select(Registration).where(Registration.ref == leased.fact.about)).one()
        event = database.get_one(Event, registration.event_id)
    house.send("claims/undone.txt", to=registration.email, key=leased.key, name=registration.name, event=event)


def tell_received(house: House, leased: Leased) -> None:
    """Mail that the claim arrived, and by when it is paid."""
    _write(house, leased, "claims/received.txt")


def tell_question(house: House, leased: Leased) -> None:
    """Mail that there is a question."""
    _write(house, leased, "claims/question.txt")


def tell_decision(house: House, leased: Leased) -> None:
    """Mail what was decided."""
    _write(house, leased, "claims/decision.txt")


def tell_failed(house: House, leased: Leased) -> None:
    """Mail that the money came back."""
    _write(house, leased, "claims/failed.txt")


def send_remittance(house: House, leased: Leased) -> None:
    """Mail what was paid for what, fee and costs apart."""
    _write(house, leased, "claims/remittance.txt")
