"""Offers, claims, checking and paying: separate hands, nothing twice, nothing lost."""

import csv
import io

import pytest
from sqlalchemy import select, text

from eventsite.claims.commands.checking import DecideClaim, decide_claim, return_claim
from eventsite.claims.commands.claiming import (
    AddCost,
    AddMileage,
    InTheFuture,
    SubmitClaim,
    add_cost,
    add_mileage,
    remove_line,
    reopen_claim,
    submit_claim,
    withdraw_claim,
)
from eventsite.claims.commands.offering import AnswerOffer, OfferSettled, answer_offer, open_claim, put_fee_back
from eventsite.claims.models import Claim, ClaimLine, Decision, PaymentOffer
from eventsite.claims.rules import AmountNeedsReason, MoreThanOffered, PartIsNotPart, ReceiptMissing
from eventsite.claims.values import ClaimState, OfferAnswer, Verdict
from eventsite.events.commands import InviteMember, invite_member
from eventsite.events.values import Role
from eventsite.kernel.lifecycle import WrongState
from eventsite.kernel.refusals import ChangedMeanwhile, NotAllowed, NotVisible
from eventsite.payouts.commands import (
    GiveMethod,
    SeparateHands,
    give_method,
    mark_batch_paid,
    mark_payout_failed,
    read_file,
    seal_batch,
)
from eventsite.payouts.models import PayoutBatch, PayoutMethod
from eventsite.payouts.rules import BadAccount
from eventsite.payouts.values import MethodKind
from eventsite.records.models import AuditEntry
from eventsite.registration.commands.attendance import record_attendance
from tests.builders.scene import CHECKER, DAY, ORGANISER, PAYER, gbp

YES = (Verdict.FULL, None, "")


@pytest.fixture
def event(scene):
    made = scene.event()
    scene.policy(made)
    return made


def the(scene, ref):
    return scene.read(select(Claim).where(Claim.ref == ref))[0]


def lines_of(scene, ref):
    return scene.read(select(ClaimLine).join(Claim).where(Claim.ref == ref).order_by(ClaimLine.id))


def decide(scene, ref, *verdicts, who=CHECKER, version=None):
    lines = lines_of(scene, ref)
    verdicts = verdicts or [YES] * len(lines)
    command = DecideClaim(
        claim=ref, version=version or the(scene, ref).version,
        verdicts={line.ref: verdict for line, verdict in zip(lines, verdicts, strict=True)},
    )
    with scene.acting(who) as work:
        return decide_claim(work, command)


def seal(scene, *refs, who=PAYER):
    with scene.acting(who) as work:
        return seal_batch(work, refs)


@pytest.mark.parametrize(
    ("answer", "agreed"),
    [(OfferAnswer.ACCEPT, 8250), (OfferAnswer.CHARITY, 0), (OfferAnswer.DECLINE, 0), (OfferAnswer.ADVICE, 0), (OfferAnswer.LESS, 0)],
)
def test_the_first_half_of_an_answer(scene, event, answer, agreed):
    ref = scene.begun(event)
    with scene.acting("", ref) as work:
        answer_offer(work, AnswerOffer(registration=ref, answer=answer), "payment")
    assert scene.read(select(PaymentOffer.agreed_minor)) == [agreed]


def test_less_is_less_and_charity_is_the_whole(scene, event):
    ref = scene.begun(event)
    with scene.acting("", ref) as work:
        answer_offer(work, AnswerOffer(registration=ref, answer=OfferAnswer.LESS, less=gbp(5000)), "payment-details")
    assert scene.read(select(PaymentOffer.agreed_minor)) == [5000]
    with pytest.raises(MoreThanOffered), scene.acting("", ref) as work:
        answer_offer(work, AnswerOffer(registration=ref, answer=OfferAnswer.LESS, less=gbp(8250)), "payment-details")
    with scene.acting("", ref) as work:
        answer_offer(work, AnswerOffer(registration=ref, answer=OfferAnswer.CHARITY, charity="The bakery"), "payment-details")
    assert scene.read(select(PaymentOffer.agreed_minor)) == [8250]


def test_who_said_yes_keeps_the_terms_they_saw(scene, event):
    ref = scene.begun(event)
    with scene.acting("", ref) as work:
        answer_offer(work, AnswerOffer(registration=ref, answer=OfferAnswer.ACCEPT), "payment")
    scene.policy(event, fee=100)
    with scene.acting("", ref) as work:
        answer_offer(work, AnswerOffer(registration=ref, answer=OfferAnswer.ACCEPT), "payment")
    assert scene.read(select(PaymentOffer.agreed_minor)) == [8250]


def test_a_claim_is_made_ready_only_for_who_was_there_and_only_once(scene, event):
    ref = scene.coming(event, offer=OfferAnswer.ACCEPT)
    with scene.acting() as work:
        assert open_claim(work, ref) is None
    with scene.acting(ORGANISER) as work:
        record_attendance(work, event.id, [ref, ref])
    for _again in range(2):
        with scene.acting() as work:
            open_claim(work, ref)
    assert scene.read(select(ClaimLine.claimed_minor)) == [8250]


def test_who_declined_the_fee_still_claims_costs(scene, event):
    ref = scene.coming(event, offer=OfferAnswer.DECLINE)
    with scene.acting(ORGANISER) as work:
        record_attendance(work, event.id, [ref])
    with scene.acting() as work:
        claim = open_claim(work, ref)
    assert claim is not None
    assert lines_of(scene, claim.ref) == []


def test_twenty_three_miles_by_car_are_ten_pounds_thirty_five(scene, event):
    ref = scene.claim(event, submitted=False)
    registration = the(scene, ref).registration
    with scene.acting("", registration) as work:
        add_mileage(work, AddMileage(claim=ref, vehicle="car", what="Home and back", incurred_on=DAY.replace(month=2), tenth_miles=230))
    assert [line.claimed_minor for line in lines_of(scene, ref)] == [8250, 2000, 1035]


def test_a_checker_approves_one_line_in_full_and_one_in_part_with_a_reason(scene, event):
    ref = scene.claim(event)
    with pytest.raises(AmountNeedsReason):
        decide(scene, ref, YES, (Verdict.PART, gbp(1500), ""))
    for part in (gbp(0), gbp(2000), gbp(9999), None):
        with pytest.raises(PartIsNotPart):
            decide(scene, ref, YES, (Verdict.PART, part, "Standard fare only"))
    decide(scene, ref, YES, (Verdict.PART, gbp(1500), "Standard fare only"))
    claim = the(scene, ref)
    assert claim.state is ClaimState.PART_APPROVED
    assert (claim.approved, claim.claimed) == (gbp(9750), gbp(10250))


def test_nothing_approved_is_declined_and_says_why(scene, event):
    ref = scene.claim(event)
    decide(scene, ref, *[(Verdict.NONE, None, "Paid already")] * 2)
    assert the(scene, ref).state is ClaimState.DECLINED


def test_a_question_goes_back_and_forth_and_voids_nothing(scene, event):
    ref = scene.claim(event)
    claim = the(scene, ref)
    with scene.acting(CHECKER) as work:
        return_claim(work, ref, claim.version, "Which train?")
    assert the(scene, ref).state is ClaimState.RETURNED
    with scene.acting("", claim.registration) as work:
        submit_claim(work, SubmitClaim(claim=ref, version=the(scene, ref).version, answer="The 8:10"))
    claim = the(scene, ref)
    assert (claim.state, claim.answer) == (ClaimState.SUBMITTED, "The 8:10")
    assert [d.outcome for d in scene.read(select(Decision))] == [ClaimState.RETURNED]


def test_a_decision_names_the_version_it_saw(scene, event):
    ref = scene.claim(event)
    with pytest.raises(ChangedMeanwhile):
        decide(scene, ref, version=the(scene, ref).version - 1)


def test_nobody_checks_or_pays_their_own_however_powerful(scene, event):
    for role in (Role.CHECKER, Role.PAYER):
        with scene.acting(ORGANISER) as work:
            invite_member(work, InviteMember(event_id=event.id, email="joyce@example.org", name="Joyce", role=role))
    ref = scene.claim(event)
    with pytest.raises(NotAllowed):
        decide(scene, ref, who="joyce@example.org")
    with scene.acting(ORGANISER) as work:
        invite_member(work, InviteMember(event_id=event.id, email=CHECKER, name="C", role=Role.PAYER))
    decide(scene, ref)
    for who in ("joyce@example.org", CHECKER):
        with pytest.raises(SeparateHands):
            seal(scene, ref, who=who)
    seal(scene, ref)


def test_an_organiser_alone_neither_checks_nor_pays(scene, event):
    ref = scene.claim(event)
    with pytest.raises(NotAllowed):
        decide(scene, ref, who=ORGANISER)
    decide(scene, ref)
    with pytest.raises(SeparateHands):
        seal(scene, ref, who=ORGANISER)


def test_a_batch_is_sealed_once_and_its_file_is_the_same_bytes_for_ever(scene, event):
    refs = [scene.claim(event, f"p{n}@example.org") for n in range(3)]
    for ref in refs:
        decide(scene, ref)
    batch = seal(scene, *refs)
    with pytest.raises(WrongState):
        seal(scene, refs[0])
    files = []
    for _again in range(2):
        with scene.acting(PAYER) as work:
            files.append(read_file(work, batch.ref))
    assert files[0] == files[1]
    rows = list(csv.DictReader(io.StringIO(files[0].decode("utf-8-sig"))))
    assert sorted(row["reference"] for row in rows) == sorted(refs)
    assert {(row["sort code"], row["account number"], row["amount"]) for row in rows} == {("123456", "01234567", "102.50")}
    assert len(scene.read(select(AuditEntry).where(AuditEntry.fact == "BatchFileRead"))) == 2


def test_account_numbers_are_nowhere_in_the_clear(scene, event):
    ref = scene.claim(event)
    decide(scene, ref)
    seal(scene, ref)
    with scene.acting() as work:
        for table in ("payout_method", "payout_batch", "audit_entry", "outbox_message", "claim"):
            dump = str(work.database.execute(text(f"SELECT * FROM {table}")).all())
            assert "01234567" not in dump
            assert "123456" not in dump
    assert scene.read(select(PayoutMethod.last_digits)) == ["67"]


def test_paid_is_paid_once_and_everybody_hears_of_it(scene, event, deliver, post):
    ref = scene.claim(event)
    decide(scene, ref)
    batch = seal(scene, ref)
    for _again in range(2):
        with scene.acting(PAYER) as work:
            mark_batch_paid(work, batch.ref)
    assert the(scene, ref).state is ClaimState.PAID
    deliver()
    subjects = [letter.subject for letter in post.to("joyce@example.org")]
    assert subjects.count("Paid: £102.50 for Spring meeting") == 1
    assert "01234567" not in str(post.letters)


def test_a_payment_that_came_back_can_be_paid_again_but_never_twice(scene, event):
    ref = scene.claim(event)
    decide(scene, ref)
    batch = seal(scene, ref)
    payout = scene.read(select(PayoutBatch))[0].payouts[0]
    with scene.acting(PAYER) as work:
        mark_payout_failed(work, batch.ref, payout.ref)
    assert the(scene, ref).state is ClaimState.APPROVED
    seal(scene, ref)
    with pytest.raises(WrongState):
        seal(scene, ref)


def test_a_sent_claim_is_frozen_and_nobody_elses(scene, event):
    ref = scene.claim(event)
    line, registration = lines_of(scene, ref)[1].ref, the(scene, ref).registration
    with pytest.raises(WrongState), scene.acting("", registration) as work:
        remove_line(work, ref, line)
    with pytest.raises(NotVisible), scene.acting("stranger@example.org") as work:
        remove_line(work, ref, line)
    with scene.acting("", registration) as work:
        withdraw_claim(work, ref)
    with pytest.raises(WrongState):
        decide(scene, ref)


def test_a_cost_over_the_limit_needs_a_receipt_or_a_word(scene, event):
    ref = scene.claim(event, fare=None, submitted=False)
    registration = the(scene, ref).registration
    from_form = {"claim": ref, "category": "fare", "what": "Train", "incurred_on": DAY.replace(month=2)}
    with pytest.raises(ReceiptMissing), scene.acting("", registration) as work:
        add_cost(work, AddCost(**from_form, amount=gbp(1001)))
    with scene.acting("", registration) as work:
        add_cost(work, AddCost(**from_form, amount=gbp(1000)))
    with pytest.raises(InTheFuture), scene.acting("", registration) as work:
        add_cost(work, AddCost(**from_form | {"incurred_on": DAY.replace(year=2028)}, amount=gbp(100)))


@pytest.mark.parametrize(("code", "number"), [("12345", "1234567"), ("12-34-56", "12345"), ("12-34-56", "123456789"), ("abcdef", "12345678"), ("１２３４５６", "12345678")])
def test_digits_that_cannot_be_an_account(scene, event, code, number):
    ref = scene.claim(event, submitted=False)
    command = GiveMethod(claim=ref, kind=MethodKind.BANK, name="J", sort_code=code, account_number=number)
    with pytest.raises(BadAccount), scene.acting("", the(scene, ref).registration) as work:
        give_method(work, command)


def test_the_fee_taken_off_can_be_put_back_once(scene, event):
    ref = scene.claim(event, fare=None, submitted=False)
    registration, fee = the(scene, ref).registration, lines_of(scene, ref)[0].ref
    with scene.acting("", registration) as work:
        remove_line(work, ref, fee)
    assert lines_of(scene, ref) == []
    for _again in range(2):
        with scene.acting("", registration) as work:
            put_fee_back(work, ref)
    assert [line.claimed_minor for line in lines_of(scene, ref)] == [8250]


def test_a_claim_taken_back_can_be_started_again(scene, event):
    ref = scene.claim(event)
    registration = the(scene, ref).registration
    with scene.acting("", registration) as work:
        withdraw_claim(work, ref)
    with pytest.raises(NotAllowed), scene.acting("stranger@example.org") as work:
        reopen_claim(work, ref)
    with scene.acting("", registration) as work:
        reopen_claim(work, ref)
    assert the(scene, ref).state is ClaimState.DRAFT


def test_once_the_claim_is_open_the_answer_to_the_offer_is_settled(scene, event):
    ref = scene.claim(event, submitted=False)
    registration = the(scene, ref).registration
    with pytest.raises(OfferSettled), scene.acting("", registration) as work:
        answer_offer(work, AnswerOffer(registration=registration, answer=OfferAnswer.DECLINE), "payment")


def test_a_part_that_came_back_stays_a_part(scene, event):
    ref = scene.claim(event)
    decide(scene, ref, YES, (Verdict.PART, gbp(1500), "Standard fare"))
    batch = seal(scene, ref)
    payout = scene.read(select(PayoutBatch))[0].payouts[0]
    with scene.acting(PAYER) as work:
        mark_payout_failed(work, batch.ref, payout.ref)
    assert the(scene, ref).state is ClaimState.PART_APPROVED
