"""Reading terms and offers."""

from dataclasses import dataclass, fields

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from eventsite.events.queries import host_country
from eventsite.kernel.money import Money
from eventsite.offers.models import PaymentOffer, PaymentTerms
from eventsite.offers.values import Catalogue, OfferAnswer, catalogue
from eventsite.records.compiled_query import CompiledQuery

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


@dataclass(frozen=True)
class Terms:
    """What the pages of registering say of payment terms."""

    currency: str
    fee_minor: int
    fee_for: str
    working_days: int

    @property
    def fee(self) -> Money:
        """What each person is offered."""
        return Money(self.fee_minor, self.currency)


@dataclass(frozen=True)
class Answered:
    """What somebody was offered, and what they answered so far, for their own eyes."""

    answer: OfferAnswer | None
    agreed_minor: int
    charity: str
    terms: Terms

    @property
    def agreed(self) -> Money:
        """The fee that was agreed."""
        return Money(self.agreed_minor, self.terms.currency)


_terms, _offers = PaymentTerms.__table__.c, PaymentOffer.__table__.c
_TERMS_COLUMNS = [_terms[column.name] for column in fields(Terms)]
_IN_FORCE = CompiledQuery(
    select(*_TERMS_COLUMNS).where(_terms.event_id == bindparam("event_id")).order_by(_terms.number.desc()).limit(1)
)
_ANSWERED = CompiledQuery(
    select(_offers.answer, _offers.agreed_minor, _offers.charity, *_TERMS_COLUMNS)
    .where(_offers.registration == bindparam("registration"), _offers.terms_id == _terms.id)
)


def terms_in_force(database: Session, event_id: int) -> Terms | None:
    """Return what an event pays now, or None while it has not said."""
    found = _IN_FORCE.first(database, event_id=event_id)
    return Terms(*found) if found else None


def answered(database: Session, registration: str) -> Answered | None:
    """Return what somebody was offered and answered, or None before they answered anything."""
    found = _ANSWERED.first(database, registration=registration)
    if found is None:
        return None
    answer, agreed_minor, charity, *terms = found
    return Answered(answer, agreed_minor, charity, Terms(*terms))


def catalogue_of(database: Session, event_id: int, currency: str) -> Catalogue:
    """Return what can be claimed for an event: by the country of its host, in the currency that it pays in."""
    return catalogue(host_country(database, event_id), currency)
