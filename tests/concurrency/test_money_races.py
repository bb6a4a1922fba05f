"""Two people and one claim in the same moment: each pair meets inside the unit of work, on both engines.

Every race is run twice: with the locks, where what must hold is counted again, and on PostgreSQL without them, where it
must break, so that the test is known to see it. (SQLite writes one transaction at a time, locks or not.)
"""

import contextlib
import csv
import dataclasses
import datetime as dt
import io
import threading

import pytest
from sqlalchemy import func, select

from eventsite.attachments.models import Attachment
from eventsite.attachments.storing import StoredFile
from eventsite.attachments.values import MOST_BYTES_TOGETHER
from eventsite.claims.commands.checking import DecideClaim, ReturnClaim, decide_claim, return_claim
from eventsite.claims.commands.claiming import AddCost, RemoveLine, WithdrawClaim, add_cost, remove_line, withdraw_claim
from eventsite.claims.commands.opening import OpenClaim, PutFeeBack, open_claim, put_fee_back
from eventsite.claims.models import Claim, ClaimDecision, ClaimLine, Evidence
from eventsite.claims.values import ClaimState, LineKind, Verdict
from eventsite.kernel.actor import SYSTEM
from eventsite.kernel.refusals import ChangedMeanwhile
from eventsite.offers.values import OfferAnswer
from eventsite.payouts.commands.methods import GiveMethod, give_method
from eventsite.payouts.commands.paying import (
    MarkBatchPaid,
    MarkPayoutFailed,
    ReadFile,
    SealBatch,
    TakeBatchApart,
    mark_batch_paid,
    mark_payout_failed,
    read_file,
    seal_batch,
    take_batch_apart,
)
from eventsite.payouts.models import Payout, PayoutBatch
from eventsite.payouts.values import MethodKind, PayoutState
from eventsite.records.models import AuditEntry
from eventsite.records.work import Watcher
from tests.builders.scenario import CHECKER, PAYER, gbp
from tests.concurrency.test_races import together
from tests.races.controls import writing_last

PATIENCE = 0.4
"""Seconds for the other one to come: with locks it never does, because it waits for the row."""


class Meeting(Watcher):
    """Holds whoever has loaded rows of `table` until the other one has, too, or cannot."""

    def __init__(self, table: str) -> None:
        self.table, self.barrier, self.here = table, threading.Barrier(2), threading.local()

    def after_lock(self, aggregate) -> None:
        if aggregate.name != self.table or getattr(self.here, "has_met", False):
            return
        self.here.has_met = True
        try:
            self.barrier.wait(PATIENCE)
        except threading.BrokenBarrierError:
            return


@pytest.fixture(params=[True, False], ids=["locks", "no-locks"])
def locks(request, engine_name):
    if not request.param and engine_name == "sqlite":
        pytest.skip("SQLite writes one transaction at a time")
    return request.param


@pytest.fixture
def claim(scenario):
    event = scenario.event()
    scenario.terms(event)
    return scenario.claim(event)


def race(scenario, locks, table, *acts, late=contextlib.nullcontext):
    """Run commands (verb, command, actor) that meet at rows of `table`; return what each gave or raised.

    `late` is for those of which both write a row before they load the next: without locks they would take turns there.
    """
    database = dataclasses.replace(scenario.database, watcher=Meeting(table), locks=locks)
    with contextlib.nullcontext() if locks else late():
        return together([lambda act=act: database.perform(*act) for act in acts])


def the(scenario, ref):
    return scenario.read(select(Claim).where(Claim.ref == ref))[0]


def claimant(scenario, ref):
    return scenario.actor("", the(scenario, ref).registration)


def decision(scenario, ref, verdict=(Verdict.FULL, None, ""), version=None):
    found = the(scenario, ref)
    verdicts = {line.ref: verdict for line in found.lines}
    command = DecideClaim(claim=ref, version=version or found.version, verdicts=verdicts)
    return decide_claim, command, scenario.actor(CHECKER)


def approved(scenario, ref):
    scenario.database.perform(*decision(scenario, ref))


def sealed(scenario, ref):
    return scenario.database.perform(seal_batch, SealBatch(claims=[ref]), scenario.actor(PAYER)).ref


def refused(results):
    return [result for result in results if isinstance(result, Exception)]


def facts(scenario, name):
    return scenario.read(select(func.count()).where(AuditEntry.fact == name))[0]


def test_one_decision_on_one_version(scenario, claim, locks):
    yes, no = decision(scenario, claim), decision(scenario, claim, (Verdict.NONE, None, "Paid already"))
    results = race(scenario, locks, "claim", yes, no)
    assert [type(trouble) for trouble in refused(results)] == [ChangedMeanwhile], "the schema holds this without locks, too"
    assert scenario.read(select(ClaimDecision.outcome)) == [the(scenario, claim).state]
    assert facts(scenario, "ClaimDecided") == 1


def test_one_answer_to_a_version_decided_and_asked_about(scenario, claim, locks):
    asked = ReturnClaim(claim=claim, version=the(scenario, claim).version, question="Which train?")
    results = race(scenario, locks, "claim", decision(scenario, claim), (return_claim, asked, scenario.actor(CHECKER)))
    assert len(refused(results)) == 1
    assert scenario.read(select(ClaimDecision.outcome)) == [the(scenario, claim).state]


def test_taken_back_or_approved_and_never_both(scenario, claim, locks):
    back = withdraw_claim, WithdrawClaim(claim=claim), claimant(scenario, claim)
    results = race(scenario, locks, "claim", decision(scenario, claim), back)
    both = facts(scenario, "ClaimDecided") == facts(scenario, "ClaimWithdrawn") == 1
    assert both is not locks
    assert len(refused(results)) == int(locks)


@pytest.fixture
def draft(scenario):
    event = scenario.event()
    scenario.terms(event)
    return scenario.claim(event, submitted=False)


def fees(scenario):
    return len(scenario.read(select(ClaimLine.id).where(ClaimLine.kind == LineKind.FEE)))


def test_one_fee_line_from_two_presses_that_meet(scenario, draft, locks):
    fee = scenario.read(select(ClaimLine.ref).where(ClaimLine.kind == LineKind.FEE))[0]
    scenario.database.perform(remove_line, RemoveLine(claim=draft, line=fee), claimant(scenario, draft))
    press = put_fee_back, PutFeeBack(claim=draft), claimant(scenario, draft)
    assert not refused(race(scenario, locks, "claim", press, press))
    assert fees(scenario) == 1


def test_one_line_from_two_presses_of_the_same_form(scenario, draft, locks):
    cost = AddCost(
        claim=draft, category="fare", what="Bus", incurred_on=dt.date(2027, 2, 1), amount=gbp(300), line="samereference"
    )
    press = add_cost, cost, claimant(scenario, draft)
    assert not refused(race(scenario, locks, "claim", press, press))
    assert scenario.read(select(ClaimLine.what).where(ClaimLine.what == "Bus")) == ["Bus"]


def test_receipts_never_weigh_more_together_than_a_claim_may_hold(scenario, draft, locks):
    costs = []
    for letter in "ab":
        ref = letter * 12
        with scenario.behind() as work:
            attachment = Attachment(
                ref=ref, media_type="image/jpeg", size=MOST_BYTES_TOGETHER * 2 // 3, sealed_key="", made_at=work.clock.now()
            )
            work.database.add(attachment)
        stored = StoredFile(ref=ref, name="a.jpg", media_type="image/jpeg", digest=letter * 64, size=MOST_BYTES_TOGETHER * 2 // 3)
        costs.append(AddCost(
            claim=draft, category="fare", what="Taxi", incurred_on=dt.date(2027, 2, 1), amount=gbp(9000), receipts=[stored]
        ))
    results = race(scenario, locks, "claim", *((add_cost, cost, claimant(scenario, draft)) for cost in costs))
    assert len(refused(results)) == int(locks)
    heavy = sum(scenario.read(select(Attachment.size).join(Evidence, Evidence.attachment_id == Attachment.id)))
    assert (heavy <= MOST_BYTES_TOGETHER) is locks


def test_one_claim_from_two_deliveries(scenario, locks):
    event = scenario.event()
    scenario.terms(event)
    registration = scenario.coming(event, offer=OfferAnswer.ACCEPT)
    scenario.there(event, registration)
    delivery = open_claim, OpenClaim(registration=registration), SYSTEM
    assert not refused(race(scenario, locks, "registration", delivery, delivery))
    assert len(scenario.read(select(Claim.id))) == fees(scenario) == facts(scenario, "ClaimOpened") == 1


@pytest.mark.parametrize("seal_first", [True, False])
def test_the_file_pays_the_account_that_the_person_was_told(scenario, claim, locks, seal_first):
    approved(scenario, claim)
    new = GiveMethod(claim=claim, kind=MethodKind.BANK, name="J", sort_code="654321", account_number="87654399")
    acts = [(seal_batch, SealBatch(claims=[claim]), scenario.actor(PAYER)), (give_method, new, claimant(scenario, claim))]
    race(scenario, locks, "claim", *(acts if seal_first else acts[::-1]))
    batches = scenario.read(select(PayoutBatch.ref))
    told = the(scenario, claim).method_says
    if batches:
        content = scenario.database.perform(read_file, ReadFile(batch=batches[0]), scenario.actor(PAYER))
        row = next(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))
        assert told.endswith(row["account number"][-2:]) is locks
        assert (scenario.read(select(Payout.method_ref)) == [the(scenario, claim).method_ref]) is locks


def test_paid_once_however_often_it_is_pressed(scenario, claim, locks):
    approved(scenario, claim)
    paid = mark_batch_paid, MarkBatchPaid(batch=sealed(scenario, claim)), scenario.actor(PAYER)
    results = race(scenario, locks, "payout_batch", paid, paid, late=writing_last)
    assert not refused(results)
    assert facts(scenario, "BatchPaid") == facts(scenario, "ClaimPaid") == (1 if locks else 2)


def test_paid_or_taken_apart_and_never_both(scenario, claim, locks):
    approved(scenario, claim)
    batch = sealed(scenario, claim)
    payer, apart = scenario.actor(PAYER), TakeBatchApart(batch=batch)
    paid = mark_batch_paid, MarkBatchPaid(batch=batch), payer
    race(scenario, locks, "payout_batch", paid, (take_batch_apart, apart, payer), late=writing_last)
    both = facts(scenario, "ClaimPaid") == facts(scenario, "ClaimTakenOut") == 1
    assert both is not locks
    ends = {(PayoutState.PAID, ClaimState.PAID), (PayoutState.TAKEN_OUT, ClaimState.APPROVED)}
    if locks:
        assert (scenario.read(select(Payout.state))[0], the(scenario, claim).state) in ends


def test_come_back_once_however_often_it_is_pressed(scenario, claim, locks):
    approved(scenario, claim)
    batch, payer = sealed(scenario, claim), scenario.actor(PAYER)
    scenario.database.perform(mark_batch_paid, MarkBatchPaid(batch=batch), payer)
    failed = MarkPayoutFailed(batch=batch, payout=scenario.read(select(Payout.ref))[0])
    results = race(scenario, locks, "payout", *[(mark_payout_failed, failed, payer)] * 2, late=writing_last)
    assert not refused(results)
    assert facts(scenario, "PaymentFailed") == (1 if locks else 2)


def test_one_live_payment_for_a_claim(scenario, claim, locks):
    approved(scenario, claim)
    seal = [(seal_batch, SealBatch(claims=[claim]), scenario.actor(PAYER)) for _payer in range(2)]
    results = race(scenario, locks, "claim", *seal)
    assert len(refused(results)) == 1
    assert scenario.read(select(func.count()).select_from(Payout)) == [1]
    assert facts(scenario, "ClaimBatched") == 1
