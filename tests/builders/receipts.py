"""Receipts of every kind that people and attackers send."""

import io

import pikepdf
import pillow_heif
from PIL import Image

PHOTO_NOTE = b"secret place"


def photo(kind="JPEG", size=(60, 40)):
    """A photo with a note hidden in it."""
    out = io.BytesIO()
    exif = Image.Exif()
    exif[270] = PHOTO_NOTE.decode()
    Image.new("RGB", size, "white").save(out, kind, exif=exif)
    return out.getvalue()


def heic():
    """A photo as phones take it."""
    out = io.BytesIO()
    pillow_heif.from_pillow(Image.new("RGB", (64, 64), "white")).save(out)
    return out.getvalue()


def pdf(script=False):
    """A page of nothing, with a script if so wished."""
    made, out = pikepdf.new(), io.BytesIO()
    made.add_blank_page()
    if script:
        made.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")
    made.save(out)
    return out.getvalue()


def bomb():
    """Four hundred megapixels in a few kilobytes."""
    out = io.BytesIO()
    Image.new("1", (20_000, 20_000)).save(out, "PNG")
    return out.getvalue()
