"""Receipts: what a file really is, and a clean copy of it. The name and the browser's word decide nothing.

Limits and their reasons: the domain note on claims, section 4.
"""

import hashlib
import io
import warnings
from dataclasses import dataclass

import pikepdf
import pillow_heif
import puremagic
from PIL import Image, ImageOps

from eventsite.kernel.refusals import Refusal
from eventsite.kernel.text import tidy
from eventsite.kernel.words import _

MOST_BYTES = 10 * 1024 * 1024
MOST_PIXELS = 50_000_000
MOST_PAGES = 50
LONGEST_SIDE = 2400
IMAGES = {"image/jpeg", "image/png", "image/webp", "image/heic", "image/heif"}
PDF = "application/pdf"
HEIF_BRANDS = {b"heic", b"heix", b"hevc", b"mif1", b"msf1", b"heim", b"heis"}

pillow_heif.register_heif_opener()


class BadFile(Refusal):
    """The file is not a receipt we can keep; the sentence says why and what to do."""


@dataclass(frozen=True)
class CleanFile:
    """A file that is safe to keep and show."""

    name: str
    media_type: str
    content: bytes
    digest: str


def clean(name: str, content: bytes) -> CleanFile:
    """Return a clean copy: images are drawn anew (EXIF and anything hidden goes), PDFs must be plain. Raises BadFile."""
    shown = safe_name(name)
    if not content:
        raise _bad(_("%(name)s is empty. Choose the file again"), shown)
    if len(content) > MOST_BYTES:
        raise _bad(_("%(name)s is over 10 MB. Take the photo at a lower size"), shown)
    kind = sniff(content)
    if kind in IMAGES:
        kind, cleaned = "image/jpeg", _clean_image(shown, content)
    elif kind == PDF:
        cleaned = _checked_pdf(shown, content)
    else:
        raise _bad(_("%(name)s is not a photo or a PDF. Use JPG, PNG, HEIC or PDF"), shown)
    return CleanFile(shown, kind, cleaned, hashlib.sha256(content).hexdigest())


def safe_name(name: str) -> str:
    """Return the name as it is shown. Raises BadFile for a name that tries to be a path."""
    tidied = tidy(name)
    if not tidied or "/" in tidied or "\\" in tidied or "\n" in tidied or set(tidied) <= {"."}:
        raise BadFile(_("A file has a name we cannot use. Give it a simple name, like receipt.jpg"), field="receipts")
    return tidied[-120:]


def sniff(content: bytes) -> str:
    """Return the media type that the first bytes show, or ""."""
    if content[4:8] == b"ftyp" and content[8:12] in HEIF_BRANDS:
        return "image/heic"
    try:
        return str(puremagic.from_string(content[:4096], mime=True))
    except (puremagic.PureError, ValueError):
        return ""


def _bad(sentence: str, name: str) -> BadFile:
    return BadFile(sentence % {"name": name}, field="receipts")


def _clean_image(name: str, content: bytes) -> bytes:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(content)) as image:
                _refuse_huge(name, image)
                upright = ImageOps.exif_transpose(image).convert("RGB")
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise _bad(_("%(name)s has too many pixels. Take the photo at a lower size"), name) from None
    except BadFile:
        raise
    except Exception:  # noqa: BLE001 - image readers raise whatever a broken file leads them to
        raise _bad(_("%(name)s is damaged and cannot be opened. Take the photo again"), name) from None
    upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    out = io.BytesIO()
    upright.save(out, "JPEG", quality=85)
    return out.getvalue()


def _refuse_huge(name: str, image: Image.Image) -> None:
    if image.width * image.height > MOST_PIXELS:
        raise _bad(_("%(name)s has too many pixels. Take the photo at a lower size"), name)


def _checked_pdf(name: str, content: bytes) -> bytes:
    try:
        with pikepdf.open(io.BytesIO(content)) as pdf:
            if len(pdf.pages) > MOST_PAGES:
                raise _bad(_("%(name)s has more than 50 pages. Send only the pages with the receipt"), name)
            if _is_active(pdf):
                raise _bad(
                    _("%(name)s contains scripts or other files, which we cannot keep. Print it to a new PDF, or take a photo"),
                    name,
                )
            for page in pdf.pages:
                _drop(page.obj, "/Annots")
            _drop(pdf.Root, "/Metadata")
            out = io.BytesIO()
            pdf.remove_unreferenced_resources()
            pdf.save(out)
            return out.getvalue()
    except pikepdf.PasswordError:
        raise _bad(_("%(name)s is locked with a password. Save it without one, or take a photo"), name) from None
    except pikepdf.PdfError:
        raise _bad(_("%(name)s is damaged and cannot be opened. Save it again, or take a photo"), name) from None


def _drop(holder: pikepdf.Object, key: str) -> None:
    if key in holder:
        del holder[key]


def _is_active(pdf: pikepdf.Pdf) -> bool:
    root = pdf.Root
    if any(key in root for key in ("/OpenAction", "/AA", "/AF", "/XFA")):
        return True
    names = root.get("/Names")
    if names is not None and any(key in names for key in ("/JavaScript", "/EmbeddedFiles")):
        return True
    for item in pdf.objects:
        if isinstance(item, pikepdf.Dictionary) and (item.get("/S") in ("/JavaScript", "/Launch") or "/JS" in item):
            return True
    return False
