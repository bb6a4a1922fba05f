"""Covers and faces: they follow from a reference, say nothing, and stay small."""

import hashlib
import io
import re
import xml.etree.ElementTree as ET

import pytest
from PIL import Image, ImageChops

from eventsite.kernel.paths import ROOT
from eventsite.web import cover_pictures
from eventsite.web.cover_pictures import GROUND, SIZE, picture
from eventsite.web.covers import HEIGHT, PALETTES, Circle, Drawing, cover, drawing
from eventsite.web.faces import HUES, face, faces

REFERENCES = [f"gathering{number:04d}" for number in range(400)]
COLOURS = (ROOT / "frontend" / "scss" / "_covers.scss").read_text()


def test_the_same_reference_gives_the_same_bytes_and_another_one_others():
    assert cover("gathering0001") == cover.__wrapped__("gathering0001")
    assert len({str(cover(reference)) for reference in REFERENCES}) == len(REFERENCES)


def test_a_gathering_keeps_the_cover_that_people_know_it_by():
    """Of five references, one for each drawing. Whoever means to change how gatherings look writes the new ones down here."""
    known = {
        "gathering0000": "1b6a9f4a5199", "gathering0001": "822d658a64d7", "gathering0003": "44ee78f5dae9",
        "gathering0006": "861d9541aa43", "gathering0017": "41a04027e26d",
    }
    assert {reference: hashlib.sha256(str(cover(reference)).encode()).hexdigest()[:12] for reference in known} == known


def painted(name="", when=""):
    """The picture of a gathering."""
    return Image.open(io.BytesIO(picture("gathering0001", name, when))).convert("RGB")


def written(name):
    """The box around a name in its picture: left, top, right and bottom below the drawing."""
    below = painted(name).crop((0, HEIGHT, *SIZE))
    return ImageChops.difference(below, Image.new("RGB", below.size, GROUND)).getbbox()


def test_a_ring_is_as_broad_in_the_picture_of_a_link_as_on_the_page(monkeypatch):
    monkeypatch.setattr(cover_pictures, "drawing", lambda _reference: Drawing(0, (Circle(600, 200, 100, 3, stroke=34),)))
    shown = painted()
    ground = shown.getpixel((10, 10))
    assert f"#{bytes(ground).hex()}" == cover_pictures.COLOURS[0][0]
    is_ring = {reach: shown.getpixel((600 + reach, 200)) != ground for reach in (0, 78, 81, 86, 100, 114, 119, 122)}
    assert [reach for reach, is_here in is_ring.items() if is_here] == [86, 100, 114]


def test_a_name_is_written_whole_or_its_beginning_and_never_past_the_edge():
    assert written("Common")[2] < written("Common Ground")[2] < SIZE[0] - 50
    one, two, many = (written(name) for name in ("Common", "Common Ground for all who come to the hall", "Common ground " * 40))
    assert two[3] - two[1] < one[3] - one[1]
    assert many[2] <= SIZE[0] - 50
    assert 60 < many[3] - many[1] < 100
    assert written("Common\u4e00\u8d77") == written("Common")


@pytest.mark.parametrize("reference", REFERENCES[:60])
def test_a_cover_is_small_silent_and_whole(reference):
    drawn = str(cover(reference))
    assert len(drawn) < 3 * 1024
    root = ET.fromstring(drawn)
    assert root.attrib["aria-hidden"] == "true"
    assert not root.findall(".//title")
    assert "style=" not in drawn


def test_all_colours_and_drawings_are_used_and_the_style_sheet_has_them_in_light_and_dark():
    assert {drawing(reference).palette for reference in REFERENCES} == set(range(PALETTES))
    assert {tuple(sorted({type(s).__name__ for s in drawing(r).shapes})) for r in REFERENCES} >= {("Circle",), ("Circle", "Leaf")}
    for number in range(PALETTES):
        assert COLOURS.count(f"@include palette({number}, ") == 2
    used = {int(ink) for reference in REFERENCES for ink in re.findall(r'class="[ck](\d)"', str(cover(reference)))}
    assert used == set(range(6))


def test_what_matters_is_in_the_middle():
    """A cover is cut to a square and to a strip: something of every one is there in both."""
    for reference in REFERENCES:
        assert any(300 < shape.x < 900 and 60 < shape.y < 340 for shape in drawing(reference).shapes), reference


def test_a_face_is_a_letter_and_no_words():
    assert ">Ł</span>" in face("Łukasz")
    assert 'aria-hidden="true"' in face("Amara")
    assert "&lt;" not in face("<b>")
    assert ">B<" in face("<b>")
    assert ">·<" in face("…")
    assert len({re.search(r"face--(\d)", face(f"Name {n}"))[1] for n in range(80)}) == HUES


def test_at_most_five_faces_stand_beside_names():
    assert faces([]) == ""
    assert faces([f"Name {n}" for n in range(9)]).count('class="face ') == 5
