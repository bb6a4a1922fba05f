"""Long lists, a page at a time: how many there are is counted by the database, and never more than one page is loaded."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from sqlalchemy import Select, func
from sqlalchemy.orm import Session

Row = TypeVar("Row")
MOST_ON_A_PAGE = 50


@dataclass(frozen=True, kw_only=True)
class ListPage(Generic[Row]):
    """One page of a list: its rows, which page it is, and how many rows there are on all of them."""

    rows: Sequence[Row]
    number: int
    total: int
    size: int = MOST_ON_A_PAGE

    @property
    def last(self) -> int:
        """How many pages there are; one for an empty list."""
        return max(1, -(-self.total // self.size))

    @property
    def first_row(self) -> int:
        """The number of the first row on this page in the whole list; 0 where there is none."""
        return (self.number - 1) * self.size + 1 if self.rows else 0

    @property
    def last_row(self) -> int:
        """The number of the last row on this page in the whole list."""
        return self.first_row + len(self.rows) - 1 if self.rows else 0


def page_by_key(
    database: Session, keys: Sequence[int], rows: Callable[[Sequence[int]], Select[Row]], number: int, *, size: int = MOST_ON_A_PAGE
) -> ListPage[Row]:
    """Return a page of rows in an order that no database knows, like that of names; `keys` are all of theirs in that order.

    `rows` finds those of some keys, as rows with an `id`; no more than one page is loaded.
    """
    number = max(1, min(number, -(-len(keys) // size)))
    wanted = keys[(number - 1) * size : number * size]
    found = {row.id: row for row in database.scalars(rows(wanted))} if wanted else {}  # type: ignore[attr-defined]
    return ListPage(rows=[found[key] for key in wanted if key in found], number=number, total=len(keys), size=size)


def page_of(
    database: Session, rows: Select[Row], number: int, *, size: int = MOST_ON_A_PAGE, total: int | None = None
) -> ListPage[Row]:
    """Return a page of what a statement finds; the last one where there are fewer. `total` is the count, if it is known."""
    if total is None:
        total = database.scalars(rows.with_only_columns(func.count(), maintain_column_froms=True).order_by(None)).one()
    number = max(1, min(number, -(-total // size)))
    found: Sequence[Row] = database.scalars(rows.limit(size).offset((number - 1) * size)).all() if total else []
    return ListPage(rows=found, number=number, total=total, size=size)
