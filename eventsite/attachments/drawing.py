"""A stranger's bytes in, pictures out: the task of the child process, and how its answer travels.

The answer is one line of JSON, then the pictures' bytes. What comes back is as little trusted as what went in.
"""

import json
from collections.abc import Iterator
from typing import Any

from PIL import Image

from eventsite.attachments.papers import draw_paper
from eventsite.attachments.pictures import as_page, draw_picture, shows_nothing, slices, thumbnail_of
from eventsite.attachments.values import PDF, CannotDraw, Drawing, Trouble
from eventsite.kernel.text import tidy

SIGNATURES = {
    "image/jpeg": (0, (b"\xff\xd8\xff",), "JPEG"),
    "image/png": (0, (b"\x89PNG\r\n\x1a\n",), "PNG"),
    "image/webp": (8, (b"WEBP",), "WEBP"),
    "image/heic": (4, tuple(b"ftyp" + brand for brand in (b"heic", b"heix", b"hevc", b"mif1", b"msf1", b"heim", b"heis")), "HEIF"),
}
"""Media type -> where its signature begins, how it may read, and the one reader that is tried. No other is ever let near a file."""
PDF_HEADER_WITHIN = 1024
"""ISO 32000-1, annex H.3.4.1: readers take a header anywhere in the first 1,024 bytes, and mail programs put lines before it."""


def draw_to_bytes(content: bytes) -> bytes:
    """Draw, and return the answer as bytes: what the child process does."""
    try:
        drawing = draw(content)
    except CannotDraw as problem:
        return _line({"trouble": problem.trouble})
    except MemoryError:
        return _line({"trouble": Trouble.TOO_MUCH})
    pages = [{"size": len(p.picture), "width": p.width, "height": p.height, "text": p.text} for p in drawing.pages]
    head = {"media_type": drawing.media_type, "thumbnail": len(drawing.thumbnail), "pages": pages}
    return b"".join([_line(head), drawing.thumbnail, *(page.picture for page in drawing.pages)])


def draw(content: bytes) -> Drawing:
    """Return what a photo or a PDF shows. Raises CannotDraw."""
    media_type = sniff(content)
    pages, thumbnail = [], b""
    for image, text in _pictures(media_type, content):
        pages.append(as_page(image, text))
        if not thumbnail and not shows_nothing(image):
            thumbnail = thumbnail_of(image)
    if not thumbnail:
        raise CannotDraw(Trouble.NOTHING_TO_SEE)
    return Drawing(media_type=media_type, pages=tuple(pages), thumbnail=thumbnail)


def _pictures(media_type: str, content: bytes) -> Iterator[tuple[Image.Image, str]]:
    if media_type in SIGNATURES:
        yield from ((image, "") for image in draw_picture(content, SIGNATURES[media_type][2]))
    elif media_type == PDF:
        for image, text in draw_paper(content):
            first, *others = slices(image)
            yield first, tidy(text)
            yield from ((image, "") for image in others)
    else:
        raise CannotDraw(Trouble.UNKNOWN)


def sniff(content: bytes) -> str:
    """Return the media type that the first bytes show, or "". What begins as a picture is one, whatever else is in it."""
    for media_type, (start, signatures, _reader) in SIGNATURES.items():
        if content.startswith(signatures, start):
            return media_type
    return PDF if b"%PDF-" in content[:PDF_HEADER_WITHIN] else ""


def _line(answer: dict[str, Any]) -> bytes:
    return json.dumps(answer).encode() + b"\n"
