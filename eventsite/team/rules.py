"""Which ways an event can go now: what its pages offer. What is done all the same is refused by the commands."""

import datetime as dt

from eventsite.events.models import Event
from eventsite.events.rules import is_over
from eventsite.events.values import EVENT_LIFE

STEPS = ("unpublish", "close", "reopen", "cancel", "archive", "delete")


def steps_for(event: Event, now: dt.datetime) -> list[str]:
    """Return the actions that its organisers are offered, in the order of a page."""
    over, was_public = is_over(event.ends_on, event.zone, now), event.opened_at is not None
    fits = {
        "cancel": was_public and not over and not event.steward_note,
        "close": not over,
        "reopen": not over and not event.steward_note,
        "archive": over,
        "delete": not was_public,
    }
    return [action for action in STEPS if EVENT_LIFE.allows(event.state, action) and fits.get(action, True)]
