"""The ways through one gathering's pages for its team: the same on each of them, with how much waits."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Flask, g, request

from eventsite.events.models import Event
from eventsite.web.current import actor, reading, rooms


@dataclass(frozen=True)
class Way:
    """One of the ways: where it leads, whether one is there, and how much waits behind it."""

    path: str
    name: str
    is_here: bool
    waits: int


@dataclass(frozen=True)
class TeamNavigation:
    """The gathering whose pages these are, the ways through them, and who looks."""

    event: Event
    ways: Sequence[Way]
    who: str


def team_navigation() -> TeamNavigation | None:
    """Return the ways through the gathering that this request is about; None on every page that is not for its team."""
    event: Event | None = g.get("team_event")
    if event is None:
        return None
    base = f"/team/{event.slug}/"
    allowed = [page for page in rooms().team_pages if page.permission.allows(actor(), event)]
    near = [page.path for page in allowed if request.path.startswith(base + page.path.partition("/")[0])]
    here = max(near, key=len, default="")
    ways = [Way(base + page.path, str(page.name), page.path == here, page.waits(reading(), event)) for page in allowed]
    return TeamNavigation(event, ways, actor().name or actor().email or "")


def init(app: Flask) -> None:
    """Let the layout ask for the ways."""
    app.jinja_env.globals["team_navigation"] = team_navigation
