"""A cover for each gathering: the same reference gives the same drawing, byte for byte, until this file changes.

Five drawings, each with a meaning: a table (meeting as equals), hills (common ground), three circles (lived, practised and
researched knowing), leaves (what grows from what failed), rings (what one voice sets going). A drawing is a list of flat
shapes, so that a page can carry it as SVG and a shared link as a picture. Colours are numbers: what they stand for is in the
style sheet, once for light and once for dark. What matters stays in the middle, because a cover is cut to many forms.
"""

import hashlib
import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from markupsafe import Markup

WIDTH, HEIGHT = 1200, 400
PALETTES = 6
"""How many sets of colours the style sheet has (`_covers.scss`)."""
INKS = (1, 2, 3, 4)
LIGHT = 5


@dataclass(frozen=True)
class Circle:
    """A disc, or a ring with `stroke` as its breadth."""

    x: int
    y: int
    r: int
    ink: int
    stroke: int = 0

    def svg(self) -> str:
        """Return it as an element."""
        breadth = f' stroke-width="{self.stroke}"' if self.stroke else ""
        kind = "k" if self.stroke else "c"
        return f'<circle class="{kind}{self.ink}" cx="{self.x}" cy="{self.y}" r="{self.r}"{breadth}/>'


@dataclass(frozen=True)
class Leaf:
    """What two circles share, from (x, y) towards `turn` degrees."""

    x: int
    y: int
    size: int
    turn: int
    ink: int

    def svg(self) -> str:
        """Return it as an element."""
        r = self.size
        return f'<path class="c{self.ink}" d="M0 0A{r} {r} 0 0 1 {r} {r}A{r} {r} 0 0 1 0 0" transform="translate({self.x} {self.y}) rotate({self.turn})"/>'


Shape = Circle | Leaf


class _Dice:
    """Numbers that follow from a reference and from nothing else, on every version of Python."""

    def __init__(self, reference: str) -> None:
        self._bytes = self._drawn(reference)

    @staticmethod
    def _drawn(reference: str) -> Iterator[int]:
        number = 0
        while True:
            yield from hashlib.sha256(f"cover {number} {reference}".encode()).digest()
            number += 1

    def between(self, least: int, most: int) -> int:
        return least + (next(self._bytes) * 256 + next(self._bytes)) % (most - least + 1)


def _table(dice: _Dice) -> list[Shape]:
    seats, tilt, x, y = dice.between(7, 9), dice.between(0, 59), dice.between(520, 640), 200
    shapes: list[Shape] = [Circle(x, y, 290, LIGHT), Circle(x, y, 84, 2)]
    for seat in range(seats):
        turn = math.radians(tilt + 360 * seat / seats)
        shapes.append(Circle(round(x + 142 * math.cos(turn)), round(y + 142 * math.sin(turn)), dice.between(40, 54), INKS[seat % 4]))
    return [*shapes, Circle(x, y, 36, LIGHT)]


def _hills(dice: _Dice) -> list[Shape]:
    shapes: list[Shape] = [Circle(dice.between(500, 760), dice.between(120, 140), 64, 2)]
    for number, ink in enumerate((4, 3, 1, 4, 3)):
        shapes.append(Circle(90 + number * 260 + dice.between(-40, 40), 500 + dice.between(-20, 50), dice.between(220, 290), ink))
    x = dice.between(430, 540)
    return [*shapes, *(Circle(x + 56 * n, 306 - 12 * (n % 2), 21, LIGHT) for n in range(dice.between(4, 5)))]


def _knowing(dice: _Dice) -> list[Shape]:
    shapes: list[Shape] = []
    for number, size in enumerate((dice.between(46, 64), dice.between(100, 112), dice.between(54, 74))):
        x, y = 260 + number * 320 + dice.between(-30, 30), 200 + (dice.between(-70, 70) if number != 1 else 0)
        first = dice.between(0, 119)
        for part in range(3):
            turn = math.radians(first + 120 * part)
            shapes.append(Circle(round(x + size * 0.62 * math.cos(turn)), round(y + size * 0.62 * math.sin(turn)), size, INKS[(part + number) % 4]))
    return shapes


def _leaves(dice: _Dice) -> list[Shape]:
    shapes: list[Shape] = [Circle(dice.between(560, 680), 190, 150, LIGHT)]
    for number in range(9):
        x, size = 250 + number * 84 + dice.between(-14, 14), dice.between(74, 112)
        is_up = number % 2 == 0
        shapes.append(Leaf(x, 228 if is_up else 204, size, (-90 if is_up else 0) + dice.between(-16, 16), INKS[(number + number // 4) % 4]))
    return shapes


def _rings(dice: _Dice) -> list[Shape]:
    x, shapes = dice.between(480, 600), list[Shape]()
    for number in range(5, 0, -1):
        shapes.append(Circle(x, 330, 52 * number + 20, INKS[(number + dice.between(0, 1)) % 4], stroke=34))
    shapes.append(Circle(x, 330, 34, LIGHT))
    return [*shapes, Circle(x + dice.between(280, 340), dice.between(100, 150), 58, 2), Circle(x - dice.between(300, 340), dice.between(110, 160), 38, 3)]


_DRAWINGS = (_table, _hills, _knowing, _leaves, _rings)


@dataclass(frozen=True)
class Drawing:
    """A cover before anybody has drawn it: which set of colours, and the shapes from the back to the front."""

    palette: int
    shapes: tuple[Shape, ...]


@lru_cache(maxsize=512)
def drawing(reference: str) -> Drawing:
    """Return the drawing that belongs to `reference`."""
    dice = _Dice(reference)
    palette, kind = dice.between(0, PALETTES - 1), dice.between(0, len(_DRAWINGS) - 1)
    return Drawing(palette, tuple(_DRAWINGS[kind](dice)))


@lru_cache(maxsize=512)
def cover(reference: str) -> Markup:
    """Return the cover of the gathering with this reference, as SVG for inside a page. It says nothing, so nobody hears it."""
    found = drawing(reference)
    inside = "".join(shape.svg() for shape in found.shapes)
    return Markup(  # noqa: S704 - numbers of our own
        f'<svg class="cover__drawing cover--{found.palette}" viewBox="0 0 {WIDTH} {HEIGHT}" preserveAspectRatio="xMidYMid slice"'
        f' aria-hidden="true"><rect class="c0" width="{WIDTH}" height="{HEIGHT}"/>{inside}</svg>'
    )
