"""How a batch ends: paid, or taken apart before that; and a payment that was made can come back."""

import pytest
from sqlalchemy import select

from eventsite.claims.values import ClaimState, Verdict
from eventsite.kernel.lifecycle import WrongState
from eventsite.kernel.refusals import NotAllowed, NotVisible
from eventsite.payouts.commands.methods import forget_accounts
from eventsite.payouts.commands.paying import (
    ChangedAfterApproval,
    FileGone,
    MarkBatchPaid,
    MarkPayoutFailed,
    MayBeUnderWay,
    ReadFile,
    SealBatch,
    TakeBatchApart,
    mark_batch_paid,
    mark_payout_failed,
    read_file,
    seal_batch,
    take_batch_apart,
)
from eventsite.payouts.models import Payout, PayoutBatch, PayoutMethod
from eventsite.payouts.values import BatchState, PayoutState
from eventsite.records.models import AuditEntry
from tests.builders.claims import YES, come_back, decide, pay, say_account, seal, the
from tests.builders.scenario import CHECKER, PAYER, gbp


@pytest.fixture
def ref(scenario, event):
    ref = scenario.claim(event)
    decide(scenario, ref)
    return ref


def act(scenario, verb, command, who=PAYER):
    return scenario.database.perform(verb, command, scenario.actor(who))


def payouts(scenario):
    return scenario.read(select(Payout).order_by(Payout.id))


def facts(scenario, name):
    return scenario.read(select(AuditEntry).where(AuditEntry.fact == name))


# -- it came back ------------------------------------------------------------------------------------------------------
def test_nothing_comes_back_that_was_not_paid(scenario, ref):
    batch = seal(scenario, ref)
    with pytest.raises(WrongState):
        act(scenario, mark_payout_failed, MarkPayoutFailed(batch=batch.ref, payout=payouts(scenario)[0].ref))
    assert (the(scenario, ref).state, payouts(scenario)[0].state) == (ClaimState.BATCHED, PayoutState.PENDING)
    assert facts(scenario, "PaymentFailed") == []


def test_what_came_back_is_paid_again_only_once_the_person_said_again_how(scenario, ref, deliver, mailer):
    pay(scenario, ref)
    come_back(scenario, ref)
    deliver()
    letter = mailer.to("joyce@example.org")[-1]
    assert "came back" in letter.subject
    assert f"/claims/{ref}/" in letter.body
    assert the(scenario, ref).state is ClaimState.CAME_BACK
    with pytest.raises(WrongState):
        seal(scenario, ref)
    say_account(scenario, ref)
    assert the(scenario, ref).state is ClaimState.APPROVED
    pay(scenario, ref)
    with pytest.raises(WrongState):
        seal(scenario, ref)
    assert [payout.state for payout in payouts(scenario)] == [PayoutState.FAILED, PayoutState.PAID]
    assert the(scenario, ref).state is ClaimState.PAID


def test_saying_the_same_again_is_written_down_and_told_as_well(scenario, ref, deliver, mailer):
    pay(scenario, ref)
    come_back(scenario, ref)
    deliver()
    before = the(scenario, ref)
    for _twice in range(2):
        say_account(scenario, ref)
    deliver()
    after = the(scenario, ref)
    assert (after.method_ref, after.method_given_at) == (before.method_ref, before.method_given_at)
    assert [entry.about for entry in facts(scenario, "MethodConfirmed")] == [ref]
    assert "How you are paid" in mailer.to("joyce@example.org")[-1].subject


def test_another_account_after_it_came_back_is_looked_at_by_the_payer(scenario, ref):
    pay(scenario, ref)
    come_back(scenario, ref)
    other = say_account(scenario, ref, "87654399")
    with pytest.raises(ChangedAfterApproval):
        seal(scenario, ref)
    act(scenario, seal_batch, SealBatch(claims=[ref], seen_methods=[other.ref]))


def test_a_part_that_came_back_stays_a_part(scenario, event):
    ref = scenario.claim(event)
    decide(scenario, ref, YES, (Verdict.PART, gbp(1500), "Standard fare"))
    pay(scenario, ref)
    come_back(scenario, ref)
    say_account(scenario, ref)
    assert the(scenario, ref).state is ClaimState.PART_APPROVED


def test_it_comes_back_once_however_often_it_is_pressed(scenario, ref):
    pay(scenario, ref)
    for _twice in range(2):
        come_back(scenario, ref)
    assert len(facts(scenario, "PaymentFailed")) == 1


def test_the_account_of_what_came_back_goes_as_any_other(scenario, ref, clock):
    pay(scenario, ref)
    come_back(scenario, ref)
    clock.forward(days=31)
    assert scenario.database.perform(forget_accounts, clock.now()) == 1
    assert scenario.read(select(PayoutMethod.details_sealed)) == [None]
    say_account(scenario, ref)
    with pytest.raises(ChangedAfterApproval):
        seal(scenario, ref)


# -- taken apart -------------------------------------------------------------------------------------------------------
def apart(scenario, batch, who=PAYER, **words):
    act(scenario, take_batch_apart, TakeBatchApart(batch=batch.ref, **words), who)


def test_a_batch_that_was_not_paid_is_taken_apart_and_its_claims_are_paid_in_another(scenario, event, deliver, mailer):
    full, part = scenario.claim(event), scenario.claim(event, "ben@example.org")
    decide(scenario, full)
    decide(scenario, part, YES, (Verdict.PART, gbp(1500), "Standard fare"))
    batch = seal(scenario, full, part)
    deliver()
    letters = len(mailer.emails)
    for _twice in range(2):
        apart(scenario, batch)
    deliver()
    found = scenario.read(select(PayoutBatch))[0]
    assert (found.state, found.file_sealed) == (BatchState.TAKEN_APART, "")
    assert {payout.state for payout in payouts(scenario)} == {PayoutState.TAKEN_OUT}
    assert [the(scenario, ref).state for ref in (full, part)] == [ClaimState.APPROVED, ClaimState.PART_APPROVED]
    assert len(mailer.emails) == letters, "nobody was told of the batch, so nobody is told that it is gone"
    assert [entry.actor for entry in facts(scenario, "BatchTakenApart")] == [scenario.actor(PAYER).label]
    assert {entry.about for entry in facts(scenario, "ClaimTakenOut")} == {full, part}
    with pytest.raises(FileGone, match="taken apart"):
        act(scenario, read_file, ReadFile(batch=batch.ref))
    pay(scenario, full, part)
    assert {the(scenario, ref).state for ref in (full, part)} == {ClaimState.PAID}


def test_what_was_paid_is_not_taken_apart_and_what_was_taken_apart_is_not_paid(scenario, ref):
    batch = seal(scenario, ref)
    apart(scenario, batch)
    with pytest.raises(WrongState):
        act(scenario, mark_batch_paid, MarkBatchPaid(batch=batch.ref))
    paid = pay(scenario, ref)
    with pytest.raises(WrongState):
        apart(scenario, paid)
    assert the(scenario, ref).state is ClaimState.PAID
    assert facts(scenario, "ClaimPaid")[0].about == ref


def test_a_batch_whose_file_a_bank_may_have_is_taken_apart_only_by_who_says_that_it_was_stopped(scenario, ref):
    batch = seal(scenario, ref)
    act(scenario, read_file, ReadFile(batch=batch.ref))
    with pytest.raises(MayBeUnderWay):
        apart(scenario, batch)
    assert the(scenario, ref).state is ClaimState.BATCHED
    apart(scenario, batch, is_stopped=True)
    assert the(scenario, ref).state is ClaimState.APPROVED


def test_only_who_may_pay_a_batch_takes_it_apart(scenario, ref):
    batch = seal(scenario, ref)
    for who, refused in ((CHECKER, (NotVisible, NotAllowed)), ("joyce@example.org", NotVisible)):
        with pytest.raises(refused):
            apart(scenario, batch, who)


def test_the_form_of_a_batch_that_was_taken_apart_makes_no_other(scenario, ref):
    command = SealBatch(claims=[ref], ref="samereference")
    apart(scenario, act(scenario, seal_batch, command))
    with pytest.raises(WrongState, match="taken apart"):
        act(scenario, seal_batch, command)
    assert the(scenario, ref).state is ClaimState.APPROVED
