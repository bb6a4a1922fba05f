"""Separate hands, nothing paid twice, and account numbers gone as soon as nothing needs them."""

import csv
import io
import re

import pytest
from sqlalchemy import select, text, update

from eventsite.claims.commands.claiming import (
    NoMethod,
    ReopenClaim,
    SubmitClaim,
    WithdrawClaim,
    reopen_claim,
    submit_claim,
    withdraw_claim,
)
from eventsite.claims.queries import method_givers
from eventsite.claims.values import ClaimState
from eventsite.kernel.lifecycle import WrongState
from eventsite.payouts.commands.methods import GiveMethod, give_method
from eventsite.payouts.commands.paying import (
    ChangedAfterApproval,
    MarkBatchPaid,
    ReadFile,
    SealBatch,
    mark_batch_paid,
    read_file,
    seal_batch,
)
from eventsite.payouts.models import PayoutBatch, PayoutMethod
from eventsite.payouts.rules import BadAccount, NoNumber
from eventsite.payouts.values import MethodKind
from eventsite.people.models import Person
from eventsite.records.models import AuditEntry
from tests.builders.claims import decide, say_account, seal, the
from tests.builders.scenario import ORGANISER, PAYER


def test_a_batch_is_sealed_once_and_its_file_is_the_same_bytes_for_ever(scenario, event):
    refs = [scenario.claim(event, f"p{n}@example.org") for n in range(3)]
    for ref in refs:
        decide(scenario, ref)
    batch = seal(scenario, *refs)
    with pytest.raises(WrongState):
        seal(scenario, refs[0])
    files = []
    for _again in range(2):
        with scenario.acting(PAYER) as work:
            files.append(read_file(work, ReadFile(batch=batch.ref)))
    assert files[0] == files[1]
    rows = list(csv.DictReader(io.StringIO(files[0].decode("utf-8-sig"))))
    assert sorted(row["reference"] for row in rows) == sorted(refs)
    assert {(row["sort code"], row["account number"], row["amount"]) for row in rows} == {("123456", "01234567", "102.50")}
    assert len(scenario.read(select(AuditEntry).where(AuditEntry.fact == "BatchFileRead"))) == 2


def test_account_numbers_are_nowhere_in_the_clear(scenario, event):
    ref = scenario.claim(event)
    decide(scenario, ref)
    seal(scenario, ref)
    with scenario.acting() as work:
        for table in ("payout_method", "payout_batch", "audit_entry", "outbox_message", "claim"):
            dump = str(work.database.execute(text(f"SELECT * FROM {table}")).all())
            assert "01234567" not in dump
            assert "123456" not in dump
    assert scenario.read(select(PayoutMethod.last_digits)) == ["67"]


def test_paid_is_paid_once_and_everybody_hears_of_it(scenario, event, deliver, mailer):
    ref = scenario.claim(event)
    decide(scenario, ref)
    batch = seal(scenario, ref)
    for _again in range(2):
        with scenario.acting(PAYER) as work:
            mark_batch_paid(work, MarkBatchPaid(batch=batch.ref))
    assert the(scenario, ref).state is ClaimState.PAID
    deliver()
    subjects = [email.subject for email in mailer.to("joyce@example.org")]
    assert subjects.count("Paid: £102.50 for Spring meeting") == 1
    assert "01234567" not in str(mailer.emails)


@pytest.mark.parametrize(("code", "number"), [("12345", "1234567"), ("12-34-56", "12345"), ("12-34-56", "123456789"), ("abcdef", "12345678"), ("１２３４５６", "12345678")])
def test_digits_that_cannot_be_an_account(scenario, event, code, number):
    ref = scenario.claim(event, submitted=False)
    command = GiveMethod(claim=ref, kind=MethodKind.BANK, name="J", sort_code=code, account_number=number)
    with pytest.raises(BadAccount), scenario.acting("", the(scenario, ref).registration) as work:
        give_method(work, command)


def bank(scenario, ref, number="87654399"):
    command = GiveMethod(claim=ref, kind=MethodKind.BANK, name="J", sort_code="654321", account_number=number)
    with scenario.acting("", the(scenario, ref).registration) as work:
        return give_method(work, command)


def test_details_changed_after_the_approval_are_paid_only_once_the_payer_has_seen_them(scenario, event, clock):
    ref = scenario.claim(event)
    clock.forward(hours=1)
    decide(scenario, ref)
    clock.forward(hours=1)
    seen = [bank(scenario, ref, "11111111").ref]
    latest = bank(scenario, ref).ref
    for told in ((), seen):
        with pytest.raises(ChangedAfterApproval, match=f"{ref}: .*99"), scenario.acting(PAYER) as work:
            seal_batch(work, SealBatch(claims=[ref], seen_methods=told))
    with scenario.acting(PAYER) as work:
        seal_batch(work, SealBatch(claims=[ref], seen_methods=[latest]))


def test_who_said_last_how_to_pay_is_read_from_the_audit(scenario, event):
    ref = scenario.claim(event, submitted=False)

    def giver():
        with scenario.acting(PAYER) as work:
            return method_givers(work.database, [the(scenario, ref)])

    assert giver() == {ref: "somebody with the link from their letter"}
    command = GiveMethod(claim=ref, kind=MethodKind.CASH, phone="01632 960 001")
    with scenario.acting("joyce@example.org") as work:
        give_method(work, command)
    assert giver() == {ref: "the person, signed in"}
    bank(scenario, ref)
    assert giver() == {ref: "somebody with the link from their letter"}
    with scenario.behind() as work:
        (amara,) = work.database.scalars(select(Person).where(Person.email == ORGANISER))
        amara.name = "Amara"
        work.database.execute(update(AuditEntry).where(AuditEntry.fact == "MethodGiven").values(actor=f"person:{amara.id}"))
    assert giver() == {ref: "Amara"}
    with scenario.behind() as work:
        work.database.get_one(Person, amara.id).name = ""
    assert giver() == {ref: "somebody who acts for them"}


def test_details_given_before_the_approval_need_no_second_look(scenario, event):
    ref = scenario.claim(event)
    decide(scenario, ref)
    seal(scenario, ref)


def test_details_changed_in_the_very_moment_of_the_approval_need_a_second_look(scenario, event):
    ref = scenario.claim(event)
    decide(scenario, ref)
    bank(scenario, ref)
    found = the(scenario, ref)
    assert found.method_given_at == found.decided_at, "the clock stands still: no time tells which came first"
    with pytest.raises(ChangedAfterApproval):
        seal(scenario, ref)


def test_details_changed_and_changed_back_are_looked_at_too(scenario, event):
    ref = scenario.claim(event)
    decide(scenario, ref)
    bank(scenario, ref)
    say_account(scenario, ref)
    with pytest.raises(ChangedAfterApproval):
        seal(scenario, ref)


def test_every_change_of_how_to_be_paid_is_told_at_once_without_details(scenario, event, deliver, mailer):
    ref = scenario.claim(event)
    deliver()
    decide(scenario, ref)
    before = len(mailer.to("joyce@example.org"))
    for _again in range(2):
        bank(scenario, ref)
    deliver()
    told = [email for email in mailer.to("joyce@example.org")[before:] if "How you are paid" in email.subject]
    assert len(told) == 1, "the same details again are no change"
    words = re.sub(r"https?://\S+", "", told[0].body)  # a reference in a link may hold any digits
    for secret in ("654321", "87654399", "99"):
        assert secret not in words


def test_an_account_number_that_was_replaced_is_gone_at_once(scenario, event):
    ref = scenario.claim(event, submitted=False)
    bank(scenario, ref)
    kept = scenario.read(select(PayoutMethod).order_by(PayoutMethod.id))
    assert [method.details_sealed is not None for method in kept] == [False, True]
    assert kept[1].ref == the(scenario, ref).method_ref


def test_a_form_that_made_a_batch_makes_no_other(scenario, event):
    refs = [scenario.claim(event, f"p{n}@example.org") for n in range(3)]
    for ref in refs:
        decide(scenario, ref)
    made = scenario.database.perform(seal_batch, SealBatch(claims=refs[:2], ref="samereference"), scenario.actor(PAYER))
    for claims in (refs[:1], refs, refs[1:], refs[2:]):
        with pytest.raises(WrongState):
            scenario.database.perform(seal_batch, SealBatch(claims=claims, ref="samereference"), scenario.actor(PAYER))
    assert scenario.read(select(PayoutBatch.ref)) == [made.ref]
    assert the(scenario, refs[2]).state is ClaimState.APPROVED


def test_the_same_form_makes_one_batch_and_the_same_terms_make_one_version(scenario, event):
    ref = scenario.claim(event)
    decide(scenario, ref)
    command = SealBatch(claims=[ref], ref="samereference")
    made = [scenario.database.perform(seal_batch, command, scenario.actor(PAYER)).ref for _press in range(2)]
    assert made == ["samereference"] * 2
    assert scenario.terms(event).number == scenario.terms(event).number == 1
    assert scenario.terms(event, fee=1).number == 2


def test_a_claim_taken_back_keeps_no_account_and_touches_no_other(scenario, event, deliver):
    other = scenario.event("Another meeting")
    scenario.terms(other)
    kept, gone = [scenario.claim(event, "ben@example.org"), scenario.claim(other)], scenario.claim(event)
    registration = the(scenario, gone).registration
    for _twice in range(2):
        with scenario.acting("", registration) as work:
            withdraw_claim(work, WithdrawClaim(claim=gone))
    deliver()
    withdrawn = the(scenario, gone)
    assert (withdrawn.method_ref, withdrawn.method_says, withdrawn.method_given_at) == (None, "", None)
    sealed = scenario.read(select(PayoutMethod.ref).where(PayoutMethod.details_sealed.is_not(None)))
    assert sorted(sealed) == sorted(the(scenario, ref).method_ref for ref in kept)
    with scenario.acting("", registration) as work:
        reopen_claim(work, ReopenClaim(claim=gone))
    with pytest.raises(NoMethod), scenario.acting("", registration) as work:
        submit_claim(work, SubmitClaim(claim=gone, version=the(scenario, gone).version))


def test_an_account_given_again_before_the_worker_came_is_kept(scenario, event, deliver):
    ref = scenario.claim(event)
    registration = the(scenario, ref).registration
    with scenario.acting("", registration) as work:
        withdraw_claim(work, WithdrawClaim(claim=ref))
    with scenario.acting("", registration) as work:
        reopen_claim(work, ReopenClaim(claim=ref))
    with scenario.acting("", registration) as work:
        give_method(work, GiveMethod(claim=ref, kind=MethodKind.BANK, name="J", sort_code="12 34 56", account_number="7654321"))
    deliver()
    kept = scenario.read(select(PayoutMethod.ref).where(PayoutMethod.details_sealed.is_not(None)))
    assert kept == [the(scenario, ref).method_ref]


@pytest.mark.parametrize("kind", [MethodKind.CASH, MethodKind.TALK])
def test_whoever_asks_to_be_rung_says_on_which_number(scenario, event, kind):
    ref = scenario.claim(event, submitted=False)
    with pytest.raises(NoNumber), scenario.acting("joyce@example.org") as work:
        give_method(work, GiveMethod(claim=ref, kind=kind, name="Joyce"))
