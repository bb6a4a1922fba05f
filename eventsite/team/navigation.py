"""The ways through one gathering's pages for its team: the same on each of them, with how much waits."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Flask, g, request

from eventsite.access.queries import needs_by_holder
from eventsite.events.models import Event
from eventsite.events.permissions import EDIT_EVENT, SEE_TEAM_PAGES
from eventsite.kernel.i18n import LazyString, lazy_gettext
from eventsite.kernel.permissions import Permission
from eventsite.offers.permissions import SET_TERMS
from eventsite.programme.permissions import EDIT_PROGRAMME
from eventsite.registration.permissions import SEE_REGISTRATIONS
from eventsite.team.queries import parked_messages
from eventsite.web.current import actor, reading

WAYS: Sequence[tuple[str, LazyString, Permission]] = (
    ("", lazy_gettext("Overview"), SEE_TEAM_PAGES),
    ("registrations", lazy_gettext("People"), SEE_REGISTRATIONS),
    ("programme", lazy_gettext("Programme"), EDIT_PROGRAMME),
    ("access", lazy_gettext("Access"), SEE_TEAM_PAGES),
    ("payment", lazy_gettext("What is paid"), SET_TERMS),
    ("team", lazy_gettext("The team"), SEE_TEAM_PAGES),
    ("settings/name", lazy_gettext("Settings"), EDIT_EVENT),
)
"""The rest of the address, its name, and who sees it."""


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
    base, waiting = f"/team/{event.slug}/", _waiting(event)
    allowed = [(path, name) for path, name, permission in WAYS if permission.allows(actor(), event)]
    here = max((path for path, _name in allowed if request.path.startswith(base + path.partition("/")[0])), key=len, default="")
    ways = [Way(base + path, str(name), path == here, waiting.get(path, 0)) for path, name in allowed]
    return TeamNavigation(event, ways, actor().name or actor().email or "")


def _waiting(event: Event) -> dict[str, int]:
    asked = sum(holder.open_count for holder in needs_by_holder(reading(), event.id))
    return {"": len(parked_messages(reading(), event)), "access": asked}


def init(app: Flask) -> None:
    """Let the layout ask for the ways."""
    app.jinja_env.globals["team_navigation"] = team_navigation
