"""Covers and faces: they follow from a reference, say nothing, and stay small."""

import re
import xml.etree.ElementTree as ET

import pytest

from eventsite.kernel.paths import ROOT
from eventsite.web.covers import PALETTES, cover, drawing
from eventsite.web.faces import HUES, face, faces

REFERENCES = [f"gathering{number:04d}" for number in range(400)]
COLOURS = (ROOT / "frontend" / "scss" / "_covers.scss").read_text()


def test_the_same_reference_gives_the_same_bytes_and_another_one_others():
    assert cover("gathering0001") == cover.__wrapped__("gathering0001")
    assert len({str(cover(reference)) for reference in REFERENCES}) == len(REFERENCES)


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
