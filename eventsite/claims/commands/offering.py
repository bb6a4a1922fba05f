"""Saying what is paid, answering the offer, and making a claim ready once somebody was there."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select

from eventsite.claims import rules
from eventsite.claims.facts import ClaimEdited, ClaimOpened, OfferAnswered, TermsSet
from eventsite.claims.models import Claim, ClaimLine, PaymentOffer, PaymentTerms
from eventsite.claims.permissions import CLAIM, SET_TERMS
from eventsite.claims.queries import current_terms, offer_of
from eventsite.claims.values import LineKind, OfferAnswer
from eventsite.events.permissions import EVENT
from eventsite.kernel.i18n import _
from eventsite.kernel.money import Money
from eventsite.kernel.permissions import require
from eventsite.kernel.refusals import NotVisible, Refusal
from eventsite.records.work import Work
from eventsite.registration.commands.answering import finish_stage
from eventsite.registration.models import Registration
from eventsite.registration.permissions import REGISTRATION
from eventsite.registration.values import RegistrationState


@dataclass(frozen=True, kw_only=True)
class SetTerms:
    """What an event pays from now on; `event` is its reference."""

    event: str
    fee: Money
    fee_for: str
    who_is_paid: str
    costs_covered: Sequence[str]
    working_days: int


def set_terms(work: Work, command: SetTerms) -> PaymentTerms:
    """Write a new version down, or none if the same is in force. Offers and claims keep the version they were made under.

    Raises NotVisible, NotAllowed.
    """
    event = work.read(EVENT, command.event)
    require(work.actor, SET_TERMS, event)
    latest = select(func.max(PaymentTerms.number)).where(PaymentTerms.event_id == event.id)
    in_force = current_terms(work.database, event.id)
    if in_force is not None and _is_said_by(in_force, event.currency, command):
        return in_force
    made = PaymentTerms(
        event_id=event.id,
        number=(work.database.scalar(latest) or 0) + 1,
        currency=event.currency,
        fee_minor=command.fee.minor,
        fee_for=command.fee_for,
        who_is_paid=command.who_is_paid,
        costs_covered=list(command.costs_covered),
        working_days=command.working_days,
        created_at=work.clock.now(),
    )
    work.database.add(made)
    work.record(TermsSet(about=event.ref, number=made.number))
    return made


def _is_said_by(terms: PaymentTerms, currency: str, command: SetTerms) -> bool:
    said = Money(command.fee.minor, currency), command.fee_for, command.who_is_paid, command.working_days
    in_force = terms.fee, terms.fee_for, terms.who_is_paid, terms.working_days
    return said == in_force and set(terms.costs_covered) == set(command.costs_covered)


class OfferSettled(Refusal):
    """The claim is open, so the fee is decided there."""


DETAILS_STAGE = "payment-details"
"""The page that asks for the detail of an answer."""


@dataclass(frozen=True, kw_only=True)
class AnswerOffer:
    """One of the five answers. Two of them have a detail, asked on the next page: `less` an amount, `charity` a name."""

    registration: str
    answer: OfferAnswer
    stage: str
    less: Money | None = None
    charity: str = ""

    @property
    def is_first_half(self) -> bool:
        """Whether the detail is still to come."""
        return (self.answer is OfferAnswer.LESS and self.less is None) or (
            self.answer is OfferAnswer.CHARITY and not self.charity
        )


def answer_offer(work: Work, command: AnswerOffer) -> Registration:
    """Write the answer down; it can be changed until the claim is open. Raises MoreThanOffered, NotVisible, OfferSettled."""
    registration = work.change(REGISTRATION, command.registration, "answer")
    offer = offer_of(work.database, registration.ref)
    terms = offer.terms if offer else current_terms(work.database, registration.event_id)
    if terms is None:
        raise NotVisible
    if work.database.scalar(select(Claim.id).where(Claim.registration == registration.ref)) is not None:
        raise OfferSettled(_("Your claim is ready already. You can take the fee off it there, or ask us to change it."))
    if offer is None:
        offer = PaymentOffer(registration=registration.ref, terms_id=terms.id)
        work.database.add(offer)
    is_repeat, reopened = offer.answer is command.answer, []
    if not command.is_first_half:
        offer.agreed_minor = rules.agreed_fee(terms.fee, command.answer, command.less).minor
        offer.charity = command.charity
    elif not is_repeat:
        # The detail is asked next; until then nothing is agreed.
        offer.agreed_minor, offer.charity = 0, ""
        reopened = [DETAILS_STAGE]
    offer.answer, offer.answered_at = command.answer, work.clock.now()
    finish_stage(work, registration, command.stage, reopened=reopened)
    work.record(OfferAnswered(about=registration.ref))
    return registration


@dataclass(frozen=True, kw_only=True)
class OpenClaim:
    """The registration of somebody who was there."""

    registration: str


def open_claim(work: Work, command: OpenClaim) -> Claim | None:
    """Make a claim ready, with the agreed fee in it. Opening it twice gives the same claim; None without terms.

    Raises NotVisible, NotAllowed.
    """
    registration = work.read(REGISTRATION, command.registration)
    claim = work.database.scalar(select(Claim).where(Claim.registration == registration.ref))
    offer = offer_of(work.database, registration.ref)
    terms = offer.terms if offer else current_terms(work.database, registration.event_id)
    is_there = registration.state is RegistrationState.CONFIRMED and registration.attended_at is not None
    if claim is not None or terms is None or registration.person_id is None or not is_there:
        return claim
    claim = Claim(
        event_id=registration.event_id,
        registration=registration.ref,
        beneficiary_id=registration.person_id,
        terms_id=terms.id,
        currency=terms.currency,
        opened_at=work.clock.now(),
        version=1,
        lines=[],
    )
    work.add(CLAIM, claim, "open")
    if offer is not None and offer.agreed_minor > 0:
        work.database.add(fee_line(claim, offer))
    work.record(ClaimOpened(about=claim.ref))
    return claim


def fee_line(claim: Claim, offer: PaymentOffer) -> ClaimLine:
    """Return the line that asks for the agreed fee."""
    charity = {"name": offer.charity}
    return ClaimLine(
        claim_id=claim.id,
        kind=LineKind.FEE,
        what=_("For the charity %(name)s") % charity if offer.charity else _("Your fee, as agreed"),
        currency=claim.currency,
        claimed_minor=offer.agreed_minor,
        evidence=[],
    )


@dataclass(frozen=True, kw_only=True)
class PutFeeBack:
    """A claim whose fee was taken off."""

    claim: str


def put_fee_back(work: Work, command: PutFeeBack) -> None:
    """Ask for the agreed fee again; twice changes nothing. Raises NotVisible, NotAllowed, WrongState."""
    claim = work.change(CLAIM, command.claim, "edit")
    offer = offer_of(work.database, claim.registration)
    if offer is None or offer.agreed_minor == 0 or any(line.kind is LineKind.FEE for line in claim.lines):
        return
    work.database.add(fee_line(claim, offer))
    work.record(ClaimEdited(about=claim.ref))
