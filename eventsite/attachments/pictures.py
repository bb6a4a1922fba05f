"""Pictures of every mode and depth, drawn anew: upright, on white, at most 2,000 pixels wide, with nothing hidden in them.

Runs in the child process. Everything is cut to what a checker can look at; nothing is squeezed to fit.
"""

import io
import math
import warnings
from collections.abc import Iterator
from functools import cache
from typing import cast

import pillow_heif
from PIL import ExifTags, Image

from eventsite.attachments.values import MOST_PICTURES, CannotDraw, DrawnPage, Trouble

WIDEST = 2000
TALLEST = 16_000
"""A longer picture is cut into several: a JPEG ends at 65,535, and browsers before that."""
MOST_PIXELS = 60_000_000
LARGEST_FILE_PIXELS = 250_000_000
"""Photos this large are read at a smaller scale, where the format can."""
QUALITY = 85
THUMBNAIL = (320, 480)
PLAIN = 6
"""Steps of 255 between the lightest and the darkest, up to which a picture shows nothing. A faded till roll has about 30."""
WHITE, SIXTEEN_BIT = 255, 65_535
BAND_PIXELS = 4_000_000
"""A large picture goes onto paper band by band: whole copies of it in three modes would take more memory than there is."""
LANCZOS_REACH = 3
UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT, 3: Image.Transpose.ROTATE_180, 4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE, 6: Image.Transpose.ROTATE_270, 7: Image.Transpose.TRANSVERSE, 8: Image.Transpose.ROTATE_90,
}
"""What turns a picture upright that says of itself that it lies. Source: Exif 2.32 (CIPA DC-008-2019), 4.6.4, Orientation."""
ON_THEIR_SIDE = {5, 6, 7, 8}

pillow_heif.register_heif_opener()
pillow_heif.options.DECODE_THREADS = 1
Image.init()
Image.MAX_IMAGE_PIXELS = LARGEST_FILE_PIXELS


def draw_picture(content: bytes, kind: str) -> Iterator[Image.Image]:
    """Yield a picture file of this kind as RGB images, from top to bottom; one at a time. Raises CannotDraw."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # a photo with broken notes about itself is a photo
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            paper = _read(content, kind)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning, MemoryError):
        raise CannotDraw(Trouble.MANY_PIXELS) from None
    except CannotDraw:
        raise
    except Exception:  # noqa: BLE001 - image readers raise whatever a broken file leads them to
        raise CannotDraw(Trouble.DAMAGED) from None
    yield from slices(paper)


def _read(content: bytes, kind: str) -> Image.Image:
    with Image.open(io.BytesIO(content), formats=[kind]) as image:
        image.draft("RGB", (WIDEST, WIDEST))
        if image.width * image.height > MOST_PIXELS:
            raise CannotDraw(Trouble.MANY_PIXELS)
        orientation = image.getexif().get(ExifTags.Base.Orientation)
        width = image.height if orientation in ON_THEIR_SIDE else image.width
        paper = _on_paper(image, min(1.0, WIDEST / width))
    return paper.transpose(UPRIGHT[orientation]) if orientation in UPRIGHT else paper


def _on_paper(image: Image.Image, scale: float) -> Image.Image:
    """Return the image on white, `scale` times as large, without holding all of it in any mode between."""
    paper = Image.new("RGB", (max(1, round(image.width * scale)), max(1, round(image.height * scale))), "white")
    down = image.height / paper.height
    margin = math.ceil(LANCZOS_REACH * down)
    rows = max(1, int(BAND_PIXELS / (image.width * down)))
    for top in range(0, paper.height, rows):
        bottom = min(top + rows, paper.height)
        above, below = max(0, int(top * down) - margin), min(image.height, math.ceil(bottom * down) + margin)
        band = on_white(image.crop((0, above, image.width, below)))
        box = (0, top * down - above, image.width, min(bottom * down - above, band.height))
        paper.paste(band.resize((paper.width, bottom - top), Image.Resampling.LANCZOS, box=box), (0, top))
    return paper


def on_white(image: Image.Image) -> Image.Image:
    """Return an image of any mode as RGB, as it would look on white paper."""
    if image.mode.startswith("I") or image.mode == "F":
        return _eight_bit(image).convert("RGB")
    if image.mode in {"La", "RGBa"}:
        image = image.convert({"La": "LA", "RGBa": "RGBA"}[image.mode])
    if not image.has_transparency_data:
        return image.convert("RGB")
    layer = image.convert("RGBA")
    paper = Image.new("RGB", layer.size, "white")
    paper.paste(layer, mask=layer.getchannel("A"))
    return paper


def _eight_bit(image: Image.Image) -> Image.Image:
    if not image.mode.startswith("I;16"):
        return image.convert("L")
    # Sixteen bits are scaled, not cut: `convert("L")` alone turns everything above 255 white.
    made = image.convert("I").point(_shades(image.info.get("transparency")), "L")
    made.info.pop("transparency", None)
    return made


@cache
def _shades(nothing: object) -> list[int]:
    """Return what each of 65,536 steps of grey is in 256; one of them may stand for nothing, which is white on paper."""
    shades = [step * WHITE // SIXTEEN_BIT for step in range(SIXTEEN_BIT + 1)]
    if isinstance(nothing, int) and nothing in range(len(shades)):
        shades[nothing] = WHITE
    return shades


def slices(image: Image.Image) -> Iterator[Image.Image]:
    """Yield the parts of a picture that is longer than TALLEST. Raises CannotDraw for one that would be too many."""
    tops = range(0, image.height, TALLEST)
    if len(tops) > MOST_PICTURES:
        raise CannotDraw(Trouble.MANY_PIXELS)
    for top in tops:
        yield image.crop((0, top, image.width, min(top + TALLEST, image.height)))


def shows_nothing(image: Image.Image) -> bool:
    """Whether all of a picture is one colour: an empty page, or a drawing that went wrong."""
    bands = cast("tuple[tuple[int, int], ...]", image.getextrema())
    return all(high - low <= PLAIN for low, high in bands)


def as_page(image: Image.Image, text: str = "") -> DrawnPage:
    """Return the picture as a JPEG with no metadata."""
    return DrawnPage(picture=_jpeg(image), width=image.width, height=image.height, text=text)


def thumbnail_of(image: Image.Image) -> bytes:
    """Return the top of the picture, small enough for a list."""
    width, height = THUMBNAIL
    scale = min(1.0, width / image.width)
    small = image.crop((0, 0, image.width, min(image.height, max(1, round(height / scale)))))
    small.thumbnail(THUMBNAIL)
    return _jpeg(small)


def _jpeg(image: Image.Image) -> bytes:
    out = io.BytesIO()
    image.save(out, "JPEG", quality=QUALITY)
    return out.getvalue()
