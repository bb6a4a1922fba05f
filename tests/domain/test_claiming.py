"""A claim is its claimant's: what is in it, when it is sent, and when it is taken back."""

import pytest
from sqlalchemy import select

from eventsite.claims.commands.claiming import (
    AddCost,
    AddMileage,
    InTheFuture,
    RemoveLine,
    ReopenClaim,
    SubmitClaim,
    WithdrawClaim,
    add_cost,
    add_mileage,
    remove_line,
    reopen_claim,
    submit_claim,
    withdraw_claim,
)
from eventsite.claims.commands.opening import ClaimCosts, OpenClaim, PutFeeBack, claim_costs, open_claim, put_fee_back
from eventsite.claims.models import Claim, ClaimLine
from eventsite.claims.queries.presence import presence_of
from eventsite.claims.rules import NoFee, ReceiptMissing
from eventsite.claims.values import ClaimState, LineKind, Presence
from eventsite.events.commands.lifecycle import CancelEvent, cancel_event
from eventsite.kernel.lifecycle import WrongState
from eventsite.kernel.refusals import NotVisible
from eventsite.offers.values import OfferAnswer
from eventsite.registration.commands.answering import CancelRegistration, cancel_registration
from eventsite.registration.models import Registration
from tests.builders.claims import decide, lines_of, say_account, the
from tests.builders.scenario import DAY, ORGANISER, gbp


def test_a_claim_is_made_ready_only_for_who_was_there_and_only_once(scenario, event):
    ref = scenario.coming(event, offer=OfferAnswer.ACCEPT)
    assert scenario.database.perform(open_claim, OpenClaim(registration=ref)) is None
    scenario.there(event, ref, ref)
    for _again in range(2):
        scenario.database.perform(open_claim, OpenClaim(registration=ref))
    assert scenario.read(select(ClaimLine.claimed_minor)) == [8250]


def test_who_declined_the_fee_still_claims_costs(scenario, event):
    ref = scenario.coming(event, offer=OfferAnswer.DECLINE)
    scenario.there(event, ref)
    claim = scenario.database.perform(open_claim, OpenClaim(registration=ref))
    assert claim is not None
    assert lines_of(scenario, claim.ref) == []


def test_twenty_three_miles_by_car_are_ten_pounds_thirty_five(scenario, event):
    ref = scenario.claim(event, submitted=False)
    registration = the(scenario, ref).registration
    with scenario.acting("", registration) as work:
        add_mileage(work, AddMileage(claim=ref, vehicle="car", what="Home and back", incurred_on=DAY.replace(month=2), tenth_miles=230))
    assert [line.claimed_minor for line in lines_of(scenario, ref)] == [8250, 2000, 1035]


def test_a_sent_claim_is_frozen_and_nobody_elses(scenario, event):
    ref = scenario.claim(event)
    line, registration = lines_of(scenario, ref)[1].ref, the(scenario, ref).registration
    with pytest.raises(WrongState), scenario.acting("", registration) as work:
        remove_line(work, RemoveLine(claim=ref, line=line))
    with pytest.raises(NotVisible), scenario.acting("stranger@example.org") as work:
        remove_line(work, RemoveLine(claim=ref, line=line))
    with scenario.acting("", registration) as work:
        withdraw_claim(work, WithdrawClaim(claim=ref))
    with pytest.raises(WrongState):
        decide(scenario, ref)


def test_a_cost_over_the_limit_needs_a_receipt_or_a_word(scenario, event):
    ref = scenario.claim(event, fare=None, submitted=False)
    registration = the(scenario, ref).registration
    from_form = {"claim": ref, "category": "fare", "what": "Train", "incurred_on": DAY.replace(month=2)}
    with pytest.raises(ReceiptMissing), scenario.acting("", registration) as work:
        add_cost(work, AddCost(**from_form, amount=gbp(1001)))
    with scenario.acting("", registration) as work:
        add_cost(work, AddCost(**from_form, amount=gbp(1000)))
    with pytest.raises(InTheFuture), scenario.acting("", registration) as work:
        add_cost(work, AddCost(**from_form | {"incurred_on": DAY.replace(year=2028)}, amount=gbp(100)))


def test_the_fee_taken_off_can_be_put_back_once(scenario, event):
    ref = scenario.claim(event, fare=None, submitted=False)
    registration, fee = the(scenario, ref).registration, lines_of(scenario, ref)[0].ref
    with scenario.acting("", registration) as work:
        remove_line(work, RemoveLine(claim=ref, line=fee))
    assert lines_of(scenario, ref) == []
    for _again in range(2):
        with scenario.acting("", registration) as work:
            put_fee_back(work, PutFeeBack(claim=ref))
    assert [line.claimed_minor for line in lines_of(scenario, ref)] == [8250]


def test_a_claim_taken_back_can_be_started_again(scenario, event):
    ref = scenario.claim(event)
    registration = the(scenario, ref).registration
    with scenario.acting("", registration) as work:
        withdraw_claim(work, WithdrawClaim(claim=ref))
    with pytest.raises(NotVisible), scenario.acting("stranger@example.org") as work:
        reopen_claim(work, ReopenClaim(claim=ref))
    with scenario.acting("", registration) as work:
        reopen_claim(work, ReopenClaim(claim=ref))
    assert the(scenario, ref).state is ClaimState.DRAFT


# -- a fee is for having been there ------------------------------------------------------------------------------------
def cancel(scenario, registration):
    with scenario.acting("", registration) as work:
        cancel_registration(work, CancelRegistration(ref=registration))


def call_off(scenario, event):
    with scenario.acting(ORGANISER) as work:
        cancel_event(work, CancelEvent(event=event.ref, note="The hall burnt down."))


def fees(scenario):
    return scenario.read(select(ClaimLine.claimed_minor).where(ClaimLine.kind == LineKind.FEE))


@pytest.fixture
def costs_of(scenario):
    def begin(registration):
        with scenario.acting("", registration) as work:
            return claim_costs(work, ClaimCosts(registration=registration)).ref
    return begin


@pytest.mark.parametrize("then", ["goes on", "called off"])
def test_whoever_cancelled_asks_for_costs_and_never_for_the_fee(scenario, event, costs_of, then):
    registration = scenario.coming(event, offer=OfferAnswer.ACCEPT)
    cancel(scenario, registration)
    if then == "called off":
        call_off(scenario, event)
    claim = costs_of(registration)
    with pytest.raises(NoFee), scenario.acting("", registration) as work:
        put_fee_back(work, PutFeeBack(claim=claim))
    assert fees(scenario) == []
    with scenario.acting("", registration) as work:
        add_cost(work, AddCost(claim=claim, category="fare", what="Bus", incurred_on=DAY.replace(month=2), amount=gbp(300)))
    say_account(scenario, claim)
    with scenario.acting("", registration) as work:
        submit_claim(work, SubmitClaim(claim=claim, version=the(scenario, claim).version))
    assert the(scenario, claim).state is ClaimState.SUBMITTED


def test_a_fee_asked_for_before_is_not_sent_by_whoever_cancelled(scenario, event, costs_of):
    registration = scenario.coming(event, offer=OfferAnswer.ACCEPT)
    cancel(scenario, registration)
    claim = costs_of(registration)
    say_account(scenario, claim)
    with scenario.behind() as work:
        held = the(scenario, claim)
        work.database.add(ClaimLine(claim_id=held.id, kind=LineKind.FEE, what="Fee", currency="GBP", claimed_minor=8250))
    with pytest.raises(NoFee), scenario.acting("", registration) as work:
        submit_claim(work, SubmitClaim(claim=claim, version=the(scenario, claim).version))
    assert the(scenario, claim).state is ClaimState.DRAFT


def test_whose_gathering_is_called_off_may_ask_for_the_fee_and_a_checker_decides(scenario, event, costs_of):
    registration = scenario.coming(event, offer=OfferAnswer.ACCEPT)
    call_off(scenario, event)
    claim = costs_of(registration)
    with scenario.acting("", registration) as work:
        put_fee_back(work, PutFeeBack(claim=claim))
    assert fees(scenario) == [8250]


def test_whether_somebody_was_there_follows_the_mark(scenario, event):
    claim = scenario.claim(event)
    registration = the(scenario, claim).registration

    def known():
        with scenario.acting() as work:
            return presence_of(work.database, work.database.scalars(select(Claim)).one())

    assert known() is Presence.THERE
    cancel(scenario, registration)
    assert known() is Presence.THERE
    with scenario.behind() as work:
        work.database.scalars(select(Registration)).one().attended_at = None
    assert known() is Presence.CANCELLED
    with scenario.behind() as work:
        work.database.scalars(select(Registration)).one().state = "confirmed"
    assert known() is Presence.NOT_WRITTEN_DOWN
