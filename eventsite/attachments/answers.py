"""Reading what the child process answered. It may have been taken over by the file, so nothing in it is believed."""

import json
from collections.abc import Mapping
from typing import Any

from eventsite.attachments.values import MOST_PICTURES, MOST_TEXT, CannotDraw, Drawing, DrawnPage, Trouble

JPEG = b"\xff\xd8\xff"
LONGEST_SIDE = 65_535


def read_answer(answer: bytes) -> Drawing:
    """Return the drawing. Raises CannotDraw with the trouble told, or DAMAGED for an answer that makes no sense."""
    line, _, rest = answer.partition(b"\n")
    try:
        head = json.loads(line)
        if "trouble" in head:
            raise CannotDraw(Trouble(head["trouble"]))
        return _drawing(head, rest)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise CannotDraw(Trouble.DAMAGED) from None


def _drawing(head: Mapping[str, Any], rest: bytes) -> Drawing:
    entries = list(head["pages"])
    sizes = [_number(head["thumbnail"], len(rest)), *(_number(entry["size"], len(rest)) for entry in entries)]
    if not 1 <= len(entries) <= MOST_PICTURES or sum(sizes) != len(rest):
        raise ValueError("pages")
    thumbnail, *pictures = _cut(rest, sizes)
    pages = tuple(
        DrawnPage(
            picture=picture,
            width=_number(entry["width"], LONGEST_SIDE),
            height=_number(entry["height"], LONGEST_SIDE),
            text=str(entry["text"])[:MOST_TEXT],
        )
        for entry, picture in zip(entries, pictures, strict=True)
    )
    return Drawing(media_type=str(head["media_type"])[:60], pages=pages, thumbnail=thumbnail)


def _number(value: object, most: int) -> int:
    if type(value) is not int or not 0 < value <= most:
        raise ValueError("number")
    return value


def _cut(content: bytes, sizes: list[int]) -> list[bytes]:
    parts, start = [], 0
    for size in sizes:
        part = content[start : start + size]
        if not part.startswith(JPEG):
            raise ValueError("picture")
        parts.append(part)
        start += size
    return parts
