"""Two units of work that met: run once more, then said in words."""

import logging
from collections.abc import Callable
from typing import TypeVar

from sqlalchemy.exc import IntegrityError, OperationalError

from eventsite.kernel.i18n import _
from eventsite.kernel.refusals import Refusal

Result = TypeVar("Result")
log = logging.getLogger(__name__)


class TooBusy(Refusal):
    """Two changes met, and met again when this one was tried once more."""


def retry_once(act: Callable[[], Result]) -> Result:
    """Run `act`, and once more if a unique index or a lock said that somebody was faster. Raises TooBusy after that.

    Twenty clicks by one person at once left one place and a count of one this way, on both engines.
    """
    try:
        return act()
    except (IntegrityError, OperationalError) as trouble:
        if not is_collision(trouble):
            raise
        log.info("run once more after %s", type(trouble).__name__)
    try:
        return act()
    except (IntegrityError, OperationalError) as trouble:
        if not is_collision(trouble):
            raise
        raise TooBusy(_("Somebody else was changing this in the same moment. Nothing was changed. Please try again.")) from None


COLLISIONS = frozenset({"23505", "40001", "40P01", "55P03"})
"""unique_violation, serialization_failure, deadlock_detected, lock_not_available (PostgreSQL's documentation, appendix A)."""


def is_collision(trouble: IntegrityError | OperationalError) -> bool:
    """Whether two units of work met, as against a database that is away or a rule of the schema that was broken."""
    state = getattr(trouble.orig, "sqlstate", None)
    if state is not None:
        return state in COLLISIONS
    # A lock on SQLite that lasted longer than we wait is a database that is away, not somebody who was faster.
    return "UNIQUE constraint failed" in str(trouble.orig)
