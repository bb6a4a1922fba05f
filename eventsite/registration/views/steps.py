"""Which step of how many: told on every page of registering, at no question to the database in most of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from threading import Lock

from cachetools import TTLCache

from eventsite.registration.views.stage import Stage, Visit

SECONDS = 60
"""How long the steps of an event are remembered. They change when it gets its first programme or says what it pays."""
_known: TTLCache[str, tuple[str, ...]] = TTLCache(maxsize=256, ttl=SECONDS)
_lock = Lock()


@dataclass(frozen=True)
class Step:
    """Where somebody is on their way through the questions."""

    number: int
    total: int


def step_of(asked: Stage, visit: Visit, stages: Sequence[Stage]) -> Step | None:
    """Return the step that `asked` is; a page that only asks more of the one before it is the same step.

    None for one that nobody counts: it began to apply a moment ago.
    """
    steps = _steps_of(visit, stages)
    slug = asked.continues or asked.slug
    return Step(steps.index(slug) + 1, len(steps)) if slug in steps else None


def _steps_of(visit: Visit, stages: Sequence[Stage]) -> tuple[str, ...]:
    with _lock:
        known = _known.get(visit.event.ref)
    if known is None:
        known = tuple(stage.slug for stage in stages if not stage.continues and stage.applies(visit))
        with _lock:
            _known[visit.event.ref] = known
    return known
