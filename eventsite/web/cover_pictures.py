"""The picture that goes with a link to a gathering: its cover, its name and its day, as a PNG of 1200 x 630."""

import io
import re
from collections.abc import Sequence
from functools import cache

from PIL import Image, ImageDraw, ImageFont

from eventsite.kernel.paths import STATIC
from eventsite.web.assets import manifest
from eventsite.web.covers import HEIGHT, WIDTH, Circle, Shape, drawing

SIZE = (1200, 630)
SMOOTH = 2
"""How much larger the shapes are drawn before they are made small: that rounds their edges."""
COLOURS: Sequence[tuple[str, ...]] = (
    ("#f6e3c9", "#1d4f4a", "#f2a65a", "#7a2f4a", "#8fb8a4", "#fff7e8"),
    ("#dcebe2", "#1d4f4a", "#e8894a", "#8c3a4f", "#6fa3a0", "#fffaf0"),
    ("#f6ddd8", "#7a2f4a", "#f2a65a", "#1d4f4a", "#d98e88", "#fff8f0"),
    ("#dde7f1", "#27496d", "#f2a65a", "#7a2f4a", "#8fb3cc", "#fffaf0"),
    ("#faecc2", "#5b4a1f", "#e5a33d", "#9b3d2e", "#a9b36b", "#fffdf0"),
    ("#e8e0f2", "#46346b", "#f0a37a", "#7a2f4a", "#a894c4", "#fffaf4"),
)
"""The light sets of colours; a test compares them with the style sheet."""
INK, GROUND, SOFT = "#1f1d1a", "#fffaf0", "#575046"
FONT = "atkinson-hyperlegible-next-latin-wght-normal.woff2"
LATIN = re.compile(r"[^\u0020-\u024f\u2010-\u2027\u20ac]+")
"""What the font of the picture cannot write is left out of it; the page itself says everything."""
MOST_COLOURS = 96
NAME_SIZES = ((64, 1), (48, 1), (40, 2))
"""How large a name is written, and on how many lines at most: the first size at which it fits, else the start of it."""


def picture(reference: str, name: str, when: str) -> bytes:
    """Return the picture of the gathering `name`, as a PNG. The same words and reference give the same bytes."""
    canvas = Image.new("RGB", SIZE, GROUND)
    canvas.paste(_drawn(reference), (0, 0))
    pen = ImageDraw.Draw(canvas)
    lines, size = _fitted(name)
    top = HEIGHT + 26
    for line in lines:
        pen.text((56, top), line, font=_font(size, 750), fill=INK)
        top += round(size * 1.15)
    pen.text((56, SIZE[1] - 62), LATIN.sub(" ", when), font=_font(34, 500), fill=SOFT)
    written = io.BytesIO()
    canvas.quantize(MOST_COLOURS, dither=Image.Dither.NONE).save(written, "PNG", optimize=True)
    return written.getvalue()


def _drawn(reference: str) -> Image.Image:
    found = drawing(reference)
    colours, large = COLOURS[found.palette], (WIDTH * SMOOTH, HEIGHT * SMOOTH)
    ground = Image.new("RGB", large, colours[0])
    for shape in found.shapes:
        mask = Image.new("L", large)
        _shape(ImageDraw.Draw(mask), shape, 255 if shape.ink in (0, 5) else 230)
        ground.paste(colours[shape.ink], (0, 0), mask)
    return ground.resize((WIDTH, HEIGHT), Image.Resampling.BOX)


def _shape(pen: ImageDraw.ImageDraw, shape: Shape, opacity: int) -> None:
    if isinstance(shape, Circle):
        middle, reach = (shape.x * SMOOTH, shape.y * SMOOTH), shape.r * SMOOTH
        if shape.stroke:
            half = shape.stroke * SMOOTH // 2
            pen.circle(middle, reach + half, outline=opacity, width=half * 2)
        else:
            pen.circle(middle, reach, fill=opacity)
        return
    pen.polygon([(x * SMOOTH, y * SMOOTH) for x, y in shape.outline()], fill=opacity)


def _fitted(name: str) -> tuple[list[str], int]:
    words = LATIN.sub(" ", name).split()
    for size, most in NAME_SIZES:
        lines = _wrapped(words, size)
        if len(lines) <= most:
            break
    return lines[:most], size


def _wrapped(words: Sequence[str], size: int) -> list[str]:
    font, lines = _font(size, 750), [""]
    for word in words:
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and font.getlength(longer) > SIZE[0] - 112:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines


@cache
def _font(size: int, weight: int) -> ImageFont.FreeTypeFont:
    font = ImageFont.truetype(STATIC / manifest()[FONT], size)
    font.set_variation_by_axes([weight])
    return font
