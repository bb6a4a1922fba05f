"""Receipts: what is taken, who sees it and for how long, and when it goes."""

import io

import pytest
from PIL import Image
from sqlalchemy import func, select, update

from eventsite.attachments.models import Attachment
from eventsite.claims.facts import EvidenceRead
from eventsite.claims.models import ClaimLine, Evidence
from eventsite.records.models import AuditEntry
from tests.builders import papers, pictures
from tests.builders.pictures import PHOTO_NOTE, photo
from tests.builders.scenario import CHECKER, PAYER
from tests.web.claiming import add_fare, sent_to_be_checked


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


def test_a_paper_as_it_came_is_saved_and_never_run(claimant, sign_in, scenario):
    add_fare(claimant, (papers.with_open_script(), "script.pdf"), (photo(), "photo.jpg"))
    saves = [url for words, url in claimant.page.links().items() if words.startswith("Save the file as you sent it")]
    answers = [claimant.client.get(url) for url in saves]
    sent_to_be_checked(claimant)
    checker = sign_in(CHECKER)
    checker.get(f"/finance/claims/{claimant.claim}")
    checker.press("Show the receipts")
    opened = select(func.count()).where(AuditEntry.fact == EvidenceRead.__name__)
    assert scenario.read(opened) == [2]
    answers.append(checker.press("Save the file as it came"))
    assert scenario.read(opened) == [3], "saving is reading once more"
    assert len(answers) == 2
    for answer in answers:
        assert answer.data == papers.with_open_script()
        assert answer.mimetype == "application/octet-stream"
        assert answer.headers["Content-Disposition"].startswith("attachment")
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"


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
        work.forget(update(Attachment).values(size=60 * 1024 * 1024))
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
    page = claimant.get(claimant.page.links()["Remove Train"])
    assert "Its receipts go with it." in page.words
    claimant.send()
    assert scenario.read(select(Evidence.id)) == []
    deliver()
    assert files.kept == {}
    assert scenario.read(select(Attachment.id)) == []


def test_a_full_disk_tells_the_truth_and_writes_nothing(claimant, scenario, files, monkeypatch):
    def full(_name, _content):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(files, "put", full)
    page = add_fare(claimant, (photo(), "receipt.jpg"))
    assert page.status == 503
    assert "Nothing is lost" in page.words
    assert len(scenario.read(select(ClaimLine.id))) == 1


def test_the_same_receipt_with_another_claim_is_pointed_out(somebody, clock, sign_in):
    first, second, third = (somebody(f"{name}@example.org") for name in ("joyce", "denise", "bill"))
    clock.forward(days=27)
    for visit, picture in ((first, photo()), (second, photo()), (third, photo(size=(70, 50)))):
        add_fare(visit, (picture, "receipt.jpg"))
        visit.get(f"/claims/{visit.claim}/paid-by")
        visit.send({"kind": "voucher"})
        visit.send()
    checker = sign_in(CHECKER)
    for visit, is_known in ((first, True), (second, True), (third, False)):
        page = checker.get(f"/finance/claims/{visit.claim}")
        assert ("The same file came with another claim" in page.words) is is_known
        checker.press("Show the receipts")
        assert len(checker.page.all("img")) == 1


def test_the_same_photo_twice_is_kept_once_and_said(claimant, scenario):
    page = add_fare(claimant, (photo(), "a.jpg"), (photo(), "b.jpg"))
    assert "You chose the same photo more than once, so it is kept once." in page.words
    assert len(scenario.read(select(Evidence.id))) == 1
    page = add_fare(claimant, (photo(), "c.jpg"))
    assert "This is the same photo as at “" in page.words
    assert "more than once" not in page.words
    page = add_fare(claimant, (photo(size=(70, 50)), "d.jpg"))
    assert "same photo" not in page.words


def test_a_photo_that_was_chosen_stays_chosen_when_the_page_comes_back(claimant, scenario):
    page = add_fare(claimant, (photo(), "receipt.jpg"), amount="31.2o")
    assert page.errors == ["Error: Enter an amount in pounds and pence, like 12.50"]
    assert "need not choose it again: receipt.jpg" in page.words
    assert scenario.read(select(Evidence.id)) == []
    page = claimant.send({"amount": "31.20", "incurred_on-year": "2099"}, status=422)  # another fault, found by the command
    assert "need not choose it again: receipt.jpg" in page.words
    data = claimant.page.fields() | {"amount": "31.20", "incurred_on-year": "2027", "receipts": [(io.BytesIO(photo(size=(70, 50))), "more.jpg")]}
    claimant._shown(claimant.client.post(claimant.page.url, data=data, content_type="multipart/form-data"), claimant.page.url, 200)
    assert sorted(scenario.read(select(Evidence.name))) == ["more.jpg", "receipt.jpg"]


def test_a_photo_that_was_chosen_stays_chosen_beside_a_bad_one(claimant, scenario):
    add_fare(claimant, (photo(), "receipt.jpg"), amount="31.2o")
    data = claimant.page.fields() | {"amount": "31.20", "receipts": [(io.BytesIO(b"no photo"), "note.jpg")]}
    url = claimant.page.url
    page = claimant._shown(claimant.client.post(url, data=data, content_type="multipart/form-data"), url, 422)
    assert "note.jpg" in " ".join(page.errors)
    assert "need not choose it again: receipt.jpg" in page.words
    claimant.send()
    assert scenario.read(select(Evidence.name)) == ["receipt.jpg"]


def test_what_a_form_carries_counts_for_its_claim_alone(somebody, clock, scenario):
    claimant, other = somebody("joyce@example.org"), somebody("bill@example.org")
    clock.forward(days=27)
    add_fare(claimant, (photo(), "receipt.jpg"), amount="31.2o")
    carried = claimant.page.fields()["carried"]
    for said in (carried, "made-up"):
        other.get(f"/claims/{other.claim}/add/fare")
        other.send({"what": "Train", "amount": "31.20", "carried": said}, status=422)
        assert "need not choose it again" not in other.page.words
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
