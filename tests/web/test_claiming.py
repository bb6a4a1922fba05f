"""Claiming, from ready to paid, and whose it is."""

import pytest
from sqlalchemy import select

from eventsite.claims.models import Claim, ClaimLine
from eventsite.claims.values import ClaimState
from eventsite.payouts.models import PayoutBatch
from eventsite.registration.models import Registration
from tests.builders.pictures import photo
from tests.builders.scenario import CHECKER, DAY, ORGANISER, PAYER
from tests.web.claiming import add_fare
from tests.web.visit import Visitor


def test_a_claim_from_ready_to_paid(claimant, sign_in, scenario, deliver, mailer):
    page = claimant.get(f"/claims/{claimant.claim}/")
    assert "£82.50" in page.words
    assert "Ready for you to check" in page.words
    page = add_fare(claimant, (photo(), "receipt.jpg"))
    assert "Receipt: receipt.jpg" in page.words
    claimant.get(f"/claims/{claimant.claim}/add/car")
    assert "We pay 45 pence a mile" in claimant.page.words
    claimant.send({"what": "Home and back", "miles": "23"})
    assert "In all: £121.25" in claimant.page.words
    claimant.get(f"/claims/{claimant.claim}/paid-by")
    claimant.send({"kind": "bank"})
    claimant.send({"name": "J Example", "sort_code": "12 34", "account_number": "12345678"}, status=422)
    claimant.send({"sort_code": "12-34-56"})
    assert claimant.page.h1 == "Check your claim, then send it"
    claimant.send()
    assert "Being checked" in claimant.page.words
    promise = "You have the money by Monday 12 April."
    assert promise in claimant.page.words

    checker = sign_in(CHECKER)
    checker.get(f"/finance/claims/{claimant.claim}")
    checker.press("Show the receipts")
    assert checker.client.get(checker.page.all("img")[0]["attrs"]["src"]).mimetype == "image/jpeg"
    lines = scenario.read(select(ClaimLine.ref).order_by(ClaimLine.id))
    checker.get(f"/finance/claims/{claimant.claim}")
    verdicts = dict.fromkeys(lines, "full") | {lines[1]: "part", f"{lines[1]}_amount": "20.00"}
    page = checker.send(verdicts, status=422)
    assert page.errors == ["Error: Say why in a few plain words. The person reads this"]
    checker.send({f"{lines[1]}_reason": "We pay the standard fare"})
    assert "Approved in part" in checker.page.words

    page = claimant.get(f"/claims/{claimant.claim}/")
    assert "We pay £20.00 of this. Why: We pay the standard fare" in page.words

    payer = sign_in(PAYER)
    payer.get(f"/finance/pay/check?claims={claimant.claim}")
    payer.send()
    assert "The batch is sealed" in payer.page.words
    file = payer.press("Fetch the payment file")
    assert file.data.decode("utf-8-sig").splitlines()[1].endswith("J Example,123456,12345678,112.85,GBP,")
    payer.get(f"/finance/batches/{scenario.read(select(PayoutBatch.ref))[0]}/paid")
    payer.send()
    deliver()
    assert "Paid: £112.85" in mailer.to("joyce@example.org")[-1].subject
    assert sum(promise in email.body for email in mailer.to("joyce@example.org")) == 2
    page = claimant.get(f"/claims/{claimant.claim}/remittance")
    assert "Fee: this can count as income" in page.words
    assert "In all: £112.85" in page.words
    seen = claimant.get("/my/who-saw").words
    assert "A receipt:" in seen
    assert "Your account number, to pay you:" in seen


def test_a_claim_goes_back_with_a_question_and_comes_again(claimant, sign_in, scenario):
    add_fare(claimant, lost_receipt="The machine kept it")
    claimant.get(f"/claims/{claimant.claim}/paid-by")
    claimant.send({"kind": "voucher"})
    claimant.send()
    checker = sign_in(CHECKER)
    checker.get(f"/finance/claims/{claimant.claim}/return")
    checker.send({"question": "Which train was it?"})
    page = claimant.get(f"/claims/{claimant.claim}/")
    assert "Which train was it?" in page.words
    claimant.get(f"/claims/{claimant.claim}/check")
    claimant.send({"answer": ""}, status=422)
    claimant.send({"answer": "The 8:10"})
    assert "They answered: The 8:10" in checker.get(f"/finance/claims/{claimant.claim}").words


@pytest.mark.parametrize("amount", ["", "0", "-5", "12,50", "1e3", "NaN", "£", "12.505", "9" * 12, "١٢"])
def test_amounts_that_are_none(claimant, scenario, amount):
    page = add_fare(claimant, amount=amount, lost_receipt="Gone")
    assert page.status == 422
    assert page.errors
    assert len(scenario.read(select(ClaimLine.id))) == 1


def test_claims_and_receipts_are_nobody_elses(claimant, sign_in, app, scenario):
    add_fare(claimant, (photo(), "receipt.jpg"))
    receipt = claimant.page.links()["Receipt: receipt.jpg"]
    picture = claimant.page.all("img")[0]["attrs"]["src"]
    own = (f"/claims/{claimant.claim}/", receipt, picture, f"/claims/{claimant.claim}/add/fare", f"/claims/{claimant.claim}/paid-by")
    for path in own:
        assert Visitor(app).get(path).h1 == "Sign in"
    for stranger in (sign_in("stranger@example.org"), sign_in(CHECKER), sign_in(ORGANISER)):
        for path in own:
            stranger.get(path, status=404)
    sign_in(CHECKER).get(f"/finance/claims/{claimant.claim}", status=404)
    sign_in(ORGANISER).get("/finance/", status=403)


def test_sending_with_a_stale_version_is_told(claimant, scenario):
    claimant.get(f"/claims/{claimant.claim}/paid-by")
    claimant.send({"kind": "voucher"})
    stale = claimant.page.fields()
    add_fare(claimant, lost_receipt="Gone")
    claimant.get(f"/claims/{claimant.claim}/check")
    claimant.post(f"/claims/{claimant.claim}/check", stale, status=409)
    assert scenario.read(select(Claim.state)) == [ClaimState.DRAFT]
    assert scenario.read(select(ClaimLine.incurred_on).order_by(ClaimLine.id))[1] == DAY


def test_a_tick_by_mistake_is_taken_back(somebody, sign_in, event, scenario):
    somebody("joyce@example.org")
    organiser = sign_in(ORGANISER)
    page = organiser.follow(f"/team/{event.slug}/attendance", "That was a mistake")
    assert page.h1 == "Was Joyce not there after all?"
    page = organiser.send()
    assert "Taken back." in page.words
    assert scenario.read(select(Registration.attended_at)) == [None]
    begun = somebody("denise@example.org")
    begun.get(f"/claims/{begun.claim}/paid-by")
    begun.send({"kind": "voucher"})
    organiser.follow(f"/team/{event.slug}/attendance", "That was a mistake")
    assert "has begun their claim already" in organiser.send().words
