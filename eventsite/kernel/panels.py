"""What a room shows on a page that belongs to no single room: the team's overview, a person's own page."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from eventsite.kernel.actor import Actor
from eventsite.kernel.facts import Fact
from eventsite.kernel.i18n import LazyString
from eventsite.kernel.permissions import Permission


@dataclass(frozen=True, kw_only=True)
class Panel:
    """A part of a page: its template, and the query that finds what the template shows, there under the name `found`.

    The query is given the database and whom the page is about: the event on the team's overview, the actor on their own
    page. The smallest `position` stands first; leave room between two, as in 10, 20, 30.
    """

    template: str
    find: Callable[[Session, Any], Mapping[str, Any]]
    position: int


@dataclass(frozen=True)
class Task:
    """One thing to do, where, who may do it, and whether it is done. Unfinished is never an error."""

    title: str
    hint: str
    path: str
    permission: Permission
    is_done: bool
    says: str = ""


@dataclass(frozen=True, kw_only=True)
class TaskList:
    """What a room puts on the team's list of tasks, given the database and the event; `position` as in a panel."""

    tasks: Callable[[Session, Any], Sequence[Task]]
    position: int


def nothing_waits(_database: Session, _event: Any) -> int:
    """Return that nothing waits: most pages of the team are not a pile to get through."""
    return 0


@dataclass(frozen=True, kw_only=True)
class TeamPage:
    """A page that the team reaches from each of an event's pages, by its name in the navigation at the side.

    `path` is what follows the event's address. `waits`, given the database and the event, counts what nobody has done yet
    there. `position` as in a panel.
    """

    path: str
    name: LazyString
    permission: Permission
    position: int
    waits: Callable[[Session, Any], int] = nothing_waits


@dataclass(frozen=True, kw_only=True)
class Opening:
    """A fact that says that something private was opened: what it was, for its owner to read.

    `own` returns the references of what is the actor's own; the fact is about one of them.
    """

    fact: type[Fact]
    what: LazyString
    own: Callable[[Session, Actor], Sequence[str]]
