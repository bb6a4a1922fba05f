"""The rooms, listed once: the highest first, as in the layers of `pyproject.toml`. Whatever wires, reads this."""

import textwrap
from collections.abc import Iterable, Iterator

from eventsite.access.manifest import MANIFEST as ACCESS
from eventsite.attachments.manifest import MANIFEST as ATTACHMENTS
from eventsite.claims.manifest import MANIFEST as CLAIMS
from eventsite.events.manifest import MANIFEST as EVENTS
from eventsite.feeds.manifest import MANIFEST as FEEDS
from eventsite.offers.manifest import MANIFEST as OFFERS
from eventsite.organisations.manifest import MANIFEST as ORGANISATIONS
from eventsite.payouts.manifest import MANIFEST as PAYOUTS
from eventsite.people.manifest import MANIFEST as PEOPLE
from eventsite.personal.manifest import MANIFEST as PERSONAL
from eventsite.programme.manifest import MANIFEST as PROGRAMME
from eventsite.records.manifest import MANIFEST as RECORDS
from eventsite.records.rooms import Manifest, Rooms
from eventsite.registration.manifest import MANIFEST as REGISTRATION
from eventsite.site.manifest import MANIFEST as SITE
from eventsite.team.manifest import MANIFEST as TEAM

ROOMS = Rooms(
    (SITE, TEAM, PERSONAL, FEEDS, PAYOUTS, CLAIMS, OFFERS, REGISTRATION, PROGRAMME, ACCESS, EVENTS, ORGANISATIONS, PEOPLE, ATTACHMENTS, RECORDS)
)
WIDTH, INDENT = 120, 19
LINE_EACH = ("handlers", "emails", "tasks", "team panels", "personal panels", "openings", "retention", "farewells", "setup")


def table(rooms: Rooms = ROOMS) -> str:
    """Return what every room says about itself, as text to read."""
    return "\n\n".join("\n".join((room.name, *_lines(room))) for room in rooms.manifests)


def _lines(room: Manifest) -> Iterator[str]:
    for kind, entries in _kinds(room).items():
        head = f"  {kind:<{INDENT - 2}}"
        for words in entries if kind in LINE_EACH else filter(None, [", ".join(entries)]):
            yield textwrap.fill(words, WIDTH, initial_indent=head, subsequent_indent=" " * INDENT)
            head = " " * INDENT


def _kinds(room: Manifest) -> dict[str, Iterable[str]]:
    return {
        "blueprints": (f"{blueprint.name} ({blueprint.import_name})" for blueprint in room.blueprints),
        "permissions": (permission.name for permission in room.permissions),
        "facts": (fact.__name__ for fact in room.facts),
        "handlers": (
            f"{fact.__name__} -> {handler.__name__}" for fact, handlers in room.handlers.items() for handler in handlers
        ),
        "emails": (f'{handler}: "{label}"' for handler, label in room.emails.items()),
        "stages": (stage.slug for stage in room.stages),
        "tasks": (f"{tasks.tasks.__module__}.{tasks.tasks.__name__}" for tasks in room.tasks),
        "team pages": (f"{page.path or '(overview)'}: {page.permission.name}" for page in room.team_pages),
        "team panels": (panel.template for panel in room.team_panels),
        "personal panels": (panel.template for panel in room.personal_panels),
        "openings": (f"{opening.fact.__name__}: {opening.what}" for opening in room.openings),
        "retention": map(str, room.retention),
        "farewells": (f"{verb.__module__}.{verb.__name__}" for verb, _command in room.farewells),
        "setup": (f"{setup.__module__}.{setup.__name__}" for setup in room.setup),
    }
