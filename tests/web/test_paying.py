"""What a payer does with a batch: whatever moves money, or says that it moved, asks first on a page of its own."""

import pytest
from sqlalchemy import select

from eventsite.claims.values import ClaimState
from eventsite.payouts.models import Payout, PayoutBatch
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
    claimant.send({"kind": "cash"})
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
    claimant.send({"kind": "cash"})
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
