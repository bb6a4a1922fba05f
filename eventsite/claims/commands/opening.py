"""Making a claim ready once somebody was there, with the fee that was agreed."""

from dataclasses import dataclass

from sqlalchemy import select

from eventsite.claims import rules
from eventsite.claims.facts import ClaimEdited, ClaimOpened, CostsClaimed
from eventsite.claims.models import Claim, ClaimLine
from eventsite.claims.permissions import CLAIM
from eventsite.claims.queries.presence import presence_of
from eventsite.claims.values import LineKind
from eventsite.events.models import Event
from eventsite.kernel.i18n import _
from eventsite.kernel.refusals import Refusal
from eventsite.offers.commands.answering import SettleOffer, settle_offer
from eventsite.offers.models import PaymentOffer
from eventsite.offers.queries import offer_of
from eventsite.records.work import Work
from eventsite.registration.models import Registration
from eventsite.registration.permissions import REGISTRATION
from eventsite.registration.values import RegistrationState


class NotCancelled(Refusal):
    """A claim for a gathering that happens is made ready by having been there."""


class NothingPromised(Refusal):
    """The event has no payment terms."""


@dataclass(frozen=True, kw_only=True)
class OpenClaim:
    """The registration of somebody who was there."""

    registration: str


def open_claim(work: Work, command: OpenClaim) -> Claim | None:
    """Make a claim ready, with the agreed fee in it. Opening it twice gives the same claim; None without terms.

    Raises NotVisible, NotAllowed.
    """
    registration = work.read(REGISTRATION, command.registration)
    claim = _claim_of(work, registration)
    is_there = registration.state is RegistrationState.CONFIRMED and registration.attended_at is not None
    if claim is not None or registration.person_id is None or not is_there:
        return claim
    offer = settle_offer(work, SettleOffer(registration=registration.ref))
    if offer is None:
        return None
    claim = work.add(CLAIM, _new(work, registration, offer), "open")
    if offer.agreed_minor > 0:
        work.database.add(fee_line(claim, offer))
    work.record(ClaimOpened(about=claim.ref))
    return claim


def _claim_of(work: Work, registration: Registration) -> Claim | None:
    return work.database.scalar(select(Claim).where(Claim.registration == registration.ref))


def _new(work: Work, registration: Registration, offer: PaymentOffer) -> Claim:
    return Claim(
        event_id=registration.event_id,
        registration=registration.ref,
        beneficiary_id=registration.person_id,
        terms_id=offer.terms_id,
        currency=offer.terms.currency,
        opened_at=work.clock.now(),
        version=1,
        lines=[],
    )


@dataclass(frozen=True, kw_only=True)
class ClaimCosts:
    """The registration of somebody who was coming to a gathering that is cancelled, or who cannot come after all."""

    registration: str


def claim_costs(work: Work, command: ClaimCosts) -> Claim:
    """Begin a claim for what somebody spent to come; doing so twice gives the same claim.

    There is no fee in it. Who cancelled cannot ask for one; where the gathering is cancelled, whether one is due stands in
    the terms' own words, so the person can put it in and a checker decides. Raises NotCancelled, NothingPromised, NotVisible, NotAllowed.
    """
    registration = work.read(REGISTRATION, command.registration, "answer")
    claim = _claim_of(work, registration)
    if claim is not None:
        return claim
    event = work.database.get_one(Event, registration.event_id)
    if not _is_off(work, registration, event):
        raise NotCancelled(_("This gathering is not cancelled. Your claim is made ready once you were there."))
    offer = settle_offer(work, SettleOffer(registration=registration.ref))
    if offer is None:
        raise NothingPromised(_("This gathering did not say what it pays. Ask the contact person."))
    claim = work.add(CLAIM, _new(work, registration, offer), "open for costs")
    work.record(CostsClaimed(about=claim.ref))
    return claim


def _is_off(work: Work, registration: Registration, event: Event) -> bool:
    """Whether somebody does not go where they meant to; who registered once more has that to claim by."""
    if registration.state is RegistrationState.CONFIRMED:
        return event.cancelled_at is not None
    theirs = Registration.person_id == registration.person_id, Registration.event_id == event.id
    live = select(Registration.id).where(*theirs, Registration.state == RegistrationState.CONFIRMED)
    return registration.state is RegistrationState.CANCELLED and work.database.scalar(live) is None


def fee_line(claim: Claim, offer: PaymentOffer) -> ClaimLine:
    """Return the line that asks for the agreed fee."""
    charity = {"name": offer.charity}
    return ClaimLine(
        claim_id=claim.id,
        kind=LineKind.FEE,
        what=_("For the charity %(name)s") % charity if offer.charity else _("Fee, as agreed"),
        currency=claim.currency,
        claimed_minor=offer.agreed_minor,
        evidence=[],
    )


@dataclass(frozen=True, kw_only=True)
class PutFeeBack:
    """A claim whose fee was taken off."""

    claim: str


def put_fee_back(work: Work, command: PutFeeBack) -> None:
    """Ask for the agreed fee again; twice changes nothing. Raises NoFee, NotVisible, NotAllowed, WrongState."""
    claim = work.change(CLAIM, command.claim, "edit")
    offer = offer_of(work.database, claim.registration)
    if offer is None or offer.agreed_minor == 0 or any(line.kind is LineKind.FEE for line in claim.lines):
        return
    rules.refuse_fee(presence_of(work.database, claim), [LineKind.FEE])
    work.database.add(fee_line(claim, offer))
    work.record(ClaimEdited(about=claim.ref))
