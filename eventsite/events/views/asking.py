"""Who is asking: the signed-in person with their roles, or a visitor, and what was begun or opened in this browser."""

from dataclasses import replace

from flask import Flask

from eventsite.events.queries import actor_of
from eventsite.kernel.actor import VISITOR, Actor
from eventsite.people import browser_session
from eventsite.people.queries import opened_here, person_signed_in
from eventsite.web.current import reading, services


def init(app: Flask) -> None:
    """Let every request know who is asking."""
    app.extensions["eventsite.actor"] = load_actor


def load_actor() -> Actor:
    """Return who is asking."""
    now, browser = services().database.clock.now(), browser_session.browser_digest()
    openings = browser_session.opening_digests()
    opened = opened_here(reading(), openings, now) if openings else frozenset()
    secret = browser_session.sign_in_secret()
    person = person_signed_in(reading(), secret, now) if secret else None
    if person is None:
        return Actor(browser=browser, registration_refs=opened) if browser or opened else VISITOR
    return replace(actor_of(reading(), person), browser=browser, registration_refs=opened)
