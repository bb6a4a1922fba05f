"""Permissions as data: each room's `permissions.py` lists its own, each with the one question that decides it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from eventsite.kernel.actor import Actor
from eventsite.kernel.refusals import NotAllowed

Predicate = Callable[[Actor, Any], bool]


@dataclass(frozen=True)
class Permission:
    """A name for something one may do, and the question (actor, subject) -> bool that decides it.

    What is `until_archived` changes what an archived event keeps as it is: then pages show it, and offer no form for it.
    """

    name: str
    asks: Predicate
    until_archived: bool = False

    def allows(self, actor: Actor, subject: object) -> bool:
        """Whether `actor` may do this to `subject`. The system itself may do everything."""
        return actor.is_system or self.asks(actor, subject)


def require(actor: Actor, permission: Permission, subject: object) -> None:
    """Raise NotAllowed unless `actor` has `permission` over `subject`."""
    if not permission.allows(actor, subject):
        raise NotAllowed(permission.name)


def any_of(*predicates: Predicate) -> Predicate:
    """Yes when one of `predicates` says yes."""
    return lambda actor, subject: any(ask(actor, subject) for ask in predicates)


def all_of(*predicates: Predicate) -> Predicate:
    """Yes when every one of `predicates` says yes."""
    return lambda actor, subject: all(ask(actor, subject) for ask in predicates)
