"""Claiming, checking and paying through the pages, with real files."""

import io

import pytest
from sqlalchemy import select

from eventsite.claims.models import Claim, ClaimLine, Evidence
from eventsite.claims.values import ClaimState, OfferAnswer
from eventsite.payouts.models import PayoutBatch
from eventsite.registration.commands.attendance import record_attendance
from eventsite.registration.rules import link_token
from tests.builders.receipts import PHOTO_NOTE, bomb, heic, pdf, photo
from tests.builders.scene import CHECKER, DAY, ORGANISER, PAYER
from tests.web.visit import Visitor


@pytest.fixture
def event(scene, clock):
    made = scene.event()
    scene.policy(made)
    return made


@pytest.fixture
def somebody(scene, event, app, deliver, books):
    """Return a function that gives the browser, opened with their link, of somebody who was there."""

    def arrive(email):
        registration = scene.coming(event, email, offer=OfferAnswer.ACCEPT)
        with scene.acting(ORGANISER) as work:
            record_attendance(work, event.id, [registration])
        deliver()
        visit = Visitor(app)
        visit.get(f"/my/open/{registration}/{link_token(books.cipher, registration)}")
        visit.send()
        visit.claim = scene.read(select(Claim.ref).where(Claim.registration == registration))[0]
        return visit

    return arrive


@pytest.fixture
def claimant(somebody, clock):
    """Joyce, who was there, after the day."""
    visit = somebody("joyce@example.org")
    clock.forward(days=27)
    return visit


def add_fare(visit, *files, **changes):
    visit.get(f"/claims/{visit.claim}/add")
    visit.send({"kind": "fare"})
    data = visit.page.fields() | {"what": "Train", "amount": "28.40"} | changes
    data["receipts"] = [(io.BytesIO(content), name) for content, name in files]
    return visit._shown(visit.client.post(visit.page.url, data=data, content_type="multipart/form-data"), visit.page.url, None)


def test_a_claim_from_ready_to_paid(claimant, sign_in, scene, deliver, post):
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
    assert "You have the money by Friday 9 April 2027" in claimant.page.words

    checker = sign_in(CHECKER)
    checker.get(f"/finance/claims/{claimant.claim}")
    receipt = checker.press("Open the receipt")
    assert receipt.mimetype == "image/jpeg"
    lines = scene.read(select(ClaimLine.ref).order_by(ClaimLine.id))
    checker.get(f"/finance/claims/{claimant.claim}")
    verdicts = dict.fromkeys(lines, "full") | {lines[1]: "part", f"{lines[1]}_amount": "20.00"}
    page = checker.send(verdicts, status=422)
    assert page.errors == ["Error: Say why in a few plain words. The person reads this"]
    checker.send({f"{lines[1]}_reason": "We pay the standard fare"})
    assert "Approved in part" in checker.page.words

    page = claimant.get(f"/claims/{claimant.claim}/")
    assert "We pay £20 of this. Why: We pay the standard fare" in page.words

    payer = sign_in(PAYER)
    payer.get("/finance/pay")
    payer.send()
    assert "The batch is sealed" in payer.page.words
    file = payer.press("Fetch the payment file")
    assert file.data.decode("utf-8-sig").splitlines()[1].endswith("J Example,123456,12345678,112.85,GBP")
    payer.get(f"/finance/batches/{scene.read(select(PayoutBatch.ref))[0]}")
    payer.press("I have paid these")
    deliver()
    assert "Paid: £112.85" in post.to("joyce@example.org")[-1].subject
    page = claimant.get(f"/claims/{claimant.claim}/remittance")
    assert "Fee: this can count as income" in page.words
    assert "In all: £112.85" in page.words
    seen = claimant.get("/my/who-saw").words
    assert "A receipt:" in seen
    assert "Your account number, to pay you:" in seen


def test_a_claim_goes_back_with_a_question_and_comes_again(claimant, sign_in, scene):
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


@pytest.mark.parametrize(
    ("content", "name", "kept_as"),
    [(photo(), "a.jpg", "image/jpeg"), (photo("PNG"), "a.png", "image/jpeg"), (photo("WEBP"), "a.webp", "image/jpeg"), (heic(), "IMG_1.HEIC", "image/jpeg"), (pdf(), "a.pdf", "application/pdf"), (photo(), "wrong-name.pdf", "image/jpeg")],
)
def test_photos_and_papers_are_kept_clean(claimant, scene, files, content, name, kept_as):
    add_fare(claimant, (content, name))
    assert scene.read(select(Evidence.media_type)) == [kept_as]
    stored = files.get(scene.read(select(Evidence.stored_as))[0])
    assert PHOTO_NOTE not in stored
    response = claimant.get(claimant.page.links()[f"Receipt: {name}"])
    assert response.data == stored
    assert response.headers["Content-Disposition"].startswith("attachment")
    assert response.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    ("content", "name", "sentence"),
    [
        (photo()[:200], "half.jpg", "is damaged"), (b"", "empty.jpg", "is empty"), (bomb(), "big.png", "too many pixels"),
        (pdf(script=True), "script.pdf", "contains scripts"), (b"%PDF-1.7 not really", "broken.pdf", "is damaged"),
        (b"MZ\x90\x00" * 100, "photo.jpg", "is not a photo or a PDF"), (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "a.svg", "is not a photo or a PDF"),
        (b"<html><script>1</script>", "a.jpg", "is not a photo or a PDF"), (photo(), "../../x", "a name we cannot use"), (photo() + b"x" * 11_000_000, "heavy.jpg", "over 10 MB"),
    ],
)
def test_bad_files_are_refused_with_a_reason_and_the_form_stays(claimant, scene, files, content, name, sentence):
    page = add_fare(claimant, (photo(), "good.jpg"), (content, name))
    assert page.status == 422
    assert sentence in page.errors[0]
    assert page.all("input", name="what")[0]["attrs"]["value"] == "Train"
    assert page.all("input", name="amount")[0]["attrs"]["value"] == "28.40"
    assert scene.read(select(Evidence.id)) == []
    assert files.kept == {}


@pytest.mark.parametrize("amount", ["", "0", "-5", "12,50", "1e3", "NaN", "£", "12.505", "9" * 12, "١٢"])
def test_amounts_that_are_none(claimant, scene, amount):
    page = add_fare(claimant, amount=amount, lost_receipt="Gone")
    assert page.status == 422
    assert page.errors
    assert len(scene.read(select(ClaimLine.id))) == 1


def test_a_full_disk_tells_the_truth_and_writes_nothing(claimant, scene, files, monkeypatch):
    def full(_name, _content):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(files, "put", full)
    page = add_fare(claimant, (photo(), "receipt.jpg"))
    assert page.status == 503
    assert "Nothing is lost" in page.words
    assert len(scene.read(select(ClaimLine.id))) == 1


def test_claims_and_receipts_are_nobody_elses(claimant, sign_in, app, scene):
    add_fare(claimant, (photo(), "receipt.jpg"))
    receipt = claimant.page.links()["Receipt: receipt.jpg"]
    for stranger in (Visitor(app), sign_in("stranger@example.org"), sign_in(CHECKER), sign_in(ORGANISER)):
        for path in (f"/claims/{claimant.claim}/", receipt, f"/claims/{claimant.claim}/add/fare", f"/claims/{claimant.claim}/paid-by"):
            stranger.get(path, status=404)
    sign_in(CHECKER).get(f"/finance/claims/{claimant.claim}", status=404)
    sign_in(ORGANISER).get("/finance/", status=403)


def test_sending_with_a_stale_version_is_told(claimant, scene):
    claimant.get(f"/claims/{claimant.claim}/paid-by")
    claimant.send({"kind": "cash"})
    stale = claimant.page.fields()
    add_fare(claimant, lost_receipt="Gone")
    claimant.post(f"/claims/{claimant.claim}/check", stale, status=409)
    assert scene.read(select(Claim.state)) == [ClaimState.DRAFT]
    assert scene.read(select(ClaimLine.incurred_on).order_by(ClaimLine.id))[1] == DAY


def test_the_same_receipt_with_another_claim_is_pointed_out(somebody, clock, sign_in):
    first, second, third = (somebody(f"{name}@example.org") for name in ("joyce", "denise", "bill"))
    clock.forward(days=27)
    for visit, picture in ((first, photo()), (second, photo()), (third, photo(size=(70, 50)))):
        add_fare(visit, (picture, "receipt.jpg"))
        visit.get(f"/claims/{visit.claim}/paid-by")
        visit.send({"kind": "cash"})
        visit.send()
    checker = sign_in(CHECKER)
    for visit, is_known in ((first, True), (second, True), (third, False)):
        page = checker.get(f"/finance/claims/{visit.claim}")
        assert ("The same file came with another claim" in page.words) is is_known
        receipt = checker.press("Open the receipt")
        assert receipt.mimetype == "image/jpeg"


def test_a_tick_by_mistake_is_taken_back(somebody, sign_in, event):
    somebody("joyce@example.org")
    organiser = sign_in(ORGANISER)
    organiser.get(f"/team/{event.slug}/attendance")
    page = organiser.press("That was a mistake")
    assert "Taken back." in page.words
    assert [box["attrs"]["value"] for box in page.all("input", name="refs")] != []
    begun = somebody("denise@example.org")
    begun.get(f"/claims/{begun.claim}/paid-by")
    begun.send({"kind": "cash"})
    organiser.get(f"/team/{event.slug}/attendance")
    assert "has begun their claim already" in organiser.press("That was a mistake").words


def test_a_photo_that_the_browser_forgot_is_asked_for_again(claimant, scene):
    page = add_fare(claimant, (photo(), "receipt.jpg"), amount="31.2o")
    assert page.status == 422
    assert page.errors == [
        "Error: Enter an amount in pounds and pence, like 12.50",
        "Error: Choose the photo or PDF again. A browser forgets it when a page comes back.",
    ]
    assert add_fare(claimant, amount="31.2o").errors == ["Error: Enter an amount in pounds and pence, like 12.50"]
    assert scene.read(select(Evidence.id)) == []


def test_no_file_is_left_behind_when_the_second_cannot_be_kept(claimant, scene, files, monkeypatch):
    put, calls = files.put, []

    def full(name, content):
        calls.append(name)
        if len(calls) == 2:
            raise OSError(28, "No space left on device")
        put(name, content)

    monkeypatch.setattr(files, "put", full)
    page = add_fare(claimant, (photo(), "a.jpg"), (photo("PNG"), "b.png"))
    assert page.status == 503
    assert len(calls) == 2
    assert files.kept == {}
    assert scene.read(select(Evidence.id)) == []


def test_the_checker_reads_where_a_claim_stands_in_their_own_words(claimant, sign_in):
    add_fare(claimant, lost_receipt="The machine kept it")
    claimant.get(f"/claims/{claimant.claim}/paid-by")
    claimant.send({"kind": "cash"})
    claimant.send()
    checker = sign_in(CHECKER)
    assert "Waiting for an answer None." in checker.get("/finance/").words
    checker.get(f"/finance/claims/{claimant.claim}/return")
    checker.send({"question": "Was that both ways?"})
    page = checker.get("/finance/")
    assert "Waiting for a check None." in page.words
    assert "Given back with a question" in page.words
    assert "We have a question for you" not in page.words
    assert "We have a question for you" in claimant.get(f"/claims/{claimant.claim}/").words
