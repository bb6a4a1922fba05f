"""Aggregates: what changes as one. Each room's `permissions.py` declares its own, once, with who may do what to it.

`records/work.py` is the one path by which a command loads an aggregate to change it.
"""

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum, auto
from typing import Any, ClassVar, Generic, TypeVar

from sqlalchemy.orm import InstrumentedAttribute

from eventsite.kernel.base import Base
from eventsite.kernel.lifecycle import Lifecycle
from eventsite.kernel.permissions import Permission

Row = TypeVar("Row", bound=Base)


class LockOrder(IntEnum):
    """The one order in which a unit of work locks rows, so that no two ever wait for each other in a ring."""

    ORGANISATION = auto()
    EVENT = auto()
    ROOM = auto()
    SESSION = auto()
    RELEASE = auto()
    REGISTRATION = auto()
    NEED = auto()
    OFFER = auto()
    BATCH = auto()
    PAYOUT = auto()
    CLAIM = auto()
    METHOD = auto()
    ATTACHMENT = auto()
    FEED = auto()
    SIGN_IN = auto()
    MAILBOX = auto()
    PERSON = auto()
    ADDRESS_CHANGE = auto()
    STEWARD = auto()


@dataclass(frozen=True, kw_only=True, eq=False)
class Aggregate(Generic[Row]):
    """One kind of thing that changes as one.

    `actions` is the whole table of who may do what: an action that is not in it cannot be done. `sees` decides for whom
    the thing exists at all (without it: for everybody). `lifecycle` says which action is possible in which state.
    `above` is the table that `above_id` points to; it is read with a shared lock, so that it cannot change underneath.
    Pairs (state, action) in `untold` need no fact: a draft belongs to whoever writes it, and is nobody else's business.
    The state is None for what has none.
    Once what is above is read-only (has an `is_read_only` that is true), only actions in `goes_on` can still be done.
    Actions in `unversioned` leave the version alone: what they change is on no form that could be stale.
    `parts` are the columns by which rows of other tables hang on this one, or on another part: a change of such a row is a
    change of this one. What a higher room hangs on a lower one's rows is an aggregate of that model with parts of its own.
    """

    model: type[Row]
    order: LockOrder
    actions: Mapping[str, Permission]
    sees: Permission | None = None
    lifecycle: Lifecycle[Any] | None = None
    above: type[Base] | None = None
    above_id: str = "event_id"
    untold: frozenset[tuple[Any, str]] = field(default=frozenset())
    goes_on: Container[str] = field(default=frozenset())
    unversioned: frozenset[str] = field(default=frozenset())
    parts: Sequence[InstrumentedAttribute[Any]] = ()
    guarded: ClassVar[dict[str, InstrumentedAttribute[Any] | None]] = {}
    """Every table whose rows change by the path alone -> by which column they hang on their parent; None for what stands alone."""

    def __post_init__(self) -> None:
        self.guarded[self.name] = None
        self.guarded.update({part.class_.__tablename__: part for part in self.parts})

    @property
    def name(self) -> str:
        """The table's name, for messages to developers."""
        return str(self.model.__tablename__)

    @property
    def loaded(self) -> list[type[Base]]:
        """The tables of which a row is loaded with it: its own, and the one above."""
        return [self.model, self.above] if self.above else [self.model]

    def event_id_of(self, row: Any) -> int | None:
        """Return the event that `row` belongs to; None for what belongs to the whole site."""
        if self.order is LockOrder.EVENT:
            return int(row.id)
        found: int | None = getattr(row, "event_id", None)
        return found

    def organisation_id_of(self, row: Any) -> int | None:
        """Return the organisation that `row`, or what `row` hangs on, belongs to; None for what belongs to the whole site."""
        if self.order is LockOrder.ORGANISATION:
            return int(row.id)
        found: int | None = getattr(row, "organisation_id", None)
        return found
