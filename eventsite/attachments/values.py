"""Limits, what a file turned out to be, and what can be wrong with it. Plain data: the child process imports this too."""

from dataclasses import dataclass

from eventsite.kernel.i18n import lazy_gettext
from eventsite.kernel.labels import LabelledEnum

PDF = "application/pdf"
MEGABYTE = 1024 * 1024
MOST_FILES = 10
MOST_BYTES = 10 * MEGABYTE
MOST_BYTES_A_POST = 40 * MEGABYTE
MOST_BYTES_TOGETHER = 60 * MEGABYTE
MOST_PAGES = 20
MOST_PICTURES = 60
"""Pictures that one file may become: a page longer than a picture can be is cut into several."""
MOST_TEXT = 20_000
POST_SECONDS = 60.0
"""How long all files of one post may take together, waiting included."""


@dataclass(frozen=True, kw_only=True)
class Limits:
    """What one child process may use. Sizes in bytes, times in seconds."""

    memory: int = 768 * MEGABYTE
    cpu_seconds: int = 10
    wall_seconds: float = 15.0
    output: int = 64 * MEGABYTE


class Trouble(LabelledEnum):
    """What can be wrong with a file, each with its plain sentence about the file called `name`."""

    UNKNOWN = "unknown", lazy_gettext("%(name)s is not a photo or a PDF. Use JPG, PNG, WebP, HEIC or PDF")
    DAMAGED = "damaged", lazy_gettext("%(name)s is damaged and cannot be opened. Save it again, or take a photo")
    LOCKED = "locked", lazy_gettext("%(name)s is locked with a password. Save it without one, or take a photo")
    MANY_PAGES = "many_pages", lazy_gettext("%(name)s has more than 20 pages. Send only the pages with the receipt")
    MANY_PIXELS = "many_pixels", lazy_gettext("%(name)s has too many pixels. Take the photo at a lower size")
    NOTHING_TO_SEE = "nothing_to_see", lazy_gettext("%(name)s shows nothing: it is all one colour. Take a photo of it")
    TOO_MUCH = "too_much", lazy_gettext("%(name)s takes too much time or memory to open. Take a photo of it, or print it to a new PDF")


class CannotDraw(Exception):  # noqa: N818
    """The file cannot become pictures, for the reason that it carries."""

    def __init__(self, trouble: Trouble) -> None:
        super().__init__(trouble.value)
        self.trouble = trouble


@dataclass(frozen=True, kw_only=True)
class DrawnPage:
    """One JPEG that shows what the file shows, its size in pixels, and the text that stood there."""

    picture: bytes
    width: int
    height: int
    text: str = ""


@dataclass(frozen=True, kw_only=True)
class Drawing:
    """What the child makes of a file: its true media type, its pages, and a small picture of the first."""

    media_type: str
    pages: tuple[DrawnPage, ...]
    thumbnail: bytes
