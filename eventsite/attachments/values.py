"""Limits, what a file turned out to be, and what can be wrong with it. Plain data: the child process imports this too."""

from dataclasses import dataclass
from enum import StrEnum

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


class Trouble(StrEnum):
    """What can be wrong with a file. Each has one plain sentence in `rules`."""

    UNKNOWN = "unknown"
    DAMAGED = "damaged"
    LOCKED = "locked"
    MANY_PAGES = "many_pages"
    MANY_PIXELS = "many_pixels"
    NOTHING_TO_SEE = "nothing_to_see"
    TOO_MUCH = "too_much"


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
