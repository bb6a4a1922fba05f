"""What a view needs of the request it serves: the services, the actor, a database to read, a unit of work to write."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar, cast

from flask import current_app, g
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy.orm import Session

from eventsite.kernel.actor import Actor
from eventsite.kernel.base import Base
from eventsite.records.collisions import retry_once
from eventsite.records.rooms import Rooms
from eventsite.records.services import Services
from eventsite.records.work import Work, unit_of_work

Result = TypeVar("Result")
Command = TypeVar("Command")
db = SQLAlchemy(metadata=Base.metadata)


def services() -> Services:
    """Return what this process shares."""
    return cast("Services", current_app.extensions["eventsite"])


def rooms() -> Rooms:
    """Return every room, and what they say together."""
    return cast("Rooms", current_app.extensions["eventsite.rooms"])


def reading() -> Session:
    """Return the request's database session, for reads only."""
    return cast("Session", db.session)


def actor() -> Actor:
    """Return who is asking; looked up once per request, and only when somebody wants to know."""
    if "actor" not in g:
        g.actor = current_app.extensions["eventsite.actor"]()
    return cast("Actor", g.actor)


@contextmanager
def request_unit_of_work(who: Actor | None = None) -> Iterator[Work]:
    """Open a unit of work for the person who asks. The reads of this request are closed before and after it.

    A read that stays open would go on seeing the past. What was read before keeps its values, detached.
    """
    acting = who or actor()
    db.session.close()
    try:
        with unit_of_work(services().database, acting) as work:
            yield work
    finally:
        db.session.close()


def perform(verb: Callable[[Work, Command], Result], command: Command) -> Result:
    """Run one command for the person who asks, and once more if somebody else was faster. Raises whatever it refuses.

    The reads of this request are closed before and after it: one that stays open would go on seeing the past.
    """
    who = actor()
    db.session.close()
    try:
        return services().database.perform(verb, command, who)
    finally:
        db.session.close()


def retry_unit_of_work(act: Callable[[Work], Result]) -> Result:
    """Run `act` in a unit of work of its own, and once again when a double click lost a race with itself."""

    def attempt() -> Result:
        with request_unit_of_work() as work:
            return act(work)

    return retry_once(attempt)
