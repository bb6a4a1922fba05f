"""Pictures that somebody sends by chance or in malice. Each is named; `EXPECTED` says what becomes of it.

Whatever can be drawn shows a black bar on the left quarter of white, eighty by forty, unless its line says otherwise.
"""

import io
import struct
import zlib

import pillow_heif
from PIL import Image, ImageCms

from eventsite.attachments.values import Trouble
from tests.builders import papers
from tests.builders.pictures import bar, grey, photo, written

SIZE = (80, 40)
SOI, APP1, APP2, COM = b"\xff\xd8", b"\xff\xe1", b"\xff\xe2", b"\xff\xfe"


def chunk(name, body):
    """One chunk of a PNG (ISO/IEC 15948, 5.3)."""
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def png(size, depth, colour, rows, *before, extra=b""):
    """A PNG written by hand: `rows` are the bytes of each row, `before` are chunks in front of the picture."""
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", *size, depth, colour, 0, 0, 0))
    packed = zlib.compress(b"".join(b"\0" + row for row in rows), 9)
    return b"\x89PNG\r\n\x1a\n" + head + b"".join(before) + chunk(b"IDAT", packed) + extra + chunk(b"IEND", b"")


def dots(dark, light):
    """Forty rows of a bar, of dots that are written so."""
    return [dark * 20 + light * 60] * 40


def jpeg_with(*parts, content=None):
    """A JPEG with more segments right after its beginning."""
    whole = content or photo()
    return SOI + b"".join(kind + struct.pack(">H", len(body) + 2) + body for kind, body in parts) + whole[2:]


def oriented(kind, orientation):
    """A photo that is stored turned or mirrored as EXIF (orientation 1 to 8) says, and upright shows the bar."""
    undo = {
        2: [Image.Transpose.FLIP_LEFT_RIGHT], 3: [Image.Transpose.ROTATE_180], 4: [Image.Transpose.FLIP_TOP_BOTTOM],
        5: [Image.Transpose.TRANSPOSE], 6: [Image.Transpose.ROTATE_90], 7: [Image.Transpose.TRANSVERSE], 8: [Image.Transpose.ROTATE_270],
    }
    image, exif = grey().convert("RGB"), Image.Exif()
    for turn in undo.get(orientation, []):
        image = image.transpose(turn)
    exif[274] = orientation
    if kind == "HEIC":
        out = io.BytesIO()
        pillow_heif.from_pillow(image).save(out, exif=exif.tobytes(), quality=95)
        return out.getvalue()
    return written(image, kind, exif=exif, **({"quality": 95} if kind != "PNG" else {}))


def animated(kind):
    """What stands still shows the bar; what comes afterwards is a black page."""
    return written(grey().convert("RGB"), kind, save_all=True, append_images=[Image.new("RGB", SIZE)], duration=100, **({"lossless": True} if kind == "WEBP" else {}))


def several_heic():
    """A HEIC with three pictures in it, as a burst is; the bar is the one to show."""
    made = pillow_heif.from_pillow(grey().convert("RGB"))
    made.add_from_pillow(Image.new("RGB", SIZE, "red"))
    made.add_from_pillow(Image.new("RGB", SIZE, "blue"))
    out = io.BytesIO()
    made.save(out, primary_index=0, quality=95)
    return out.getvalue()


def two_in_one():
    """An MPO: two JPEGs in one file, as phones with two lenses write it."""
    return written(grey().convert("RGB"), "MPO", save_all=True, append_images=[Image.new("RGB", SIZE)], quality=95)


def with_profile(kind):
    """A photo with a colour profile of two kilobytes in it."""
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    return written(grey().convert("RGB"), kind, icc_profile=profile)


def heavy_chunk(name, before):
    """A PNG with a text or a profile that unpacks to 20 MB."""
    return png(SIZE, 8, 0, dots(b"\0", b"\xff"), chunk(name, before + zlib.compress(b"\0" * 20_000_000, 9)))


def claims_size(width, height):
    """A PNG that says how large it is and brings nothing."""
    return png((width, height), 8, 2, [b"\0"])


def huge_jpeg(*, size=(15_000, 12_000), progressive=False):
    """A photo of 180 megapixels."""
    return written(bar("L", size), "JPEG", quality=30, progressive=progressive)


def heic_of_a_phone():
    """Forty-eight megapixels, as phones of 2022 and later take them."""
    out = io.BytesIO()
    pillow_heif.from_pillow(grey((8064, 6048)).convert("RGB")).save(out, quality=30)
    return out.getvalue()


def disguised(kind, **words):
    """A picture of another kind, under the name of a photo."""
    return written(grey().convert("RGB"), kind, **words)


BROKEN_EXIF = b"Exif\0\0MM\0*\xff\xff\xff\xf0" + b"\xff" * 40
ENDLESS_EXIF = b"Exif\0\0MM\0*\0\0\0\x08\xff\xff" + b"\x01\x12\0\x03\0\0\0\x01\0\x01\0\0" * 3000
HTML = b"<html><script>fetch('//evil.example')</script></html>"

DRAWN = {
    **{f"{kind} turned {number}": lambda kind=kind, number=number: oriented(kind, number) for kind in ("JPEG", "HEIC") for number in range(1, 9)},
    "PNG turned": lambda: oriented("PNG", 6), "WebP turned": lambda: oriented("WEBP", 8),
    "animated PNG": lambda: animated("PNG"), "animated WebP": lambda: animated("WEBP"),
    "HEIC with three pictures": several_heic, "two photos in one": two_in_one,
    "profile JPEG": lambda: with_profile("JPEG"), "profile PNG": lambda: with_profile("PNG"), "profile WebP": lambda: with_profile("WEBP"),
    "16 bit colour": lambda: png(SIZE, 16, 2, dots(b"\0\0" * 3, b"\xff\xff" * 3)),
    "16 bit colour and alpha": lambda: png(SIZE, 16, 6, dots(b"\0\0" * 3 + b"\xff\xff", b"\0" * 8)),
    "16 bit grey and alpha": lambda: png(SIZE, 16, 4, dots(b"\0\0\xff\xff", b"\0\0\0\0")),
    "16 bit grey, one shade is nothing": lambda: png(SIZE, 16, 0, dots(b"\x10\0", b"\x01\x02"), chunk(b"tRNS", b"\x01\x02")),
    "8 bit grey, black is nothing": lambda: png(SIZE, 8, 0, dots(b"\x10", b"\0"), chunk(b"tRNS", b"\0\0")),
    "1 bit, white is nothing": lambda: png(SIZE, 1, 0, [b"\0\0\x0f" + b"\xff" * 7] * 40, chunk(b"tRNS", b"\0\x01")),
    "colour, black is nothing": lambda: png(SIZE, 8, 2, dots(b"\x10" * 3, b"\0" * 3), chunk(b"tRNS", b"\0" * 6)),
    "palette half nothing": lambda: png(SIZE, 8, 3, dots(b"\0", b"\1"), chunk(b"PLTE", b"\0" * 6), chunk(b"tRNS", b"\xff\0")),
    "broken EXIF": lambda: jpeg_with((APP1, BROKEN_EXIF)), "endless EXIF": lambda: jpeg_with((APP1, ENDLESS_EXIF)),
    "PNG with broken EXIF": lambda: png(SIZE, 8, 0, dots(b"\0", b"\xff"), chunk(b"eXIf", BROKEN_EXIF[6:])),
    "a paper in its comment": lambda: jpeg_with((COM, papers.paper("Hidden"))), "a page in its comment": lambda: jpeg_with((COM, HTML)),
    "a page behind it": lambda: photo() + HTML, "an archive behind it": lambda: photo("PNG") + b"PK\x03\x04" + b"x" * 300 + b"PK\x05\x06" + b"\0" * 18,
}
"""What is drawn as it looks."""

LARGE = {
    "180 megapixels": huge_jpeg, "180 megapixels, progressive": lambda: huge_jpeg(progressive=True),
    "48 megapixels HEIC": heic_of_a_phone, "59 megapixels with alpha": lambda: written(bar("LA", (7_700, 7_600), dark=(0, 255), light=(0, 0)).convert("RGBA")),
    "60 megapixels WebP": lambda: written(bar("RGB", (7_700, 7_600), dark=(0, 0, 0), light=(255, 255, 255)), "WEBP", quality=1, method=0),
    "60 megapixels of 16 bits": lambda: png((7_700, 7_600), 16, 0, [b"\0\0" * 1_925 + b"\xff\xff" * 5_775] * 7_600),
}
"""What is large, and must be drawn or refused for its size."""

REFUSED = {
    "claims 65,535 by 65,535": (lambda: claims_size(65_535, 65_535), Trouble.MANY_PIXELS),
    "claims two thousand million wide": (lambda: claims_size(2_000_000_000, 1), Trouble.MANY_PIXELS),
    "claims to be eight wide and seven million long": (lambda: claims_size(8, 7_000_000), Trouble.DAMAGED),
    "text of 20 MB in it": (lambda: heavy_chunk(b"zTXt", b"a\0\0"), Trouble.DAMAGED),
    "profile of 20 MB in it": (lambda: heavy_chunk(b"iCCP", b"a\0\0"), Trouble.DAMAGED),
    "GIF": (lambda: disguised("GIF"), Trouble.UNKNOWN), "BMP": (lambda: disguised("BMP"), Trouble.UNKNOWN), "TIFF": (lambda: disguised("TIFF"), Trouble.UNKNOWN),
    "ICO": (lambda: disguised("ICO"), Trouble.UNKNOWN), "JPEG 2000": (lambda: disguised("JPEG2000"), Trouble.UNKNOWN), "EPS": (lambda: disguised("EPS"), Trouble.UNKNOWN),
    "AVIF": (lambda: disguised("AVIF"), Trouble.UNKNOWN), "archive": (lambda: b"PK\x03\x04" + b"\0" * 4000, Trouble.UNKNOWN),
    "a JPEG of which the end is missing": (lambda: photo(size=(800, 400))[:-2000], Trouble.DAMAGED),
    "a PNG of which the end is missing": (lambda: photo("PNG", (800, 400))[:-200], Trouble.DAMAGED),
    "a JPEG head and a page": (lambda: b"\xff\xd8\xff\xe0" + HTML, Trouble.DAMAGED),
    "a HEIC head and nothing": (lambda: b"\0\0\0\x18ftypheic" + b"\0" * 200, Trouble.DAMAGED),
}
"""What cannot be drawn, and what the person is told."""
