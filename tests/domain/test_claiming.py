"""A claim is its claimant's: what is in it, when it is sent, and when it is taken back."""

import pytest
from sqlalchemy import select

from eventsite.claims.commands.claiming import (
    AddCost,
    AddMileage,
    InTheFuture,
    RemoveLine,
    ReopenClaim,
    WithdrawClaim,
    add_cost,
    add_mileage,
    remove_line,
    reopen_claim,
    withdraw_claim,
)
from eventsite.claims.commands.opening import OpenClaim, PutFeeBack, open_claim, put_fee_back
from eventsite.claims.models import ClaimLine
from eventsite.claims.rules import ReceiptMissing
from eventsite.claims.values import ClaimState
from eventsite.kernel.lifecycle import WrongState
from eventsite.kernel.refusals import NotVisible
from eventsite.offers.values import OfferAnswer
from tests.builders.claims import decide, lines_of, the
from tests.builders.scenario import DAY, gbp


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
