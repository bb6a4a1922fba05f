"""What becomes of a stranger's file: pictures of every kind, PDFs with every corner, and answers nobody should believe."""

import io
import json

import pytest
from PIL import Image

from eventsite.attachments import rules
from eventsite.attachments.answers import read_answer
from eventsite.attachments.drawing import draw, draw_to_bytes, sniff
from eventsite.attachments.looking import look_at, upload_of
from eventsite.attachments.pictures import on_white
from eventsite.attachments.rules import BadFile, BusyWithFiles, TooManyFiles
from eventsite.attachments.sandbox import NoFreeSlot
from eventsite.attachments.sealing import new_file_key, open_file, seal_file
from eventsite.attachments.values import MEGABYTE, MOST_PAGES, CannotDraw, Limits, Trouble
from eventsite.kernel.crypto import CannotOpen
from tests.builders import papers, pictures

DARK, LIGHT = 60, 200


def opened(jpeg):
    image = Image.open(io.BytesIO(jpeg))
    assert image.format == "JPEG"
    assert image.mode == "RGB"
    return image


def only_page(content):
    (page,) = draw(content).pages
    return page


def shows_the_bar(image):
    left, right = (image.convert("L").getpixel((int(image.width * at), image.height // 2)) for at in (0.1, 0.7))
    return left < DARK and right > LIGHT


def trouble_with(content):
    with pytest.raises(CannotDraw) as caught:
        draw(content)
    return caught.value.trouble


ALL_PICTURES = {
    "jpeg": pictures.photo(), "png": pictures.photo("PNG"), "webp": pictures.photo("WEBP"), "heic": pictures.heic(),
    "transparent": pictures.transparent(), "transparent grey": pictures.transparent("LA"),
    "transparent palette": pictures.transparent_palette(), "sixteen bit": pictures.sixteen_bit(), "cmyk": pictures.cmyk(),
    "one bit": pictures.written(pictures.grey().convert("1")), "grey": pictures.written(pictures.grey()),
    "grey jpeg": pictures.written(pictures.grey(), "JPEG"), "palette": pictures.written(pictures.grey().convert("P")),
    "transparent webp": pictures.written(Image.open(io.BytesIO(pictures.transparent())), "WEBP", lossless=True),
}


@pytest.mark.parametrize("kind", ALL_PICTURES)
def test_a_picture_of_every_kind_shows_what_it_showed(kind):
    page = only_page(ALL_PICTURES[kind])
    image = opened(page.picture)
    assert shows_the_bar(image)
    assert image.size == (page.width, page.height) == (80, 40)


MODES = ["1", "L", "LA", "La", "P", "PA", "RGB", "RGBA", "RGBa", "RGBX", "CMYK", "YCbCr", "HSV", "I", "F", "I;16", "I;16B", "I;16L"]


@pytest.mark.parametrize("mode", MODES)
def test_every_mode_that_the_library_knows_comes_onto_white(mode):
    source = pictures.grey()
    if mode.startswith("I;16"):
        image = pictures.bar(mode, dark=1_000, light=64_000)
    elif mode in {"La", "RGBa"}:
        image = source.convert({"La": "LA", "RGBa": "RGBA"}[mode]).convert(mode)
    elif mode in {"PA", "HSV"}:
        image = source.convert({"PA": "P", "HSV": "RGB"}[mode]).convert(mode)
    else:
        image = source.convert("RGB" if mode in {"CMYK", "YCbCr", "RGBX"} else "L").convert(mode)
    drawn = on_white(image)
    assert drawn.mode == "RGB"
    assert shows_the_bar(drawn)


def test_the_steps_between_survive_sixteen_bits():
    image = Image.new("I;16", (3, 1))
    for at, level in enumerate((0, 32_768, 65_535)):
        image.putpixel((at, 0), level)
    assert [on_white(image).getpixel((at, 0))[0] for at in range(3)] == pytest.approx([0, 127, 255], abs=1)


def test_a_photo_stands_upright_and_says_nothing_else():
    page = only_page(pictures.turned())
    assert (page.width, page.height) == (40, 80)
    assert not opened(page.picture).getexif()
    assert pictures.PHOTO_NOTE not in draw_to_bytes(pictures.photo())


def test_a_long_screenshot_keeps_its_width():
    page = only_page(pictures.written(pictures.grey((1170, 12_000))))
    assert (page.width, page.height) == (1170, 12_000)


def test_a_wide_picture_is_narrowed_and_nothing_else():
    page = only_page(pictures.written(pictures.grey((4000, 3000))))
    assert (page.width, page.height) == (2000, 1500)
    page = only_page(pictures.photo(size=(8000, 6000)))
    assert (page.width, page.height) == (2000, 1500)


def test_what_is_longer_than_a_jpeg_can_be_is_cut_into_pages():
    pages = draw(pictures.written(pictures.grey((300, 70_000)))).pages
    assert [page.height for page in pages] == [16_000] * 4 + [6_000]
    assert trouble_with(pictures.written(pictures.grey((8, 2_000_000)))) is Trouble.MANY_PIXELS


def test_the_thumbnail_is_the_top_of_the_first_page_with_something_on_it():
    small = opened(draw(pictures.written(pictures.grey((1170, 12_000)))).thumbnail)
    assert small.width == 320
    assert small.height <= 480
    assert shows_the_bar(small)
    lowest, _highest = opened(draw(papers.paper("", "Something", size=(200, 200))).thumbnail).convert("L").getextrema()
    assert lowest < LIGHT


@pytest.mark.parametrize(
    ("content", "trouble"),
    [
        (pictures.one_colour(), Trouble.NOTHING_TO_SEE), (pictures.one_colour("black"), Trouble.NOTHING_TO_SEE),
        (pictures.one_colour((0, 0, 0, 0), "RGBA"), Trouble.NOTHING_TO_SEE), (papers.paper("", ""), Trouble.NOTHING_TO_SEE),
        (pictures.bomb(), Trouble.MANY_PIXELS), (pictures.photo()[:200], Trouble.DAMAGED), (b"%PDF-1.7 not really", Trouble.DAMAGED),
        (papers.paper()[:120], Trouble.DAMAGED), (papers.locked(), Trouble.LOCKED), (papers.paper(*["x"] * 21), Trouble.MANY_PAGES),
        (b"MZ\x90\x00" * 100, Trouble.UNKNOWN), (b"<svg xmlns='http://www.w3.org/2000/svg'/>", Trouble.UNKNOWN),
        (b"<html><script>1</script>", Trouble.UNKNOWN), (b"", Trouble.UNKNOWN), (b"%!PS-Adobe-3.0\n", Trouble.UNKNOWN),
    ],
)
def test_what_cannot_be_drawn_says_why(content, trouble):
    assert trouble_with(content) is trouble


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (papers.paper("Taxi 12.50"), "Taxi 12.50"), (papers.with_opening_view(), "Receipt 12.50"), (papers.e_invoice(), "Invoice 12.50"),
        (papers.paper("Taxi", header=b"\r\nreceived by mail\r\n"), "Taxi"),
        (papers.with_open_script(), "Receipt 12.50"), (papers.with_page_script(), "Receipt 12.50"),
        (papers.with_network_path(), "Receipt 12.50"), (papers.with_launch(), "Receipt 12.50"),
    ],
)
def test_a_paper_becomes_a_picture_and_its_words_and_nothing_else(content, words):
    page = only_page(content)
    assert page.width in (1600, 1601)
    assert page.text == words
    lowest, highest = opened(page.picture).convert("L").getextrema()
    assert lowest < DARK
    assert highest == 255
    answer = draw_to_bytes(content)
    for hidden in (b"%PDF", b"JavaScript", b"app.alert", b"evil.example", b"calc.exe", b"ATTACHED FIGURES", b"factur"):
        assert hidden not in answer


def test_what_was_filled_into_a_form_is_seen():
    page = only_page(papers.with_field_script())
    image = opened(page.picture).convert("L")
    scale = page.width / 595
    assert image.getpixel((int(300 * scale), int((842 - 350) * scale))) < DARK


def test_twenty_pages_are_taken_in_their_order():
    pages = draw(papers.paper(*(f"Page {n}" for n in range(1, MOST_PAGES + 1)))).pages
    assert [page.text for page in pages] == [f"Page {n}" for n in range(1, 21)]


def test_a_till_roll_is_drawn_in_full_width():
    page = only_page(papers.paper("Milk 1.20", size=(226, 2_000)))
    assert page.width in (1600, 1601)
    assert page.height == pytest.approx(1600 * 2_000 / 226, abs=10)


@pytest.mark.parametrize("size", [(14_400, 14_400), (1, 1), (14_400, 2)])
def test_a_page_of_any_size_is_drawn_in_bounds(size):
    answer = draw_to_bytes(papers.paper(content=b"0 0 m 9999 9999 l 0 9999 l f", size=size))
    drawing = read_answer(answer)
    assert all(page.width <= 1601 and page.width * page.height <= 41_000_000 for page in drawing.pages)


def test_what_a_file_is_called_decides_nothing():
    assert sniff(pictures.photo()) == "image/jpeg"
    assert sniff(papers.paper()) == "application/pdf"


@pytest.mark.parametrize(
    "answer",
    [
        b"", b"{}", b"[]\n", b"null\n", b'{"trouble": "no such"}\n', b'{"trouble": ["damaged"]}\n',
        b'{"media_type": "x", "thumbnail": 3, "pages": []}\n\xff\xd8\xff',
        b'{"media_type": "x", "thumbnail": 4, "pages": [{"size": 6, "width": 1, "height": 1, "text": ""}]}\n\xff\xd8\xff.<html>',
        b'{"media_type": "x", "thumbnail": 3, "pages": [{"size": 3, "width": 1, "height": 1, "text": ""}]}\n\xff\xd8\xff\xd8\xff',
        b'{"media_type": "x", "thumbnail": -3, "pages": [{"size": 6, "width": 1, "height": 1, "text": ""}]}\n\xff\xd8\xff',
        b'{"media_type": "x", "thumbnail": 3, "pages": [{"size": 3, "width": 1e9, "height": 1, "text": ""}]}\n\xff\xd8\xff\xff\xd8\xff',
        b"[" * 100_000,
    ],
)
def test_an_answer_that_makes_no_sense_is_a_damaged_file(answer):
    with pytest.raises(CannotDraw) as caught:
        read_answer(answer)
    assert caught.value.trouble is Trouble.DAMAGED


def test_a_drawing_comes_back_as_it_was():
    drawing = draw(papers.paper("one", "two"))
    assert read_answer(draw_to_bytes(papers.paper("one", "two"))) == drawing
    many = {"media_type": "x", "thumbnail": 3, "pages": [{"size": 3, "width": 1, "height": 1, "text": ""}] * 61}
    with pytest.raises(CannotDraw):
        read_answer(json.dumps(many).encode() + b"\n" + b"\xff\xd8\xff" * 62)


@pytest.mark.parametrize("content", [*ALL_PICTURES.values(), papers.paper("Taxi"), papers.with_field_script(), papers.e_invoice()])
def test_the_confined_child_can_draw_whatever_we_can(content):
    (found,) = look_at([upload_of("a.jpg", content)])
    assert found.drawing == draw(content)
    assert found.content == content


@pytest.mark.parametrize("content", [papers.slow(), papers.swollen()], ids=["slow", "swollen"])
def test_a_paper_that_would_take_everything_is_told_in_one_sentence(content):
    assert len(content) < 10 * MEGABYTE
    with pytest.raises(BadFile) as caught:
        look_at([upload_of("big.pdf", content)], field="receipts", limits=Limits(cpu_seconds=3))
    assert caught.value.sentence.startswith("big.pdf ")
    assert caught.value.field == "receipts"


@pytest.mark.parametrize("name", ["", "../../x", "a/b.jpg", "a\\b.jpg", "..", "a\nb.jpg"])
def test_names_that_are_paths_are_refused(name):
    with pytest.raises(BadFile):
        rules.safe_name(name)


def test_how_much_is_taken_at_once_and_together():
    rules.refuse_too_many([4 * MEGABYTE] * 10)
    for sizes in ([1] * 11, [8 * MEGABYTE] * 5 + [1]):
        with pytest.raises(TooManyFiles):
            rules.refuse_too_many(sizes)
    rules.refuse_too_much(59 * MEGABYTE, MEGABYTE)
    rules.refuse_too_much(70 * MEGABYTE, 0)
    with pytest.raises(TooManyFiles):
        rules.refuse_too_much(59 * MEGABYTE, MEGABYTE + 1)
    with pytest.raises(TooManyFiles):
        look_at([upload_of("a.jpg", b"x")] * 11)
    rules.refuse_size("a.jpg", 10 * MEGABYTE, None)
    for content, words in ((b"", "empty"), (b"x" * (10 * MEGABYTE + 1), "over 10 MB")):
        with pytest.raises(BadFile, match=words):
            look_at([upload_of("a.jpg", content)])


def test_somebody_whose_turn_does_not_come_is_asked_to_try_again(monkeypatch):
    def full(*_words, **_more):
        raise NoFreeSlot

    monkeypatch.setattr("eventsite.attachments.looking.run_confined", full)
    with pytest.raises(BusyWithFiles, match="try again"):
        look_at([upload_of("a.jpg", pictures.photo())])


def test_a_sealed_file_opens_in_its_place_only():
    key = new_file_key()
    sealed = seal_file(key, "attachments/a", b"content")
    assert b"content" not in sealed
    assert open_file(key, "attachments/a", sealed) == b"content"
    for other in ((new_file_key(), "attachments/a", sealed), (key, "attachments/b", sealed), (key, "attachments/a", sealed[:-1] + b"x"), (key, "attachments/a", b"")):
        with pytest.raises(CannotOpen):
            open_file(*other)
