"""One person's offer: answering it, and when a claim takes over what was agreed, or gives it back."""

from dataclasses import dataclass

from eventsite.kernel.i18n import _
from eventsite.kernel.money import Money
from eventsite.kernel.refusals import NotVisible
from eventsite.offers import rules
from eventsite.offers.facts import OfferAnswered, OfferReopened, OfferSettled
from eventsite.offers.models import PaymentOffer
from eventsite.offers.permissions import OFFER
from eventsite.offers.queries import current_terms
from eventsite.offers.values import OfferAnswer
from eventsite.records.work import Work
from eventsite.registration.commands.answering import change_answers, finish_stage
from eventsite.registration.models import Registration
from eventsite.registration.permissions import REGISTRATION

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
    """Write the answer down; it can be changed until the offer is settled. Raises MoreThanOffered, NotVisible, AnswerTooLate, TooLate."""
    registration = change_answers(work, command.registration)
    offer = _offer_to(work, registration, "answer")
    if offer is None:
        raise NotVisible
    if offer.settled_at is not None:
        raise rules.AnswerTooLate(
            _("Your claim is ready already. You can take the fee off it there, or ask us to change it.")
        )
    is_repeat, reopened = offer.answer is command.answer, []
    if not command.is_first_half:
        offer.agreed_minor = rules.agreed_fee(offer.terms.fee, command.answer, command.less).minor
        offer.charity = command.charity
    elif not is_repeat:
        # The detail is asked next; until then nothing is agreed.
        offer.agreed_minor, offer.charity = 0, ""
        reopened = [DETAILS_STAGE]
    offer.answer, offer.answered_at = command.answer, work.clock.now()
    finish_stage(work, registration, command.stage, reopened=reopened)
    work.record(OfferAnswered(about=registration.ref))
    return registration


def _offer_to(work: Work, registration: Registration, action: str) -> PaymentOffer | None:
    """Load what somebody was offered, or make the offer under the terms in force; None while the event has no terms."""
    terms = current_terms(work.database, registration.event_id)
    if terms is None:
        return None
    return work.make(OFFER, registration.ref, action, lambda: PaymentOffer(terms=terms, agreed_minor=0))


@dataclass(frozen=True, kw_only=True)
class SettleOffer:
    """The registration of somebody whose claim is made ready."""

    registration: str


def settle_offer(work: Work, command: SettleOffer) -> PaymentOffer | None:
    """Fix what was agreed, answered or not; twice changes nothing. Returns None where the event has no terms.

    Raises NotVisible, NotAllowed.
    """
    registration = work.read(REGISTRATION, command.registration, "answer")
    offer = _offer_to(work, registration, "settle")
    if offer is not None and offer.settled_at is None:
        offer.settled_at = work.clock.now()
        work.record(OfferSettled(about=registration.ref))
    return offer


@dataclass(frozen=True, kw_only=True)
class ReopenOffer:
    """The registration of somebody whose claim was made ready by mistake."""

    registration: str


def reopen_offer(work: Work, command: ReopenOffer) -> None:
    """Let the offer be answered again; one that was never answered goes. Twice changes nothing. Raises NotVisible, NotAllowed."""
    registration = work.read(REGISTRATION, command.registration)
    for offer in work.change_each(OFFER, PaymentOffer.registration == registration.ref, "reopen"):
        if offer.settled_at is None:
            continue
        offer.settled_at = None
        if offer.answer is None:
            work.database.delete(offer)
        work.record(OfferReopened(about=registration.ref))
