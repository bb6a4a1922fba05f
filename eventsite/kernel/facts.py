"""Facts: what happened, in the past tense, as frozen dataclasses that carry references and never personal words."""

import dataclasses
import datetime as dt
from typing import Any, ClassVar


@dataclasses.dataclass(frozen=True, kw_only=True)
class Fact:
    """Something that happened. `about` is the public reference of what it happened to."""

    about: str
    registry: ClassVar[dict[str, type["Fact"]]] = {}

    def __init_subclass__(cls, **words: Any) -> None:
        super().__init_subclass__(**words)
        if cls.__name__ in Fact.registry:
            message = f"two facts are called {cls.__name__}"
            raise TypeError(message)
        Fact.registry[cls.__name__] = cls


def to_payload(fact: Fact) -> dict[str, Any]:
    """Return the fact as JSON-ready values; instants become ISO 8601 text."""
    return {
        key: value.isoformat() if isinstance(value, dt.date) else value
        for key, value in dataclasses.asdict(fact).items()
    }


def from_payload(name: str, payload: dict[str, Any]) -> Fact:
    """Build the fact called `name` again. Raises KeyError for a fact nobody knows any more."""
    return Fact.registry[name](**payload)
