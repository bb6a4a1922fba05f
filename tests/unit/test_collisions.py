"""Once more, when somebody was faster; and never for anything else."""

import sqlite3

import pytest
from sqlalchemy.exc import IntegrityError, OperationalError

from eventsite.records.collisions import TooBusy, retry_once

FASTER = IntegrityError("INSERT", {}, sqlite3.IntegrityError("UNIQUE constraint failed: place.subject"))
BROKEN = IntegrityError("INSERT", {}, sqlite3.IntegrityError("FOREIGN KEY constraint failed"))
AWAY = OperationalError("BEGIN", {}, sqlite3.OperationalError("database is locked"))


class Postgres(Exception):  # noqa: N818
    """What psycopg raises, as far as anybody looks at it."""

    def __init__(self, sqlstate: str) -> None:
        super().__init__(sqlstate)
        self.sqlstate = sqlstate


class Act:
    """Raises what it was given, one after the other, and counts; then it is done."""

    def __init__(self, *troubles: Exception) -> None:
        self.troubles, self.tries = list(troubles), 0

    def __call__(self) -> str:
        self.tries += 1
        if self.troubles:
            raise self.troubles.pop(0)
        return "done"


@pytest.mark.parametrize("trouble", [FASTER, *(OperationalError("UPDATE", {}, Postgres(s)) for s in ("23505", "40001", "40P01", "55P03"))], ids=repr)
def test_who_was_slower_tries_once_more_and_then_hears_so_in_words(trouble):
    once, twice = Act(trouble), Act(trouble, trouble)
    assert (retry_once(once), once.tries) == ("done", 2)
    with pytest.raises(TooBusy):
        retry_once(twice)
    assert twice.tries == 2


@pytest.mark.parametrize("trouble", [BROKEN, AWAY, IntegrityError("INSERT", {}, Postgres("23514"))], ids=repr)
def test_what_is_broken_is_not_tried_again(trouble):
    act = Act(trouble)
    with pytest.raises(type(trouble)):
        retry_once(act)
    assert act.tries == 1
    with pytest.raises(type(trouble)):
        retry_once(Act(FASTER, trouble))
