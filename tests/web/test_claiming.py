"""Claiming, checking and paying through the pages, with real files."""

import io

import pytest
from PIL import Image
from sqlalchemy import select, update

from eventsite.attachments.models import Attachment
from eventsite.claims.models import Claim, ClaimLine, Evidence
from eventsite.claims.values import ClaimState, OfferAnswer
from eventsite.payouts.models import PayoutBatch
from eventsite.registration.commands.attendance import RecordAttendance, record_attendance
from eventsite.registration.rules import link_token
from tests.builders import papers, pictures
from tests.builders.pictures import PHOTO_NOTE, photo
from tests.builders.scenario import CHECKER, DAY, ORGANISER, PAYER
from tests.web.visit import Visitor


@pytest.fixture
def event(scenario, clock):
    made = scenario.event()
    scenario.terms(made)
    return made


@pytest.fixture
def somebody(scenario, event, app, deliver, database):
    """Return a function that gives the browser, opened with their link, of somebody who was there."""

    def arrive(email):
        registration = scenario.coming(event, email, offer=OfferAnswer.ACCEPT)
        with scenario.acting(ORGANISER) as work:
            record_attendance(work, RecordAttendance(event=event.ref, refs=[registration]))
        deliver()
        visit = Visitor(app)
        visit.get(f"/my/open/{registration}/{link_token(database.cipher, registration)}")
        visit.send()
        visit.claim = scenario.read(select(Claim.ref).where(Claim.registration == registration))[0]
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
    assert "We pay £20 of this. Why: We pay the standard fare" in page.words

    payer = sign_in(PAYER)
    payer.get("/finance/pay")
    payer.send()
    assert "The batch is sealed" in payer.page.words
    file = payer.press("Fetch the payment file")
    assert file.data.decode("utf-8-sig").splitlines()[1].endswith("J Example,123456,12345678,112.85,GBP")
    payer.get(f"/finance/batches/{scenario.read(select(PayoutBatch.ref))[0]}")
    payer.press("I have paid these")
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


@pytest.mark.parametrize(
    ("content", "name", "kind"),
    [
        (photo(), "a.jpg", "image/jpeg"), (photo("PNG"), "a.png", "image/png"), (photo("WEBP"), "a.webp", "image/webp"),
        (pictures.heic(), "IMG_1.HEIC", "image/heic"), (papers.paper("Taxi"), "a.pdf", "application/pdf"),
        (papers.with_open_script(), "script.pdf", "application/pdf"), (photo(), "wrong-name.pdf", "image/jpeg"),
    ],
)
def test_the_claimant_sees_at_once_what_the_checker_will_see(claimant, scenario, files, content, name, kind):
    page = add_fare(claimant, (content, name))
    assert scenario.read(select(Attachment.media_type)) == [kind]
    assert all(PHOTO_NOTE not in stored and b"%PDF" not in stored and b"JFIF" not in stored for stored in files.kept.values())
    for address in (page.all("img")[0]["attrs"]["src"], next(url for words, url in page.links().items() if words == f"Receipt: {name}")):
        shown = claimant.client.get(address)
        assert shown.mimetype == "image/jpeg"
        assert Image.open(io.BytesIO(shown.data)).convert("L").getextrema()[0] < 60
        assert "sandbox" in shown.headers["Content-Security-Policy"]
        assert shown.headers["X-Content-Type-Options"] == "nosniff"


def test_a_paper_as_it_came_is_saved_and_never_run(claimant, sign_in):
    add_fare(claimant, (papers.with_open_script(), "script.pdf"), (photo(), "photo.jpg"))
    saves = [url for words, url in claimant.page.links().items() if words.startswith("Save the file as you sent it")]
    answers = [claimant.client.get(url) for url in saves]
    sent_to_be_checked(claimant)
    checker = sign_in(CHECKER)
    checker.get(f"/finance/claims/{claimant.claim}")
    checker.press("Show the receipts")
    answers.append(checker.press("Save the file as it came"))
    assert len(answers) == 2
    for answer in answers:
        assert answer.data == papers.with_open_script()
        assert answer.mimetype == "application/octet-stream"
        assert answer.headers["Content-Disposition"].startswith("attachment")
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"


def sent_to_be_checked(visit):
    visit.get(f"/claims/{visit.claim}/paid-by")
    visit.send({"kind": "cash"})
    visit.send()


def test_a_receipt_shows_itself_to_a_checker_once_that_is_written_down_and_for_an_hour(claimant, sign_in, clock, scenario):
    add_fare(claimant, (papers.e_invoice(), "invoice.pdf"), (photo(), "photo.jpg"))
    sent_to_be_checked(claimant)
    checker, payer = sign_in(CHECKER), sign_in(PAYER)
    page = checker.get(f"/finance/claims/{claimant.claim}")
    assert page.all("img") == []
    assert "Invoice 12.50" not in page.words
    address = f"/finance/claims/{claimant.claim}/receipts/{scenario.read(select(Evidence.ref))[0]}/pages/1"
    checker.get(address, status=404)
    checker.get(f"/finance/claims/{claimant.claim}")
    page = checker.press("Show the receipts")
    assert [image["attrs"]["alt"] for image in page.all("img")] == ["invoice.pdf, page 1", "photo.jpg, page 1"]
    assert "The words in invoice.pdf" in page.words
    assert "Invoice 12.50" in page.words
    assert "Show the receipts" not in page.words
    assert checker.get(address).mimetype == "image/jpeg"
    payer.get(address, status=404)
    assert claimant.get("/my/who-saw").words.count("A receipt:") == 2
    clock.forward(hours=2)
    checker.get(address, status=404)
    assert checker.get(f"/finance/claims/{claimant.claim}").all("img") == []


@pytest.mark.parametrize(
    ("content", "name", "sentence"),
    [
        (photo()[:200], "half.jpg", "is damaged"), (b"", "empty.jpg", "is empty"), (pictures.bomb(), "big.png", "too many pixels"),
        (pictures.one_colour(), "white.png", "shows nothing"), (papers.locked(), "locked.pdf", "locked with a password"),
        (papers.paper(*["x"] * 21), "book.pdf", "more than 20 pages"), (b"%PDF-1.7 not really", "broken.pdf", "is damaged"),
        (b"MZ\x90\x00" * 100, "photo.jpg", "is not a photo or a PDF"), (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "a.svg", "is not a photo or a PDF"),
        (b"<html><script>1</script>", "a.jpg", "is not a photo or a PDF"), (photo(), "../../x", "a name we cannot use"), (photo() + b"x" * 11_000_000, "heavy.jpg", "over 10 MB"),
    ],
)
def test_bad_files_are_refused_with_a_reason_and_the_form_stays(claimant, scenario, files, content, name, sentence):
    page = add_fare(claimant, (photo(), "good.jpg"), (content, name))
    assert page.status == 422
    assert sentence in page.errors[0]
    assert page.all("input", name="what")[0]["attrs"]["value"] == "Train"
    assert page.all("input", name="amount")[0]["attrs"]["value"] == "28.40"
    assert scenario.read(select(Evidence.id)) == []
    assert files.kept == {}


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [([photo()] * 11, "at most 10 files at once"), ([photo() + b"x" * 9_000_000] * 5, "over 40 MB"), ([b"x" * 10_000_000] * 10, "over 40 MB")],
    ids=["eleven", "forty-five megabytes", "a hundred megabytes"],
)
def test_too_many_files_are_told_of_and_nothing_else_is_lost(claimant, files, sent, sentence):
    page = add_fare(claimant, *((content, f"{n}.jpg") for n, content in enumerate(sent)))
    assert page.status == 422
    assert sentence in page.errors[0]
    assert page.all("input", name="what")[0]["attrs"]["value"] == "Train"
    assert files.kept == {}


def test_a_claim_holds_sixty_megabytes_of_files(claimant, scenario, files, deliver):
    add_fare(claimant, (photo(), "first.jpg"))
    with scenario.acting() as work:
        work.database.execute(update(Attachment).values(size=60 * 1024 * 1024))
    before = dict(files.kept)
    page = add_fare(claimant, (photo(), "second.jpg"))
    assert page.status == 422
    assert "over 60 MB" in page.errors[0]
    deliver()
    assert files.kept == before
    assert add_fare(claimant, lost_receipt="Gone").status == 200


def test_files_go_with_the_line_they_belong_to(claimant, scenario, files, deliver):
    add_fare(claimant, (photo(), "a.jpg"), (papers.paper("Taxi"), "b.pdf"))
    assert len(files.kept) == 5
    buttons = [b for b in claimant.page.all("button") if b["text"].split() == ["Remove", "Train"]]
    claimant.post(buttons[0]["form"]["attrs"]["action"])
    assert scenario.read(select(Evidence.id)) == []
    deliver()
    assert files.kept == {}
    assert scenario.read(select(Attachment.id)) == []


@pytest.mark.parametrize("amount", ["", "0", "-5", "12,50", "1e3", "NaN", "£", "12.505", "9" * 12, "١٢"])
def test_amounts_that_are_none(claimant, scenario, amount):
    page = add_fare(claimant, amount=amount, lost_receipt="Gone")
    assert page.status == 422
    assert page.errors
    assert len(scenario.read(select(ClaimLine.id))) == 1


def test_a_full_disk_tells_the_truth_and_writes_nothing(claimant, scenario, files, monkeypatch):
    def full(_name, _content):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(files, "put", full)
    page = add_fare(claimant, (photo(), "receipt.jpg"))
    assert page.status == 503
    assert "Nothing is lost" in page.words
    assert len(scenario.read(select(ClaimLine.id))) == 1


def test_claims_and_receipts_are_nobody_elses(claimant, sign_in, app, scenario):
    add_fare(claimant, (photo(), "receipt.jpg"))
    receipt = claimant.page.links()["Receipt: receipt.jpg"]
    picture = claimant.page.all("img")[0]["attrs"]["src"]
    for stranger in (Visitor(app), sign_in("stranger@example.org"), sign_in(CHECKER), sign_in(ORGANISER)):
        for path in (f"/claims/{claimant.claim}/", receipt, picture, f"/claims/{claimant.claim}/add/fare", f"/claims/{claimant.claim}/paid-by"):
            stranger.get(path, status=404)
    sign_in(CHECKER).get(f"/finance/claims/{claimant.claim}", status=404)
    sign_in(ORGANISER).get("/finance/", status=403)


def test_sending_with_a_stale_version_is_told(claimant, scenario):
    claimant.get(f"/claims/{claimant.claim}/paid-by")
    claimant.send({"kind": "cash"})
    stale = claimant.page.fields()
    add_fare(claimant, lost_receipt="Gone")
    claimant.post(f"/claims/{claimant.claim}/check", stale, status=409)
    assert scenario.read(select(Claim.state)) == [ClaimState.DRAFT]
    assert scenario.read(select(ClaimLine.incurred_on).order_by(ClaimLine.id))[1] == DAY


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
        checker.press("Show the receipts")
        assert len(checker.page.all("img")) == 1


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


def test_a_photo_that_the_browser_forgot_is_asked_for_again(claimant, scenario):
    page = add_fare(claimant, (photo(), "receipt.jpg"), amount="31.2o")
    assert page.status == 422
    assert page.errors == [
        "Error: Enter an amount in pounds and pence, like 12.50",
        "Error: Choose the photo or PDF again. A browser forgets it when a page comes back.",
    ]
    assert add_fare(claimant, amount="31.2o").errors == ["Error: Enter an amount in pounds and pence, like 12.50"]
    assert scenario.read(select(Evidence.id)) == []


def test_no_file_is_left_behind_when_the_second_cannot_be_kept(claimant, scenario, files, deliver, monkeypatch):
    put, calls = files.put, []

    def full(name, content):
        calls.append(name)
        if len(calls) == 4:
            raise OSError(28, "No space left on device")
        put(name, content)

    monkeypatch.setattr(files, "put", full)
    page = add_fare(claimant, (photo(), "a.jpg"), (photo("PNG"), "b.png"))
    assert page.status == 503
    assert len(calls) == 4
    deliver()
    assert files.kept == {}
    assert scenario.read(select(Attachment.id)) == []
    assert scenario.read(select(Evidence.id)) == []


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


def test_a_payer_ticks_that_they_saw_details_that_changed_after_the_approval(claimant, sign_in, clock, scenario):
    add_fare(claimant, lost_receipt="The machine kept it")
    sent_to_be_checked(claimant)
    checker = sign_in(CHECKER)
    checker.get(f"/finance/claims/{claimant.claim}")
    checker.send(dict.fromkeys(scenario.read(select(ClaimLine.ref)), "full"))
    clock.forward(hours=1)
    claimant.get(f"/claims/{claimant.claim}/paid-by")
    claimant.send({"kind": "voucher"})
    clock.forward(days=2)
    payer = sign_in(PAYER)
    assert "Shopping voucher by email, changed 2 days ago" in payer.get("/finance/pay").words
    page = payer.send(status=422)
    assert f"{claimant.claim}: Shopping voucher by email" in page.errors[0]
    payer.send({"seen_methods": scenario.read(select(Claim.method_ref))[0]})
    assert "The batch is sealed" in payer.page.words
    assert "Changed 2 days ago" in checker.get(f"/finance/claims/{claimant.claim}").words
