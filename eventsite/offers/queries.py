"""Reading terms and offers."""

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from eventsite.events.queries import host_country
from eventsite.offers.models import PaymentOffer, PaymentTerms
from eventsite.offers.values import Catalogue, catalogue

_TERMS = (
    select(PaymentTerms)
    .where(PaymentTerms.event_id == bindparam("event_id"))
    .order_by(PaymentTerms.number.desc())
    .limit(1)
)
_OFFER = select(PaymentOffer).where(PaymentOffer.registration == bindparam("registration"))


def current_terms(database: Session, event_id: int) -> PaymentTerms | None:
    """Return what an event pays now, or None while it has not said."""
    return database.scalar(_TERMS, {"event_id": event_id})


def offer_of(database: Session, registration: str) -> PaymentOffer | None:
    """Return the offer to somebody with their answer, for their own eyes."""
    return database.scalar(_OFFER, {"registration": registration})


def catalogue_of(database: Session, event_id: int, currency: str) -> Catalogue:
    """Return what can be claimed for an event: by the country of its host, in the currency that it pays in."""
    return catalogue(host_country(database, event_id), currency)
