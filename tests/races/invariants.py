"""What must be true whatever met whom, counted anew from the rows. Each has its control in `controls.py`."""

from collections import Counter, defaultdict

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session

from eventsite.access.models import Need
from eventsite.access.values import NeedState
from eventsite.claims.models import Claim, ClaimDecision, ClaimLine
from eventsite.claims.values import ClaimState, LineKind
from eventsite.events.models import Event, TeamMember
from eventsite.events.values import Role
from eventsite.kernel.base import Base
from eventsite.organisations.models import Organisation, OrganisationMember
from eventsite.organisations.values import OrganisationRole
from eventsite.payouts.models import Payout
from eventsite.payouts.values import PayoutState
from eventsite.people.models import SignIn, SignInRequest
from eventsite.people.rules import WRONG_CODES
from eventsite.programme.models.plan import Room
from eventsite.programme.models.plan import Session as ProgrammeItem
from eventsite.programme.models.releases import Release
from eventsite.records.models import AuditEntry
from eventsite.registration.models import Place, PlaceCount, Registration
from eventsite.registration.values import PlaceState, RegistrationState


def broken(engine):
    """Return invariant -> what is wrong, for every invariant that does not hold."""
    with Session(engine) as session:
        found = {check: list(check(session)) for check in CHECKS}
    return {check.__name__: sentences for check, sentences in found.items() if sentences}


def _told(session, fact, about):
    return session.scalar(select(func.count()).where(AuditEntry.fact == fact, AuditEntry.about == about))


def an_organiser_is_left(session):
    for event in session.scalars(select(Event)):
        organisers = select(func.count()).where(TeamMember.event_id == event.id, TeamMember.role == Role.ORGANISER)
        if session.scalar(organisers) < 1:
            yield event.name


def an_owner_is_left(session):
    for organisation in session.scalars(select(Organisation)):
        theirs = OrganisationMember.organisation_id == organisation.id, OrganisationMember.role == OrganisationRole.OWNER
        if session.scalar(select(func.count()).where(*theirs)) < 1:
            yield organisation.name


def each_version_of_an_organisation_is_counted_once(session):
    for organisation in session.scalars(select(Organisation)):
        changes = _told(session, "OrganisationDescribed", organisation.ref)
        if organisation.version != changes + 1:
            yield f"version {organisation.version} after {changes} changes"


VERSIONED = (
    "EventDescribed", "EventOpened", "EventUnpublished", "EventClosed", "EventReopened", "EventCancelled", "EventArchived",
)


def each_version_of_an_event_is_counted_once(session):
    for event in session.scalars(select(Event)):
        changes = sum(_told(session, fact, event.ref) for fact in VERSIONED)
        if event.version != changes + 1:
            yield f"version {event.version} after {changes} changes"


def places_equal_a_recount(session):
    held = Counter()
    for place in session.scalars(select(Place).where(Place.state == PlaceState.HELD)):
        held[place.subject] += place.party
    for count in session.scalars(select(PlaceCount)):
        if count.taken != held[count.subject]:
            yield f"{count.taken} counted, {held[count.subject]} held"


def _held(session):
    is_live = Place.state == PlaceState.HELD
    return session.execute(select(Registration, Place).join(Place, Place.registration_id == Registration.id).where(is_live))


def only_who_is_coming_holds_places(session):
    for registration, _place in _held(session):
        if registration.state is not RegistrationState.CONFIRMED:
            yield f"somebody {registration.state.value} holds a place"


def a_party_has_places_for_all_of_it(session):
    for registration, place in _held(session):
        if place.party != registration.party:
            yield f"a place for {place.party}, a party of {registration.party}"


def who_is_coming_holds_what_they_chose(session):
    for registration in session.scalars(select(Registration).where(Registration.state == RegistrationState.CONFIRMED)):
        wanted = {session.get_one(Event, registration.event_id).ref, *registration.chosen}
        held = [place.subject for one, place in _held(session) if one is registration]
        if sorted(held) != sorted(wanted):
            yield f"wants {len(wanted)} places and holds {len(held)}"


def nobody_comes_twice(session):
    confirmed = and_(Registration.state == RegistrationState.CONFIRMED, Registration.person_id.is_not(None))
    coming = Counter(session.execute(select(Registration.event_id, Registration.person_id).where(confirmed)).all())
    yield from (f"somebody comes {times} times" for times in coming.values() if times > 1)


def what_was_disowned_is_nobodys(session):
    for registration in session.scalars(select(Registration).where(Registration.person_id.is_not(None))):
        if _told(session, "RegistrationDisowned", registration.ref):
            yield "somebody has what was disowned"


def _needs(session):
    said = select(Need, Registration).join(Registration, Registration.ref == Need.registration_ref)
    return session.execute(said.where(Need.state != NeedState.WITHDRAWN))


def needs_are_withdrawn_with_the_registration(session):
    for need, registration in _needs(session):
        if registration.state is RegistrationState.CANCELLED:
            yield f"somebody cancelled and their need is {need.state.value}"


def needs_of_who_is_coming_are_on_the_board(session):
    for need, registration in _needs(session):
        if registration.state is RegistrationState.CONFIRMED and not need.is_asked:
            yield "somebody is coming and their need is not on the board"


def releases_are_numbered_without_gaps(session):
    numbers = sorted(session.scalars(select(Release.number)))
    if numbers != list(range(1, len(numbers) + 1)):
        yield f"releases {numbers}"


def a_form_makes_one_thing(session):
    forms = {Room.name: {"Loft"}, ProgrammeItem.title: {"New", "Newer"}, ClaimLine.what: {"Bus"}, Event.name: {"Another"}}
    for column, made in forms.items():
        if (times := session.scalar(select(func.count()).where(column.in_(made)))) > 1:
            yield f"{column}: {times} from one form"


def one_request_signs_in_once(session):
    signed_in = Counter(session.scalars(select(SignIn.person_id)))
    yield from (f"one request signed in {times} times" for times in signed_in.values() if times > 1)


def every_code_tried_is_counted(session):
    for request in session.scalars(select(SignInRequest)):
        tried = _told(session, "CodeTried", request.ref)
        if tried != request.wrong_codes or tried > WRONG_CODES:
            yield f"{tried} codes tried, {request.wrong_codes} counted"


def each_version_of_a_claim_is_decided_once(session):
    decided = Counter(session.execute(select(ClaimDecision.claim_id, ClaimDecision.version_seen)).all())
    yield from (f"one version decided {times} times" for times in decided.values() if times > 1)


def a_claim_has_one_fee(session):
    fees = Counter(session.scalars(select(ClaimLine.claim_id).where(ClaimLine.kind == LineKind.FEE)))
    yield from (f"{times} fee lines" for times in fees.values() if times > 1)


ENDED = (PayoutState.FAILED, PayoutState.TAKEN_OUT)


def a_claim_is_paid_by_one_payout(session):
    live = Counter(session.scalars(select(Payout.claim_id).where(Payout.state.not_in(ENDED))))
    yield from (f"{times} live payouts of one claim" for times in live.values() if times > 1)


def a_payment_is_told_once(session):
    told = Counter(session.scalars(select(AuditEntry.about).where(AuditEntry.fact.in_(["ClaimPaid", "BatchPaid"]))))
    yield from (f"one payment told {times} times" for times in told.values() if times > 1)


def _payments(session):
    return session.execute(select(Claim, Payout).join(Payout, Payout.claim_id == Claim.id).order_by(Payout.id)).all()


def the_file_pays_the_account_that_was_said(session):
    for claim, payout in _payments(session):
        if payout.state not in ENDED and payout.method_ref != claim.method_ref:
            yield f"payout {payout.id} goes to another account"


def a_claim_is_paid_when_its_payout_is(session):
    payments = defaultdict(list)
    for claim, payout in _payments(session):
        payments[claim].append(payout.state)
    for claim in session.scalars(select(Claim)):
        states, told = payments[claim], _told(session, "ClaimPaid", claim.ref)
        is_paid = PayoutState.PAID in states
        sent = sum(state in (PayoutState.PAID, PayoutState.FAILED) for state in states)
        if is_paid is not (claim.state is ClaimState.PAID) or told != sent:
            yield f"the claim is {claim.state.value}, its payouts {states}, remittances: {told}"


def what_is_on_its_way_is_in_a_batch(session):
    pending = sorted(session.scalars(select(Payout.claim_id).where(Payout.state == PayoutState.PENDING)))
    on_its_way = sorted(session.scalars(select(Claim.id).where(Claim.state == ClaimState.BATCHED)))
    if pending != on_its_way:
        yield f"claims {on_its_way} are on their way to the bank, payouts are for {pending}"


def everybody_is_told_once_that_it_is_cancelled(session):
    told = Counter(session.scalars(select(AuditEntry.about).where(AuditEntry.fact == "CancellationTold")))
    yield from (f"one person is told {times} times" for times in told.values() if times > 1)


def everybody_is_told_once_of_a_release(session):
    entries = select(AuditEntry.about, AuditEntry.payload).where(AuditEntry.fact == "ChangesTold")
    told = Counter((about, payload["number"]) for about, payload in session.execute(entries))
    yield from (f"one person is told {times} times of one release" for times in told.values() if times > 1)


def nobody_registers_for_what_is_cancelled(session):
    for event in session.scalars(select(Event).where(Event.cancelled_at.is_not(None))):
        late = Registration.event_id == event.id, Registration.state == RegistrationState.CONFIRMED
        cancelled = session.scalar(select(AuditEntry.id).where(AuditEntry.fact == "EventCancelled", AuditEntry.about == event.ref))
        for registration in session.scalars(select(Registration).where(*late)):
            sent = AuditEntry.fact == "RegistrationSubmitted", AuditEntry.about == registration.ref
            if session.scalar(select(func.max(AuditEntry.id)).where(*sent)) > cancelled:
                yield "somebody registered after it was cancelled"


def nothing_is_left_of_what_was_deleted(session):
    events = set(session.scalars(select(Event.id)))
    for table in Base.metadata.sorted_tables:
        if "event_id" in table.c:
            left = {of for of in session.scalars(select(table.c.event_id)) if of is not None} - events
            yield from (f"{table.name} has a row of an event that is gone" for _event in left)


CHECKS = (
    everybody_is_told_once_that_it_is_cancelled, everybody_is_told_once_of_a_release, nobody_registers_for_what_is_cancelled, nothing_is_left_of_what_was_deleted,
    an_organiser_is_left, an_owner_is_left, each_version_of_an_organisation_is_counted_once, each_version_of_an_event_is_counted_once,
    places_equal_a_recount, only_who_is_coming_holds_places, a_party_has_places_for_all_of_it, who_is_coming_holds_what_they_chose, nobody_comes_twice,
    what_was_disowned_is_nobodys,
    needs_are_withdrawn_with_the_registration, needs_of_who_is_coming_are_on_the_board, releases_are_numbered_without_gaps,
    a_form_makes_one_thing, one_request_signs_in_once, every_code_tried_is_counted, each_version_of_a_claim_is_decided_once,
    a_claim_has_one_fee, a_claim_is_paid_by_one_payout, a_payment_is_told_once, the_file_pays_the_account_that_was_said,
    a_claim_is_paid_when_its_payout_is, what_is_on_its_way_is_in_a_batch,
)
