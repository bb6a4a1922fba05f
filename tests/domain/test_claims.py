"""Claims at their limits: the day, the receipt, the version, and whose hands."""

import datetime as dt

import pytest
from sqlalchemy import select

from eventsite.claims.commands.checking import (
    DecideClaim,
    ReadEvidence,
    ReturnClaim,
    decide_claim,
    read_evidence,
    return_claim,
)
from eventsite.claims.commands.claiming import (
    AddCost,
    InTheFuture,
    NoMethod,
    RemoveLine,
    SubmitClaim,
    WithdrawClaim,
    add_cost,
    remove_line,
    submit_claim,
    withdraw_claim,
)
from eventsite.claims.commands.undoing import ClaimBegun, UndoAttendance, undo_attendance
from eventsite.claims.models import Claim
from eventsite.claims.values import ClaimState, Verdict
from eventsite.kernel.refusals import ChangedMeanwhile, NotAllowed
from eventsite.offers.values import OfferAnswer
from eventsite.records.models import AuditEntry
from tests.builders.claims import the
from tests.builders.scenario import CHECKER, ORGANISER, gbp

YES, NO = (Verdict.FULL, None, ""), (Verdict.NONE, None, "Paid already")


def told(scenario, fact):
    return scenario.read(select(AuditEntry.about).where(AuditEntry.fact == fact))


def spend(scenario, ref, day):
    with scenario.acting("", the(scenario, ref).registration) as work:
        add_cost(work, AddCost(claim=ref, category="fare", what="Bus", incurred_on=day, amount=gbp(200)))


def test_money_spent_today_is_claimed_and_money_of_tomorrow_is_not(scenario, event, clock):
    ref = scenario.claim(event, submitted=False)
    today = clock.now().date()
    spend(scenario, ref, today)
    with pytest.raises(InTheFuture):
        spend(scenario, ref, today + dt.timedelta(days=1))


def test_a_claim_that_nobody_could_pay_is_not_sent(scenario, event, deliver):
    registration = scenario.coming(event, offer=OfferAnswer.ACCEPT)
    scenario.there(event, registration)
    deliver()
    claim = scenario.read(select(Claim))[0]
    with pytest.raises(NoMethod), scenario.acting("", registration) as work:
        submit_claim(work, SubmitClaim(claim=claim.ref, version=claim.version))


def test_one_line_that_is_refused_leaves_the_others(scenario, event):
    ref = scenario.claim(event)
    claim = the(scenario, ref)
    verdicts = {line.ref: verdict for line, verdict in zip(claim.lines, (YES, NO), strict=True)}
    with scenario.acting(CHECKER) as work:
        decide_claim(work, DecideClaim(claim=ref, version=claim.version, verdicts=verdicts))
    assert (the(scenario, ref).state, the(scenario, ref).approved) == (ClaimState.PART_APPROVED, gbp(8250))


def test_a_question_is_about_what_the_checker_saw(scenario, event):
    ref = scenario.claim(event)
    with pytest.raises(ChangedMeanwhile), scenario.acting(CHECKER) as work:
        return_claim(work, ReturnClaim(claim=ref, version=the(scenario, ref).version - 1, question="Which train?"))
    assert the(scenario, ref).state is ClaimState.SUBMITTED


def test_what_is_taken_back_and_what_is_decided_is_written_down(scenario, event):
    taken_back, decided = scenario.claim(event, "a@example.org"), scenario.claim(event, "b@example.org")
    with scenario.acting("", the(scenario, taken_back).registration) as work:
        withdraw_claim(work, WithdrawClaim(claim=taken_back))
    claim = the(scenario, decided)
    with scenario.acting(CHECKER) as work:
        command = DecideClaim(claim=decided, version=claim.version, verdicts={line.ref: YES for line in claim.lines})
        decide_claim(work, command)
    assert told(scenario, "ClaimWithdrawn") == [taken_back]
    assert told(scenario, "ClaimDecided") == [decided]


def test_whoever_took_their_fee_off_has_begun_their_claim(scenario, event, deliver):
    registration = scenario.coming(event, offer=OfferAnswer.ACCEPT)
    scenario.there(event, registration)
    deliver()
    claim = scenario.read(select(Claim))[0]
    with scenario.acting("", registration) as work:
        remove_line(work, RemoveLine(claim=claim.ref, line=claim.lines[0].ref))
    with pytest.raises(ClaimBegun), scenario.acting(ORGANISER) as work:
        undo_attendance(work, UndoAttendance(event=event.ref, registration=registration))


def test_an_organiser_knows_of_a_claim_and_does_not_read_its_receipts(scenario, event):
    ref = scenario.claim(event)
    with pytest.raises(NotAllowed), scenario.acting(ORGANISER) as work:
        read_evidence(work, ReadEvidence(claim=ref))
    with scenario.acting(CHECKER) as work:
        read_evidence(work, ReadEvidence(claim=ref))
