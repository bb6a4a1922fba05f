"""Files by chance or in malice: what can be drawn is drawn as it looks, the rest is told truly, all within the limits."""

import hashlib
import io
import json

import pytest
from PIL import Image

from eventsite.attachments import sandbox
from eventsite.attachments.answers import read_answer
from eventsite.attachments.drawing import draw, draw_to_bytes
from eventsite.attachments.looking import look_at, upload_of
from eventsite.attachments.pictures import _on_paper
from eventsite.attachments.rules import BadFile
from eventsite.attachments.values import MEGABYTE, CannotDraw, Limits, Trouble
from tests.builders import hostile_papers, hostile_pictures, pictures
from tests.unit.test_attachments import opened, shows_the_bar

HIDDEN = (b"%PDF", b"JavaScript", b"launchURL", b"evil.example", b"calc.exe", b"MZ ", b"<invoice", b"<script", b"Exif", b"ICC_PROFILE", b"PK\x03\x04")


def outcome(content):
    """What is drawn, or the trouble that the person is told of."""
    try:
        return read_answer(draw_to_bytes(content))
    except CannotDraw as told:
        return told.trouble


@pytest.mark.parametrize("name", hostile_pictures.DRAWN)
def test_a_picture_is_drawn_upright_on_white_and_nothing_else_of_it(name):
    content = hostile_pictures.DRAWN[name]()
    answer = draw_to_bytes(content)
    (page,) = read_answer(answer).pages
    assert (page.width, page.height) == hostile_pictures.SIZE
    assert shows_the_bar(opened(page.picture))
    assert not [hidden for hidden in HIDDEN if hidden in answer]


@pytest.mark.parametrize("name", hostile_pictures.REFUSED)
def test_what_is_no_picture_is_told_truly(name):
    make, trouble = hostile_pictures.REFUSED[name]
    assert outcome(make()) is trouble


@pytest.mark.parametrize("name", hostile_papers.HARMLESS)
def test_of_a_paper_the_page_and_its_words_are_all_that_is_left(name):
    answer = draw_to_bytes(hostile_papers.HARMLESS[name]())
    (page,) = read_answer(answer).pages
    assert page.text in (hostile_papers.WORDS, "Invoice 12.50")
    assert min(opened(page.picture).convert("L").getextrema()) < 60
    assert opened(page.picture).convert("L").getpixel((5, 5)) == 255
    assert not [hidden for hidden in HIDDEN if hidden in answer]


@pytest.mark.parametrize("shown", [True, False], ids=["with a picture of it", "without"])
def test_what_stands_in_a_field_is_seen(shown):
    (page,) = draw(hostile_papers.with_calculating_field(shown=shown)).pages
    field = opened(page.picture).convert("L").crop((200, 1_200, 1_400, 1_450))
    assert min(field.getextrema()) < 60


def test_a_turned_page_is_drawn_as_it_is_read():
    (page,) = draw(hostile_papers.HARMLESS["turned page"]()).pages
    assert page.width > page.height


@pytest.mark.parametrize("name", hostile_papers.REFUSED)
def test_a_paper_that_is_none_is_told_truly(name):
    make, troubles = hostile_papers.REFUSED[name]
    found = outcome(make())
    assert found in troubles if isinstance(found, Trouble) else None in troubles


@pytest.fixture
def own_slots(tmp_path, monkeypatch):
    monkeypatch.setattr(sandbox, "_lock_file", lambda number: tmp_path / f"{number}.lock")


@pytest.mark.parametrize("name", hostile_papers.COSTLY)
def test_what_would_take_everything_is_ended(own_slots, name):
    with pytest.raises(BadFile) as caught:
        look_at([upload_of("a.pdf", hostile_papers.COSTLY[name]())], limits=Limits(cpu_seconds=2, memory=500 * MEGABYTE))
    assert str(caught.value.sentence).startswith(("a.pdf takes too much time or memory", "a.pdf shows nothing"))


def test_the_confined_child_draws_all_of_it_as_we_do(own_slots):
    """One child for all: nothing is loaded late that it could not open any more."""
    papers = ("owner's password only", "field without a picture of it", "e-invoice", "lost index")
    contents = [make() for make in hostile_pictures.DRAWN.values()] + [hostile_papers.HARMLESS[name]() for name in papers]
    heads = json.dumps([len(content) for content in contents]).encode() + b"\n"
    answer = sandbox.run_confined("tests.builders.misbehaving:draw_each", heads + b"".join(contents), Limits(cpu_seconds=60, wall_seconds=120))
    assert json.loads(answer) == [hashlib.sha256(draw_to_bytes(content)).hexdigest() for content in contents]


def test_a_large_picture_is_drawn_without_holding_it_several_times(monkeypatch):
    """Sixty megapixels with alpha: seven hundred megabytes, were it converted whole."""
    largest = []
    whole = Image.Image.convert

    def noted(image, *words, **more):
        largest.append(image.width * image.height)
        return whole(image, *words, **more)

    monkeypatch.setattr(Image.Image, "convert", noted)
    image = pictures.bar("LA", (2_500, 9_000), dark=(0, 255), light=(0, 0))
    drawn = _on_paper(image, 0.8)
    assert max(largest) < 5_000_000
    assert shows_the_bar(drawn)


@pytest.mark.parametrize("scale", [1.0, 0.37])
def test_nothing_is_seen_of_the_bands(monkeypatch, scale):
    image = Image.linear_gradient("L").resize((300, 700)).rotate(30)
    together = _on_paper(image, scale)
    monkeypatch.setattr("eventsite.attachments.pictures.BAND_PIXELS", 3_000)
    pairs = zip(_on_paper(image, scale).tobytes(), together.tobytes(), strict=True)
    assert max(abs(one - other) for one, other in pairs) <= 12


def test_a_picture_for_which_memory_ends_has_too_many_pixels(monkeypatch):
    def ends(*_words, **_more):
        raise MemoryError

    monkeypatch.setattr("eventsite.attachments.pictures._on_paper", ends)
    assert outcome(pictures.photo()) is Trouble.MANY_PIXELS


def test_only_the_reader_that_a_signature_names_is_tried(monkeypatch):
    tried = []
    monkeypatch.setattr("PIL.Image.open", lambda _file, formats: tried.append(formats) or 1 / 0)
    for content in (pictures.photo(), pictures.photo("PNG"), pictures.photo("WEBP"), pictures.heic(), hostile_pictures.disguised("JPEG2000")):
        outcome(content)
    assert tried == [["JPEG"], ["PNG"], ["WEBP"], ["HEIF"]]


def test_the_thumbnail_shows_what_the_page_shows():
    drawing = draw(pictures.photo(size=(900, 400)))
    small, page = (Image.open(io.BytesIO(one)).convert("L") for one in (drawing.thumbnail, drawing.pages[0].picture))
    assert max(abs(a - b) for a, b in zip(small.tobytes(), page.resize(small.size).tobytes(), strict=True)) < 40
