"""The access mark of every page that is for an event's team."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import g

from eventsite.events.permissions import SEE_TEAM_PAGES
from eventsite.events.queries import team_event
from eventsite.kernel.permissions import Permission, require
from eventsite.web.access import marked, sign_in_first
from eventsite.web.current import actor, reading


def team(permission: Permission = SEE_TEAM_PAGES) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Only people in the team of the event with this slug, with `permission` over it; the view is given the event.

    Others in the team get 403, everybody else 404: an event that is not public is nobody's business.
    """

    def mark(view: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(view)
        def guarded(slug: str, **words: Any) -> Any:
            if not actor().is_signed_in:
                return sign_in_first()
            event = team_event(reading(), actor(), slug)
            require(actor(), permission, event)
            g.team_event, g.is_kept = event, permission.until_archived and event.is_read_only
            return view(event, **words)

        return marked(guarded, permission.name)

    return mark
