"""Photos and scans of every mode and depth. Each shows a black bar on the left of what is white, or would be on paper."""

import io

import pillow_heif
from PIL import Image, ImageDraw

PHOTO_NOTE = b"secret place"
BAR = 0.25
"""How much of the width is dark."""


def written(image, kind="PNG", **words):
    out = io.BytesIO()
    image.save(out, kind, **words)
    return out.getvalue()


def bar(mode, size=(80, 40), *, dark=0, light=255):
    """A picture in `mode`, dark on the left quarter, light elsewhere."""
    if mode.startswith("I;16"):
        order = "big" if mode.endswith("B") else "little"
        dots = int(size[0] * BAR)
        row = dark.to_bytes(2, order) * dots + light.to_bytes(2, order) * (size[0] - dots)
        return Image.frombytes(mode, size, row * size[1])
    image = Image.new(mode, size, light)
    image.paste(dark, (0, 0, int(size[0] * BAR), size[1]))
    return image


def grey(size=(80, 40)):
    return bar("L", size)


def photo(kind="JPEG", size=(80, 40)):
    """A photo with a note hidden in it."""
    exif = Image.Exif()
    exif[270] = PHOTO_NOTE.decode()
    return written(bar("RGB", size, dark=(0, 0, 0), light=(255, 255, 255)), kind, exif=exif)


def heic(size=(80, 40)):
    """A photo as phones take it."""
    out = io.BytesIO()
    pillow_heif.from_pillow(grey(size).convert("RGB")).save(out)
    return out.getvalue()


def transparent(mode="RGBA"):
    """Black writing on nothing: what lies under the transparent part is black too, as drawing programs leave it."""
    image = Image.new("LA", (80, 40), (0, 0))
    ImageDraw.Draw(image).rectangle((0, 0, 19, 39), fill=(0, 255))
    return written(image.convert(mode))


def transparent_palette():
    """A palette with one colour that stands for nothing."""
    image = bar("P", dark=1, light=0)
    image.putpalette([0, 0, 0, 0, 0, 0] + [9] * 762)
    return written(image, transparency=0)


def sixteen_bit():
    """A scan with 65,536 steps of grey, mostly in the middle, where cutting at 255 would make all of it white."""
    return written(bar("I;16", dark=2_000, light=62_000))


def turned():
    """A photo that the phone held upright: the sensor's right is the top."""
    exif = Image.Exif()
    exif[274] = 6
    return written(bar("RGB", (80, 40), dark=(0, 0, 0), light=(255, 255, 255)), "JPEG", exif=exif, quality=95)


def cmyk():
    """A picture for print."""
    return written(grey().convert("RGB").convert("CMYK"), "JPEG", quality=95)


def bomb():
    """Four hundred megapixels in a few kilobytes."""
    return written(Image.new("1", (20_000, 20_000)))


def one_colour(colour="white", mode="RGB"):
    """Nothing to see."""
    return written(Image.new(mode, (60, 40), colour))
