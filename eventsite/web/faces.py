"""Faces: people as their first letter in a circle, in a colour that follows from their name."""

from collections.abc import Sequence
from functools import lru_cache
from zlib import crc32

from markupsafe import Markup

HUES = 6
MOST = 5
"""More stand behind the names that are written beside them."""


@lru_cache(maxsize=2048)
def face(name: str) -> Markup:
    """Return the face of somebody called `name`. It says nothing by itself: the name always stands beside it."""
    first = next((letter for letter in name if letter.isalnum()), "·").upper()
    return Markup('<span class="face face--{}" aria-hidden="true">{}</span>').format(crc32(name.encode()) % HUES, first)


def faces(names: Sequence[str]) -> Markup:
    """Return the faces of several people, for in front of their names."""
    if not names:
        return Markup()
    shown = Markup(" ").join(face(str(name)) for name in names[:MOST])
    return Markup('<span class="faces">{}</span> ').format(shown)
