"""Facts: what happened, in the past tense, as frozen dataclasses that carry references and never personal words."""

import dataclasses
import datetime as dt
from collections.abc import Callable
from enum import IntEnum
from typing import Any, ClassVar

Payload = dict[str, Any]
Reader = Callable[[Payload], Payload]
_READERS: dict[tuple[str, int], Reader] = {}


class UnknownFact(Exception):  # noqa: N818
    """A stored fact that this version of the code cannot read: retired, or written by a later one."""


class Lane(IntEnum):
    """How urgent what follows from a fact is: somebody waits at the screen, somebody waits for the letter, nobody waits."""

    URGENT = 0
    NORMAL = 1
    BULK = 2


@dataclasses.dataclass(frozen=True, kw_only=True)
class Fact:
    """Something that happened. `about` is the public reference of what it happened to.

    `schema` counts up whenever fields change; `reads_schema` then keeps a reader for the old shape. `is_public` says that
    a public page shows something new, so recording it outdates every cached page of its event; what belongs to no event but
    to an organisation outdates those of every event that it hosts. `is_last` says that what it
    tells of is gone, so that it belongs to no event any more. `lane` orders delivery.
    """

    about: str
    schema: ClassVar[int] = 1
    is_public: ClassVar[bool] = False
    is_last: ClassVar[bool] = False
    lane: ClassVar[Lane] = Lane.NORMAL
    registry: ClassVar[dict[str, type["Fact"]]] = {}

    def __init_subclass__(cls, **words: Any) -> None:
        super().__init_subclass__(**words)
        if cls.__name__ in Fact.registry:
            message = f"two facts are called {cls.__name__}"
            raise TypeError(message)
        Fact.registry[cls.__name__] = cls

    @property
    def references(self) -> frozenset[str]:
        """Every text in the fact, also in its lists: among them the references of what it tells about."""
        values = vars(self).values()
        lists = [value for value in values if isinstance(value, list)]
        return frozenset(text for some in (values, *lists) for text in some if isinstance(text, str))


def reads_schema(name: str, schema: int) -> Callable[[Reader], Reader]:
    """Keep a function that turns a payload of fact `name` at `schema` into the next schema's payload.

    Old messages and releases outlive the code that wrote them; a reader is removed only when no stored row needs it.
    """

    def keep(reader: Reader) -> Reader:
        _READERS[name, schema] = reader
        return reader

    return keep


def to_payload(fact: Fact) -> Payload:
    """Return the fact as JSON-ready values; instants become ISO 8601 text."""
    return {
        key: value.isoformat() if isinstance(value, dt.date) else value
        for key, value in dataclasses.asdict(fact).items()
    }


def from_payload(name: str, payload: Payload, schema: int = 1) -> Fact:
    """Build the fact called `name` again, through the kept readers. Raises UnknownFact when it cannot be read any more."""
    kind = Fact.registry.get(name)
    if kind is None or schema > kind.schema:
        raise UnknownFact(f"{name}, schema {schema}")
    for old in range(schema, kind.schema):
        reader = _READERS.get((name, old))
        if reader is None:
            raise UnknownFact(f"{name}, schema {old}")
        payload = reader(payload)
    try:
        return kind(**payload)
    except TypeError:
        raise UnknownFact(f"{name}, schema {schema}: fields {sorted(payload)}") from None
