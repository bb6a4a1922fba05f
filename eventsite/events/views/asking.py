"""Who is asking: the signed-in person with their roles, or a visitor, and the registrations held in this browser."""

from flask import Flask

from eventsite.events.queries import actor_of
from eventsite.kernel.actor import VISITOR, Actor
from eventsite.people import browser_session
from eventsite.people.queries import person_signed_in
from eventsite.web.current import reading, services


def init(app: Flask) -> None:
    """Let every request know who is asking."""
    app.extensions["eventsite.actor"] = load_actor


def load_actor() -> Actor:
    """Return who is asking."""
    held = browser_session.held_registrations() | frozenset(browser_session.drafts().values())
    secret = browser_session.sign_in_secret()
    person = person_signed_in(reading(), secret, services().database.clock.now()) if secret else None
    if person is None:
        return Actor(registration_refs=held) if held else VISITOR
    return actor_of(reading(), person, held)
