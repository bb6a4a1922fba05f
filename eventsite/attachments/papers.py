"""PDFs, drawn as pictures with pypdfium2, and their text. Scripts, actions and attached files never get past this.

Runs in the child process. pdfium is built without a script engine; form fields are drawn with what was filled in.
"""

import encodings.utf_16_le  # noqa: F401 - text comes in it, and once confined no codec can be loaded
import math
from collections.abc import Iterator

import pypdfium2
from PIL import Image
from pypdfium2.raw import FPDF_ERR_PASSWORD

from eventsite.attachments.values import MOST_PAGES, MOST_TEXT, CannotDraw, Trouble

PAGE_WIDTH = 1600
MOST_PAGE_PIXELS = 40_000_000
LARGEST_SCALE = 20.0
"""Pixels a point, at most: a page the size of a stamp is not drawn as a poster."""
SMALLEST_SIDE = 1.0


def draw_paper(content: bytes) -> Iterator[tuple[Image.Image, str]]:
    """Yield every page of a PDF as an RGB image, with the text on it; one at a time, to hold one at a time. Raises CannotDraw."""
    try:
        with pypdfium2.PdfDocument(content) as document:
            if not 0 < len(document) <= MOST_PAGES:
                raise CannotDraw(Trouble.MANY_PAGES if document else Trouble.DAMAGED)
            document.init_forms()
            for number in range(len(document)):
                yield _draw_page(document[number])
    except pypdfium2.PdfiumError as error:
        is_locked = error.err_code == FPDF_ERR_PASSWORD
        raise CannotDraw(Trouble.LOCKED if is_locked else Trouble.DAMAGED) from None


def _draw_page(page: pypdfium2.PdfPage) -> tuple[Image.Image, str]:
    width, height = (max(SMALLEST_SIDE, side) for side in page.get_size())
    scale = min(PAGE_WIDTH / width, LARGEST_SCALE, math.sqrt(MOST_PAGE_PIXELS / (width * height)))
    text = page.get_textpage().get_text_bounded()[:MOST_TEXT]
    picture = page.render(scale=scale, fill_color=(255, 255, 255, 255)).to_pil().convert("RGB")
    page.close()
    return picture, text
