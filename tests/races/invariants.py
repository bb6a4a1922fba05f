"""What must be true whatever met whom, counted anew from the rows."""

from collections import Counter

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from eventsite.access.models import Need
from eventsite.access.values import NeedState
from eventsite.claims.models import Claim, ClaimDecision
from eventsite.claims.values import ClaimState, LineKind
from eventsite.events.models import Event, TeamMember
from eventsite.events.values import Role
from eventsite.organisations.models import Organisation, OrganisationMember
from eventsite.organisations.values import OrganisationRole
from eventsite.payouts.models import Payout
from eventsite.payouts.values import PayoutState
from eventsite.people.models import SignIn, SignInRequest
from eventsite.people.rules import WRONG_CODES
from eventsite.programme.models.plan import Room
from eventsite.programme.models.releases import Release
from eventsite.records.models import AuditEntry
from eventsite.registration.models import Place, PlaceCount, Registration
from eventsite.registration.values import PlaceState, RegistrationState


def broken(engine):
    """Return a sentence for every invariant that does not hold."""
    with Session(engine) as session:
        return [sentence for check in CHECKS for sentence in check(session)]


def an_organiser_is_left(session):
    for event in session.scalars(select(Event)):
        organisers = select(func.count()).where(TeamMember.event_id == event.id, TeamMember.role == Role.ORGANISER)
        if session.scalar(organisers) < 1:
            yield "an event has no organiser"


def an_owner_is_left(session):
    for organisation in session.scalars(select(Organisation)):
        theirs = OrganisationMember.organisation_id == organisation.id, OrganisationMember.role == OrganisationRole.OWNER
        if session.scalar(select(func.count()).where(*theirs)) < 1:
            yield "an organisation has no owner"


def places_equal_a_recount(session):
    held = Counter()
    for place in session.scalars(select(Place).where(Place.state == PlaceState.HELD)):
        held[place.subject] += place.party
    for count in session.scalars(select(PlaceCount)):
        if count.taken != held[count.subject]:
            yield f"places taken: {count.taken} counted, {held[count.subject]} held"


def who_cancelled_holds_nothing_and_parties_are_right(session):
    rows = session.execute(
        select(Registration, Place).join(Place, Place.registration_id == Registration.id).where(Place.state == PlaceState.HELD)
    )
    for registration, place in rows:
        if registration.state is not RegistrationState.CONFIRMED:
            yield f"somebody {registration.state.value} holds a place"
        if place.party != registration.party:
            yield f"a place for {place.party}, a party of {registration.party}"


def who_is_coming_has_a_place_in_the_event(session):
    for registration in session.scalars(select(Registration).where(Registration.state == RegistrationState.CONFIRMED)):
        event = session.get_one(Event, registration.event_id)
        wanted = {event.ref, *registration.chosen}
        held = set(session.scalars(select(Place.subject).where(
            Place.registration_id == registration.id, Place.state == PlaceState.HELD,
        )))
        if held != wanted:
            yield f"somebody wants {len(wanted)} places and holds {len(held)}"


def needs_are_withdrawn_with_the_registration(session):
    for need in session.scalars(select(Need).where(Need.state != NeedState.WITHDRAWN)):
        registration = session.scalars(select(Registration).where(Registration.ref == need.registration_ref)).one()
        if registration.state is RegistrationState.CANCELLED:
            yield "somebody cancelled and their need is still on the board"
        if registration.state is RegistrationState.CONFIRMED and not need.is_asked:
            yield "somebody is coming and their need is not on the board"


def each_version_is_counted_once(session):
    told = {"event": "EventDescribed"}
    for event in session.scalars(select(Event)):
        facts = ("EventDescribed", "EventOpened", "EventClosed")
        changes = session.scalar(select(func.count()).where(AuditEntry.about == event.ref, AuditEntry.fact.in_(facts)))
        if event.version != changes + 1:
            yield f"{told['event']}: version {event.version} after {changes} changes"
    for organisation in session.scalars(select(Organisation)):
        described = AuditEntry.about == organisation.ref, AuditEntry.fact == "OrganisationDescribed"
        changes = session.scalar(select(func.count()).where(*described))
        if organisation.version != changes + 1:
            yield f"an organisation: version {organisation.version} after {changes} changes"


def releases_are_numbered_without_gaps(session):
    numbers = sorted(session.scalars(select(Release.number)))
    if numbers != list(range(1, len(numbers) + 1)):
        yield f"releases {numbers}"


def a_form_makes_one_thing(session):
    names = Counter(session.scalars(select(Room.name)))
    if any(count > 1 for count in names.values()):
        yield f"rooms twice: {names}"


def one_request_signs_in_once(session):
    signed_in, tries = session.scalar(select(func.count()).select_from(SignIn)), session.scalars(select(SignInRequest.wrong_codes))
    if signed_in > 1:
        yield f"one request signed in {signed_in} times"
    if any(count > WRONG_CODES for count in tries):
        yield "more codes tried than there are tries"


def money_is_decided_and_paid_once(session):
    for claim in session.scalars(select(Claim)):
        decisions = session.scalars(select(ClaimDecision.version_seen).where(ClaimDecision.claim_id == claim.id)).all()
        if len(decisions) != len(set(decisions)):
            yield f"versions {sorted(decisions)} of one claim were decided on"
        fees = [line for line in claim.lines if line.kind is LineKind.FEE]
        if len(fees) > 1:
            yield f"{len(fees)} fee lines"
        payouts = session.scalars(select(Payout).where(Payout.claim_id == claim.id, Payout.state != PayoutState.FAILED)).all()
        if len(payouts) > 1:
            yield f"{len(payouts)} live payouts of one claim"
        paid = session.scalar(select(func.count()).where(AuditEntry.fact == "ClaimPaid", AuditEntry.about == claim.ref))
        if paid > 1:
            yield f"{paid} remittances for one payment"
        if payouts and payouts[0].method_ref != claim.method_ref:
            yield "the file pays another account than the person was told"
        states = {payout.state for payout in payouts}
        if (claim.state is ClaimState.PAID) != (states == {PayoutState.PAID}):
            yield f"the claim is {claim.state.value}, its payment {[state.value for state in states]}"


CHECKS = (
    an_organiser_is_left, an_owner_is_left, places_equal_a_recount, who_cancelled_holds_nothing_and_parties_are_right,
    who_is_coming_has_a_place_in_the_event, needs_are_withdrawn_with_the_registration, each_version_is_counted_once,
    releases_are_numbered_without_gaps, a_form_makes_one_thing, one_request_signs_in_once,
    money_is_decided_and_paid_once,
)
