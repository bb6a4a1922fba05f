"""Pictures of every mode and depth, drawn anew: upright, on white, at most 2,000 pixels wide, with nothing hidden in them.

Runs in the child process. Everything is cut to what a checker can look at; nothing is squeezed to fit.
"""

import io
import warnings
from typing import cast

import pillow_heif
from PIL import Image, ImageOps

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

pillow_heif.register_heif_opener()
pillow_heif.options.DECODE_THREADS = 1
Image.init()
Image.MAX_IMAGE_PIXELS = LARGEST_FILE_PIXELS


def draw_picture(content: bytes) -> list[Image.Image]:
    """Return a picture file as RGB images, from top to bottom. Raises CannotDraw."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(content)) as image:
                return slices(_read(image))
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise CannotDraw(Trouble.MANY_PIXELS) from None
    except (CannotDraw, MemoryError):
        raise
    except Exception:  # noqa: BLE001 - image readers raise whatever a broken file leads them to
        raise CannotDraw(Trouble.DAMAGED) from None


def _read(image: Image.Image) -> Image.Image:
    image.draft("RGB", (WIDEST, WIDEST))
    if image.width * image.height > MOST_PIXELS:
        raise CannotDraw(Trouble.MANY_PIXELS)
    return narrowed(on_white(ImageOps.exif_transpose(image)))


def on_white(image: Image.Image) -> Image.Image:
    """Return an image of any mode as RGB, as it would look on white paper."""
    if image.mode.startswith("I") or image.mode == "F":
        image = _eight_bit(image)
    if image.mode in {"La", "RGBa"}:
        image = image.convert({"La": "LA", "RGBa": "RGBA"}[image.mode])
    if not image.has_transparency_data:
        return image.convert("RGB")
    layer = image.convert("RGBA")
    paper = Image.new("RGB", layer.size, "white")
    paper.paste(layer, mask=layer.getchannel("A"))
    return paper


def _eight_bit(image: Image.Image) -> Image.Image:
    # Sixteen bits are scaled, not cut: `convert("L")` alone turns everything above 255 white.
    wide = image.convert("F") if image.mode in {"I", "F"} else image.convert("I").convert("F")
    _low, high = cast("tuple[float, float]", wide.getextrema())
    top = WHITE if image.mode in {"I", "F"} and high <= WHITE else max(SIXTEEN_BIT, high)
    return wide.point(lambda level: level * (WHITE / top)).convert("L")


def narrowed(image: Image.Image) -> Image.Image:
    """Return the image at most WIDEST pixels wide, as long as that makes it."""
    if image.width <= WIDEST:
        return image
    height = max(1, round(image.height * WIDEST / image.width))
    return image.resize((WIDEST, height), Image.Resampling.LANCZOS, reducing_gap=3.0)


def slices(image: Image.Image) -> list[Image.Image]:
    """Cut a picture that is longer than TALLEST. Raises CannotDraw for one that would be too many."""
    tops = range(0, image.height, TALLEST)
    if len(tops) > MOST_PICTURES:
        raise CannotDraw(Trouble.MANY_PIXELS)
    return [image.crop((0, top, image.width, min(top + TALLEST, image.height))) for top in tops]


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
