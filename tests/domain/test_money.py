"""Offers, claims, checking and paying: separate hands, nothing twice, nothing lost."""

import csv
import io

import pytest
from sqlalchemy import select, text

from eventsite.claims.commands.checking import DecideClaim, ReturnClaim, decide_claim, return_claim
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
from eventsite.claims.commands.offering import (
    AnswerOffer,
    OfferSettled,
    OpenClaim,
    PutFeeBack,
    answer_offer,
    open_claim,
    put_fee_back,
)
from eventsite.claims.models import Claim, ClaimDecision, ClaimLine, PaymentOffer
from eventsite.claims.rules import AmountNeedsReason, MoreThanOffered, PartIsNotPart, ReceiptMissing
from eventsite.claims.values import ClaimState, OfferAnswer, Verdict
from eventsite.events.commands import InviteMember, invite_member
from eventsite.events.values import Role
from eventsite.kernel.lifecycle import WrongState
from eventsite.kernel.refusals import ChangedMeanwhile, NotAllowed, NotVisible
from eventsite.payouts.commands.methods import GiveMethod, give_method
from eventsite.payouts.commands.paying import (
    ChangedAfterApproval,
    MarkBatchPaid,
    MarkPayoutFailed,
    ReadFile,
    SealBatch,
    SeparateHands,
    mark_batch_paid,
    mark_payout_failed,
    read_file,
    seal_batch,
)
from eventsite.payouts.models import PayoutBatch, PayoutMethod
from eventsite.payouts.rules import BadAccount
from eventsite.payouts.values import MethodKind
from eventsite.records.models import AuditEntry, PublicVersionCount
from eventsite.registration.commands.attendance import RecordAttendance, record_attendance
from tests.builders.scenario import CHECKER, DAY, ORGANISER, PAYER, gbp

YES = (Verdict.FULL, None, "")


@pytest.fixture
def event(scenario):
    made = scenario.event()
    scenario.terms(made)
    return made


def the(scenario, ref):
    return scenario.read(select(Claim).where(Claim.ref == ref))[0]


def lines_of(scenario, ref):
    return scenario.read(select(ClaimLine).join(Claim).where(Claim.ref == ref).order_by(ClaimLine.id))


def decide(scenario, ref, *verdicts, who=CHECKER, version=None):
    lines = lines_of(scenario, ref)
    verdicts = verdicts or [YES] * len(lines)
    command = DecideClaim(
        claim=ref, version=version or the(scenario, ref).version,
        verdicts={line.ref: verdict for line, verdict in zip(lines, verdicts, strict=True)},
    )
    with scenario.acting(who) as work:
        return decide_claim(work, command)


def seal(scenario, *refs, who=PAYER):
    with scenario.acting(who) as work:
        return seal_batch(work, SealBatch(claims=refs))


@pytest.mark.parametrize(
    ("answer", "agreed"),
    [(OfferAnswer.ACCEPT, 8250), (OfferAnswer.CHARITY, 0), (OfferAnswer.DECLINE, 0), (OfferAnswer.ADVICE, 0), (OfferAnswer.LESS, 0)],
)
def test_the_first_half_of_an_answer(scenario, event, answer, agreed):
    ref = scenario.begun(event)
    with scenario.acting("", ref) as work:
        answer_offer(work, AnswerOffer(registration=ref, answer=answer, stage="payment"))
    assert scenario.read(select(PaymentOffer.agreed_minor)) == [agreed]


def test_less_is_less_and_charity_is_the_whole(scenario, event):
    ref = scenario.begun(event)
    with scenario.acting("", ref) as work:
        answer_offer(work, AnswerOffer(registration=ref, answer=OfferAnswer.LESS, less=gbp(5000), stage="payment-details"))
    assert scenario.read(select(PaymentOffer.agreed_minor)) == [5000]
    with pytest.raises(MoreThanOffered), scenario.acting("", ref) as work:
        answer_offer(work, AnswerOffer(registration=ref, answer=OfferAnswer.LESS, less=gbp(8250), stage="payment-details"))
    with scenario.acting("", ref) as work:
        answer_offer(work, AnswerOffer(registration=ref, answer=OfferAnswer.CHARITY, charity="The bakery", stage="payment-details"))
    assert scenario.read(select(PaymentOffer.agreed_minor)) == [8250]


def test_who_said_yes_keeps_the_terms_they_saw(scenario, event):
    ref = scenario.begun(event)
    with scenario.acting("", ref) as work:
        answer_offer(work, AnswerOffer(registration=ref, answer=OfferAnswer.ACCEPT, stage="payment"))
    scenario.terms(event, fee=100)
    with scenario.acting("", ref) as work:
        answer_offer(work, AnswerOffer(registration=ref, answer=OfferAnswer.ACCEPT, stage="payment"))
    assert scenario.read(select(PaymentOffer.agreed_minor)) == [8250]


def test_a_claim_is_made_ready_only_for_who_was_there_and_only_once(scenario, event):
    ref = scenario.coming(event, offer=OfferAnswer.ACCEPT)
    assert scenario.database.perform(open_claim, OpenClaim(registration=ref)) is None
    with scenario.acting(ORGANISER) as work:
        record_attendance(work, RecordAttendance(event=event.ref, refs=[ref, ref]))
    for _again in range(2):
        scenario.database.perform(open_claim, OpenClaim(registration=ref))
    assert scenario.read(select(ClaimLine.claimed_minor)) == [8250]


def test_who_declined_the_fee_still_claims_costs(scenario, event):
    ref = scenario.coming(event, offer=OfferAnswer.DECLINE)
    with scenario.acting(ORGANISER) as work:
        record_attendance(work, RecordAttendance(event=event.ref, refs=[ref]))
    claim = scenario.database.perform(open_claim, OpenClaim(registration=ref))
    assert claim is not None
    assert lines_of(scenario, claim.ref) == []


def test_twenty_three_miles_by_car_are_ten_pounds_thirty_five(scenario, event):
    ref = scenario.claim(event, submitted=False)
    registration = the(scenario, ref).registration
    with scenario.acting("", registration) as work:
        add_mileage(work, AddMileage(claim=ref, vehicle="car", what="Home and back", incurred_on=DAY.replace(month=2), tenth_miles=230))
    assert [line.claimed_minor for line in lines_of(scenario, ref)] == [8250, 2000, 1035]


def test_a_checker_approves_one_line_in_full_and_one_in_part_with_a_reason(scenario, event):
    ref = scenario.claim(event)
    with pytest.raises(AmountNeedsReason):
        decide(scenario, ref, YES, (Verdict.PART, gbp(1500), ""))
    for part in (gbp(0), gbp(2000), gbp(9999), None):
        with pytest.raises(PartIsNotPart):
            decide(scenario, ref, YES, (Verdict.PART, part, "Standard fare only"))
    decide(scenario, ref, YES, (Verdict.PART, gbp(1500), "Standard fare only"))
    claim = the(scenario, ref)
    assert claim.state is ClaimState.PART_APPROVED
    assert (claim.approved, claim.claimed) == (gbp(9750), gbp(10250))


def test_nothing_approved_is_declined_and_says_why(scenario, event):
    ref = scenario.claim(event)
    decide(scenario, ref, *[(Verdict.NONE, None, "Paid already")] * 2)
    assert the(scenario, ref).state is ClaimState.DECLINED


def test_a_question_goes_back_and_forth_and_voids_nothing(scenario, event):
    ref = scenario.claim(event)
    claim = the(scenario, ref)
    with scenario.acting(CHECKER) as work:
        return_claim(work, ReturnClaim(claim=ref, version=claim.version, question="Which train?"))
    assert the(scenario, ref).state is ClaimState.RETURNED
    with scenario.acting("", claim.registration) as work:
        submit_claim(work, SubmitClaim(claim=ref, version=the(scenario, ref).version, answer="The 8:10"))
    claim = the(scenario, ref)
    assert (claim.state, claim.answer) == (ClaimState.SUBMITTED, "The 8:10")
    assert [d.outcome for d in scenario.read(select(ClaimDecision))] == [ClaimState.RETURNED]


def test_a_decision_names_the_version_it_saw(scenario, event):
    ref = scenario.claim(event)
    with pytest.raises(ChangedMeanwhile):
        decide(scenario, ref, version=the(scenario, ref).version - 1)


def test_nobody_checks_or_pays_their_own_however_powerful(scenario, event):
    for role in (Role.CHECKER, Role.PAYER):
        with scenario.acting(ORGANISER) as work:
            invite_member(work, InviteMember(event=event.ref, email="joyce@example.org", name="Joyce", role=role))
    ref = scenario.claim(event)
    with pytest.raises(NotAllowed):
        decide(scenario, ref, who="joyce@example.org")
    with scenario.acting(ORGANISER) as work:
        invite_member(work, InviteMember(event=event.ref, email=CHECKER, name="C", role=Role.PAYER))
    decide(scenario, ref)
    for who in ("joyce@example.org", CHECKER):
        with pytest.raises(SeparateHands):
            seal(scenario, ref, who=who)
    seal(scenario, ref)


def test_an_organiser_alone_neither_checks_nor_pays(scenario, event):
    ref = scenario.claim(event)
    with pytest.raises(NotAllowed):
        decide(scenario, ref, who=ORGANISER)
    decide(scenario, ref)
    with pytest.raises(SeparateHands):
        seal(scenario, ref, who=ORGANISER)


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


def test_a_payment_that_came_back_can_be_paid_again_but_never_twice(scenario, event):
    ref = scenario.claim(event)
    decide(scenario, ref)
    batch = seal(scenario, ref)
    payout = scenario.read(select(PayoutBatch))[0].payouts[0]
    with scenario.acting(PAYER) as work:
        mark_payout_failed(work, MarkPayoutFailed(batch=batch.ref, payout=payout.ref))
    assert the(scenario, ref).state is ClaimState.APPROVED
    seal(scenario, ref)
    with pytest.raises(WrongState):
        seal(scenario, ref)


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


@pytest.mark.parametrize(("code", "number"), [("12345", "1234567"), ("12-34-56", "12345"), ("12-34-56", "123456789"), ("abcdef", "12345678"), ("１２３４５６", "12345678")])
def test_digits_that_cannot_be_an_account(scenario, event, code, number):
    ref = scenario.claim(event, submitted=False)
    command = GiveMethod(claim=ref, kind=MethodKind.BANK, name="J", sort_code=code, account_number=number)
    with pytest.raises(BadAccount), scenario.acting("", the(scenario, ref).registration) as work:
        give_method(work, command)


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


def test_once_the_claim_is_open_the_answer_to_the_offer_is_settled(scenario, event):
    ref = scenario.claim(event, submitted=False)
    registration = the(scenario, ref).registration
    with pytest.raises(OfferSettled), scenario.acting("", registration) as work:
        answer_offer(work, AnswerOffer(registration=registration, answer=OfferAnswer.DECLINE, stage="payment"))


def test_a_part_that_came_back_stays_a_part(scenario, event):
    ref = scenario.claim(event)
    decide(scenario, ref, YES, (Verdict.PART, gbp(1500), "Standard fare"))
    batch = seal(scenario, ref)
    payout = scenario.read(select(PayoutBatch))[0].payouts[0]
    with scenario.acting(PAYER) as work:
        mark_payout_failed(work, MarkPayoutFailed(batch=batch.ref, payout=payout.ref))
    assert the(scenario, ref).state is ClaimState.PART_APPROVED


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


def test_details_given_before_the_approval_need_no_second_look(scenario, event, clock):
    ref = scenario.claim(event)
    clock.forward(hours=1)
    decide(scenario, ref)
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
    for secret in ("654321", "87654399", "99"):
        assert secret not in told[0].body


def test_an_account_number_that_was_replaced_is_gone_at_once(scenario, event):
    ref = scenario.claim(event, submitted=False)
    bank(scenario, ref)
    kept = scenario.read(select(PayoutMethod).order_by(PayoutMethod.id))
    assert [method.details_sealed is not None for method in kept] == [False, True]
    assert kept[1].ref == the(scenario, ref).method_ref


def test_the_same_form_makes_one_batch_and_the_same_terms_make_one_version(scenario, event):
    ref = scenario.claim(event)
    decide(scenario, ref)
    command = SealBatch(claims=[ref], ref="samereference")
    made = [scenario.database.perform(seal_batch, command, scenario.actor(PAYER)).ref for _press in range(2)]
    assert made == ["samereference"] * 2
    assert scenario.terms(event).number == scenario.terms(event).number == 1
    assert scenario.terms(event, fee=1).number == 2


def test_new_terms_outdate_the_public_pages(scenario):
    event = scenario.event()
    before = scenario.read(select(PublicVersionCount.number).where(PublicVersionCount.event_id == event.id))
    scenario.terms(event)
    after = scenario.read(select(PublicVersionCount.number).where(PublicVersionCount.event_id == event.id))
    assert after == [before[0] + 1]
