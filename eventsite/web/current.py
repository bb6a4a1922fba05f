"""What a view needs of the request it serves: the house, the actor, a database to read, a unit of work to write."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar, cast

from flask import current_app, g
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy.orm import Session

from eventsite.kernel.actor import Actor
from eventsite.kernel.base import Base
from eventsite.records.house import House
from eventsite.records.work import Work, once_more, unit_of_work

Result = TypeVar("Result")
db = SQLAlchemy(metadata=Base.metadata)


def house() -> House:
    """Return what this process shares."""
    return cast("House", current_app.extensions["eventsite"])


def reading() -> Session:
    """Return the request's database session, for reads only."""
    return cast("Session", db.session)


def actor() -> Actor:
    """Return who is asking; looked up once per request, and only when somebody wants to know."""
    if "actor" not in g:
        g.actor = current_app.extensions["eventsite.actor"]()
    return cast("Actor", g.actor)


@contextmanager
def working(who: Actor | None = None) -> Iterator[Work]:
    """Open a unit of work for the person who asks. The reads of this request are closed before and after it.

    A read that stays open would go on seeing the past. What was read before keeps its values, detached.
    """
    acting = who or actor()
    db.session.close()
    try:
        with unit_of_work(house().books, acting) as work:
            yield work
    finally:
        db.session.close()


def work_once_more(act: Callable[[Work], Result]) -> Result:
    """Run `act` in a unit of work of its own, and once again when a double click lost a race with itself."""

    def attempt() -> Result:
        with working() as work:
            return act(work)

    return once_more(attempt)
