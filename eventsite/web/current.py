"""What a view needs of the request it serves: the services, the actor, a database to read, a unit of work to write."""

from collections.abc import Callable
from typing import TypeVar, cast

from flask import current_app, g
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy.orm import Session

from eventsite.kernel.actor import Actor
from eventsite.kernel.base import Base
from eventsite.records.rooms import Rooms
from eventsite.records.services import Services
from eventsite.records.work import Work

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


def perform(verb: Callable[[Work, Command], Result], command: Command) -> Result:
    """Run one command for the person who asks, and once more if somebody else was faster. Raises whatever it refuses.

    The reads of this request are closed before and after it: one that stays open would go on seeing the past.
    """
    who = actor()
    db.session.remove()
    try:
        return services().database.perform(verb, command, who)
    finally:
        db.session.remove()
