"""What a room says about itself in its `manifest.py`, and what all rooms say together.

A manifest is data. It stands below `web`, so that rooms that know no web have one too; what is Flask's own is therefore
described here by the little that is asked of it.
"""

import functools
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from sqlalchemy.orm import Session

from eventsite.kernel.base import Base
from eventsite.kernel.facts import Fact
from eventsite.kernel.i18n import LazyString, lazy_gettext
from eventsite.kernel.panels import Opening, Panel, Task, TaskList, TeamPage
from eventsite.kernel.permissions import Permission
from eventsite.records import outbox
from eventsite.records.belongings import OF_EVERY_EVENT
from eventsite.records.delivery import Handler as BoundHandler
from eventsite.records.facts import RowsForgotten
from eventsite.records.retention import Column, Personal, Promise, RetentionRule, Topic, promises
from eventsite.records.services import Handler, Services
from eventsite.records.work import Database, Work, unit_of_work

Farewell = tuple[Callable[[Work, Any], None], Callable[..., Any]]
UNKNOWN_EMAIL = lazy_gettext("Something that an earlier version of this site was to do")


class Blueprint(Protocol):
    """A `flask.Blueprint`."""

    name: str
    import_name: str


class Stage(Protocol):
    """A page of the registration journey; all of it is said in `registration/views/stage.py`."""

    slug: str
    template: str


@dataclass(frozen=True, kw_only=True)
class Manifest:
    """One room: everything that the rest of the house has to know about it.

    `handlers`: fact, of this room or one below -> functions of its `handlers.py`. `emails`: name of a handler -> what it
    does, for people to read when it could not be done. `retention`: what is taken away, and when. `personal`: what of its
    columns says something about people; `not_personal`: every other column but keys, references and versions.
    `belongings`: tables with an `event_id`, whose rows go with their event; what points to another of them comes first.
    `setup`: called once with the application, when everything that it shares is open. `farewells`: verbs, each with its
    command, that take away what a browser, by the digest of its secret, may open, when somebody signs out there.
    """

    name: str
    blueprints: Sequence[Blueprint] = ()
    permissions: Sequence[Permission] = ()
    facts: Sequence[type[Fact]] = ()
    handlers: Mapping[type[Fact], Sequence[Handler]] = field(default_factory=dict)
    emails: Mapping[str, LazyString] = field(default_factory=dict)
    stages: Sequence[Stage] = ()
    tasks: Sequence[TaskList] = ()
    team_pages: Sequence[TeamPage] = ()
    team_panels: Sequence[Panel] = ()
    personal_panels: Sequence[Panel] = ()
    openings: Sequence[Opening] = ()
    personal: Sequence[Personal] = ()
    not_personal: Sequence[Column] = ()
    retention: Sequence[RetentionRule] = ()
    belongings: Sequence[type[Base]] = ()
    setup: Sequence[Callable[[Any], None]] = ()
    farewells: Sequence[Farewell] = ()

    def stored_name(self, handler: Handler) -> str:
        """Return the name under which an outbox message remembers a handler: its room and what it does."""
        return f"{self.name}.{handler.__name__}"


@dataclass(frozen=True)
class Rooms:
    """Every room, the highest first, and what they say together."""

    manifests: Sequence[Manifest]

    @functools.cached_property
    def subscriptions(self) -> Mapping[type[Fact], tuple[str, ...]]:
        """Fact -> stored names of the handlers that hear of it, the lowest room's first."""
        heard: dict[type[Fact], tuple[str, ...]] = {}
        for room in reversed(self.manifests):
            for fact, handlers in room.handlers.items():
                heard[fact] = (*heard.get(fact, ()), *map(room.stored_name, handlers))
        return heard

    @functools.cached_property
    def handlers(self) -> Mapping[str, Handler]:
        """Stored name -> handler."""
        return {
            room.stored_name(handler): handler
            for room in self.manifests
            for handlers in room.handlers.values()
            for handler in handlers
        }

    def handlers_for(self, services: Services) -> Mapping[str, BoundHandler]:
        """Return every handler, given the services it works with."""
        return {name: functools.partial(handler, services) for name, handler in self.handlers.items()}

    @functools.cached_property
    def stages(self) -> Sequence[Stage]:
        """The pages of the registration journey, the lowest room's first: it asks before whoever builds on its answers."""
        return [stage for room in reversed(self.manifests) for stage in room.stages]

    @functools.cached_property
    def team_pages(self) -> Sequence[TeamPage]:
        """The pages that an event's team reaches from each of them."""
        return sorted((page for room in self.manifests for page in room.team_pages), key=lambda page: page.position)

    @functools.cached_property
    def team_panels(self) -> Sequence[Panel]:
        """What an event's team sees on its overview."""
        return _in_order(panel for room in self.manifests for panel in room.team_panels)

    @functools.cached_property
    def personal_panels(self) -> Sequence[Panel]:
        """What a person sees on the page of their own."""
        return _in_order(panel for room in self.manifests for panel in room.personal_panels)

    @functools.cached_property
    def openings(self) -> Sequence[Opening]:
        """What a person is told of when somebody else opens it."""
        return [opening for room in self.manifests for opening in room.openings]

    @functools.cached_property
    def farewells(self) -> Sequence[Farewell]:
        """What ends when somebody signs out of a browser."""
        return [farewell for room in reversed(self.manifests) for farewell in room.farewells]

    def tasks(self, database: Session, event: object) -> list[Task]:
        """Return what the team has to do, in an order that helps; none blocks another."""
        lists = sorted((tasks for room in self.manifests for tasks in room.tasks), key=lambda tasks: tasks.position)
        return [task for tasks in lists for task in tasks.tasks(database, event)]

    def email_label(self, stored_name: str) -> LazyString:
        """Return what a handler does, for people; also for one that is gone while its message still waits."""
        room, _dot, handler = stored_name.partition(".")
        labels = next((manifest.emails for manifest in self.manifests if manifest.name == room), {})
        return labels.get(handler, UNKNOWN_EMAIL)

    @functools.cached_property
    def belongings(self) -> Sequence[type[Base]]:
        """Every table whose rows go with their event, the highest room's first."""
        return [*(table for room in self.manifests for table in room.belongings), *OF_EVERY_EVENT]

    @functools.cached_property
    def retention(self) -> Sequence[RetentionRule]:
        """What is forgotten, and when, the lowest room's first."""
        return [rule for room in reversed(self.manifests) for rule in room.retention]

    @functools.cached_property
    def promises(self) -> Sequence[tuple[Topic, list[Promise]]]:
        """What is stored about people, by topic, each with the rules by which it goes."""
        return list(promises((one for room in reversed(self.manifests) for one in room.personal), self.retention))

    def purge(self, database: Database) -> dict[str, int]:
        """Forget whatever is due, the lowest room's first; return what and how many. Where no rule tells of it, this does."""
        done = {}
        for rule in self.retention:
            with unit_of_work(database) as work:
                count = rule.forget(work, work.clock.now() - rule.after)
                if count and not work.told:
                    _tell(work, RowsForgotten(about=rule.name, count=count))
            done[f"{rule.what}, {rule.waits}"] = count
        return done


def _tell(work: Work, fact: Fact) -> None:
    """Tell what happened to the site as a whole, which is no row that a unit of work could hold."""
    note = outbox.Note(at=work.clock.now(), actor=work.actor.label, event_id=None, organisation_id=None)
    work.told.append(outbox.Told(fact=fact, note=note, handlers=()))


def _in_order(panels: Iterable[Panel]) -> Sequence[Panel]:
    return sorted(panels, key=lambda panel: panel.position)
