"""What a payer does with a batch: whatever moves money, or says that it moved, asks first on a page of its own."""

import csv
import io

import pytest
from sqlalchemy import select

from eventsite.claims.values import ClaimState
from eventsite.kernel.base import Base
from eventsite.payouts.commands.paying import ReadFile, read_file
from eventsite.payouts.models import Payout, PayoutBatch, PayoutMethod
from eventsite.payouts.values import BatchState
from tests.builders.claims import decide, pay, seal, the
from tests.builders.scenario import PAYER


@pytest.fixture
def ref(scenario, event):
    ref = scenario.claim(event)
    decide(scenario, ref)
    return ref


@pytest.fixture
def payer(sign_in):
    return sign_in(PAYER)


def states(scenario):
    return scenario.read(select(PayoutBatch.state))


def test_a_batch_is_said_to_be_paid_after_a_page_that_says_what_follows(scenario, ref, payer):
    batch = seal(scenario, ref)
    page = payer.get(f"/finance/batches/{batch.ref}")
    assert "1 payment, £102.50 (GBP)" in page.words
    page = payer.get(page.links()["I have paid these"])
    assert page.h1 == "Did you pay this one, £102.50 (GBP)?"
    assert "You cannot take that back" in page.words
    assert states(scenario) == [BatchState.SEALED]
    payer.send()
    assert "Marked as paid" in payer.page.words
    assert states(scenario) == [BatchState.PAID]
    assert "That cannot be done now" in payer.get(f"/finance/batches/{batch.ref}/apart").words


def test_claims_of_two_organisations_go_on_apart(scenario, ref, payer):
    elsewhere = scenario.event("In the shed", of="The Shed")
    scenario.terms(elsewhere)
    other = scenario.claim(elsewhere, "ben@example.org")
    decide(scenario, other)
    both = f"/finance/pay/check?claims={ref}&claims={other}"
    page = payer.get(both)
    assert "Each organisation pays its own" in page.words
    assert "Seal this batch" not in page.words
    payer.get(page.links()["Go on with 1 payment of The Shed"])
    payer.send()
    assert [the(scenario, one).state for one in (ref, other)] == [ClaimState.APPROVED, ClaimState.BATCHED]
    assert "Each organisation pays its own" not in payer.get(both).words


def test_a_payment_comes_back_after_a_page_that_says_what_follows(scenario, ref, payer):
    batch = seal(scenario, ref)
    address = f"/finance/batches/{batch.ref}/payouts/{scenario.read(select(Payout.ref))[0]}/failed"
    assert "It came back" not in payer.get(f"/finance/batches/{batch.ref}").words
    assert "That cannot be done now" in payer.get(address).words
    payer.get(f"/finance/batches/{batch.ref}")
    payer.post(address, {}, status=422)
    assert the(scenario, ref).state is ClaimState.BATCHED
    payer.get(f"/finance/batches/{batch.ref}/paid")
    payer.send()
    page = payer.get(address)
    assert page.h1 == "Did the payment of £102.50 (GBP) to Joyce come back?"
    assert "You can pay the claim again once they have told us, and not before" in page.words
    assert the(scenario, ref).state is ClaimState.PAID
    payer.send()
    assert the(scenario, ref).state is ClaimState.CAME_BACK
    assert "Nothing to pay right now" in payer.get("/finance/pay").words


def test_whose_payment_came_back_says_again_how_to_be_paid(claimant, scenario, sign_in):
    claimant.get(f"/claims/{claimant.claim}/paid-by")
    claimant.send({"kind": "voucher"})
    claimant.send()
    decide(scenario, claimant.claim)
    pay(scenario, claimant.claim)
    payer = sign_in(PAYER)
    batch, payout = scenario.read(select(PayoutBatch.ref))[0], scenario.read(select(Payout.ref))[0]
    payer.get(f"/finance/batches/{batch}/payouts/{payout}/failed")
    payer.send()
    page = claimant.get(f"/claims/{claimant.claim}/")
    assert "Your payment came back" in page.words
    assert "That is a promise" not in page.words
    assert "Paid by another person not yet" in page.words
    claimant.get(page.links()["Say how to pay me"])
    claimant.send({"kind": "voucher"})
    assert "Approved, will be paid" in claimant.page.words
    assert claimant.claim in payer.get("/finance/pay").html


def test_a_batch_is_taken_apart_after_a_page_that_says_what_follows(scenario, ref, payer):
    batch = seal(scenario, ref)
    page = payer.get(f"/finance/batches/{batch.ref}")
    page = payer.get(page.links()["Take it apart"])
    assert "The payment file is deleted" in page.words
    assert not page.all("input", type="checkbox"), "nobody fetched the file, so no bank can have it"
    assert states(scenario) == [BatchState.SEALED]
    payer.send()
    assert "Taken apart, never paid" in payer.page.words
    assert "Fetch the payment file" not in payer.page.words
    payer.get(f"/finance/pay/check?claims={ref}")
    payer.post(f"/finance/batches/{batch.ref}/paid", {}, status=422)
    assert the(scenario, ref).state is ClaimState.APPROVED


def test_who_takes_a_batch_apart_whose_file_was_fetched_says_that_no_bank_has_it(scenario, ref, payer):
    batch = seal(scenario, ref)
    payer.post(f"/finance/batches/{batch.ref}/file", {})
    payer.get(f"/finance/batches/{batch.ref}/apart")
    page = payer.send(status=422)
    assert page.errors == ["Error: Say that no bank has the file, or that it was stopped there"]
    assert states(scenario) == [BatchState.SEALED]
    payer.send({"is_stopped": "yes"})
    assert states(scenario) == [BatchState.TAKEN_APART]


@pytest.mark.parametrize(("kind", "says"), [("talk", "Another way: please ring me"), ("cash", "Cash, in person")])
def test_whoever_has_to_be_rung_says_on_which_number(claimant, scenario, sign_in, kind, says):
    claimant.get(f"/claims/{claimant.claim}/paid-by")
    claimant.send({"kind": kind})
    assert claimant.page.fields()["name"] == "Joyce"
    claimant.send({"phone": "ring me"}, status=422)
    claimant.send({"phone": ""}, status=422)
    assert the(scenario, claimant.claim).method_ref is None
    claimant.send({"phone": "18001\u00a001632\u2013960\u00a0060 ext 7"})
    claimant.send()
    decide(scenario, claimant.claim)
    batch = seal(scenario, claimant.claim)
    payer = sign_in(PAYER)
    page = payer.get(f"/finance/batches/{batch.ref}")
    assert f"{says}, on the number ending in 07" in page.words
    assert "960" not in page.words
    page = payer.press("Show whom to ring")
    assert "Joyce, 18001 01632-960 060 ext 7" in page.words
    with scenario.acting(PAYER) as work:
        row = next(csv.DictReader(io.StringIO(read_file(work, ReadFile(batch=batch.ref)).decode("utf-8-sig"))))
    assert (row["how"], row["name"], row["contact"]) == (kind, "Joyce", "18001 01632-960 060 ext 7")
    assert "The number to ring you on, to pay you" in claimant.get("/my/who-saw").words


def test_no_number_to_ring_stands_in_the_clear_or_stays(claimant, scenario):
    claimant.get(f"/claims/{claimant.claim}/paid-by")
    claimant.send({"kind": "talk"})
    claimant.send({"phone": "01632 960 068"})
    assert scenario.read(select(PayoutMethod.last_digits)) == ["68"]
    with scenario.acting() as work:
        dump = str([work.database.execute(select(table)).all() for table in Base.metadata.sorted_tables])
    assert "960 068" not in dump
    claimant.get(f"/claims/{claimant.claim}/paid-by")
    claimant.send({"kind": "voucher"})
    assert scenario.read(select(PayoutMethod.details_sealed)) == [None, None]


def test_a_voucher_says_where_it_goes(claimant, scenario, sign_in):
    claimant.get(f"/claims/{claimant.claim}/paid-by")
    claimant.send({"kind": "voucher"})
    claimant.send()
    decide(scenario, claimant.claim)
    batch = seal(scenario, claimant.claim)
    with scenario.acting(PAYER) as work:
        row = next(csv.DictReader(io.StringIO(read_file(work, ReadFile(batch=batch.ref)).decode("utf-8-sig"))))
    assert (row["how"], row["name"], row["contact"]) == ("voucher", "Joyce", "joyce@example.org")
    assert "Show whom to ring" not in sign_in(PAYER).get(f"/finance/batches/{batch.ref}").words
