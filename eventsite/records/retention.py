"""What is stored about people, in words that they recognise, and the rules by which it goes: one table, made of every room's part.

The privacy page is made from it, and a test asks of every column of the schema whether it stands here.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.orm import InstrumentedAttribute

from eventsite.kernel.base import Base
from eventsite.kernel.days import period
from eventsite.kernel.i18n import LazyString, lazy_gettext
from eventsite.kernel.labels import LabelledEnum
from eventsite.records.work import Work

Column = InstrumentedAttribute[Any]
Stored = type[Base] | Column
NOTHING = lazy_gettext("Nothing.")


class Topic(LabelledEnum):
    """Under what people look for it, in the order of the privacy page; the hint says who sees it."""

    REACH = (
        "reach", lazy_gettext("Your name and how to reach you"),
        lazy_gettext("The organisers see it, to run the day and to write to you."),
    )
    HELP = (
        "help", lazy_gettext("What would help you"),
        lazy_gettext("It is locked. Only the access lead can open it. Each time, we write down who did. You can see that list."),
    )
    CLAIM = (
        "claim", lazy_gettext("What you were offered and what you claim"),
        lazy_gettext("Two people see it: one who checks and one who pays. We keep what was paid as long as the law asks of accounts."),
    )
    RECEIPT = (
        "receipt", lazy_gettext("Your receipts"),
        lazy_gettext("They are locked. Whoever checks or pays can open them. Each time, we write down who did."),
    )
    BANK = ("bank", lazy_gettext("Your bank details"), lazy_gettext("They are locked. Only the one who pays can open them."))
    SIGN_IN = ("sign_in", lazy_gettext("Signing in and private links"), lazy_gettext("Only you see where you are signed in."))
    TEAM = ("team", lazy_gettext("What you do in a team"), lazy_gettext("The team and its organisation see it."))
    PUBLIC = ("public", lazy_gettext("What a public page says of you"), lazy_gettext("Everybody can see it."))
    RECORD = (
        "record", lazy_gettext("What happened, and letters on their way"),
        lazy_gettext("It names you by a number, and says what was done and when. What you wrote is not in it."),
    )


@dataclass(frozen=True, kw_only=True)
class RetentionRule:
    """What a room forgets: columns that lose what stands in them, or tables that lose rows, `after` some time.

    `forget` is given the instant before which a thing is due, returns how many things it took away, and may run twice.
    `since`: the columns that say from when the time counts. `what` and `when` say it to people; `when` has the time in it.
    """

    forget: Callable[[Work, dt.datetime], int]
    what: LazyString
    when: LazyString
    empties: Sequence[Stored]
    after: dt.timedelta
    since: Sequence[Column]

    @property
    def name(self) -> str:
        """What the function is called."""
        return self.forget.__name__

    @property
    def waits(self) -> str:
        """Say when it happens: 30 days after the gathering."""
        return str(self.when) % {"time": period(self.after)}

    def __str__(self) -> str:
        """Say it to whoever runs the site, with the names of tables and columns."""
        return f"{self.name}: {', '.join(self.emptied)}: {self.what}, {self.waits}"

    @property
    def emptied(self) -> Sequence[str]:
        """Names of the columns that are emptied, and of the tables that lose rows."""
        return [stored_at(one) for one in self.empties]

    def takes(self, column: Column) -> bool:
        """Whether what stands in `column` goes by this rule: it is emptied, or its row goes."""
        return not {stored_at(column), column.class_.__tablename__}.isdisjoint(self.emptied)


@dataclass(frozen=True, kw_only=True)
class Personal:
    """Columns in which a room stores something about people, and what it is to them.

    By which rule it goes, and when, follows from the rules, also of higher rooms: a rule says what it empties. Where there
    is none, `until` says how long it stays. `sooner` says what makes it go earlier, `left` what stays behind.
    """

    topic: Topic
    what: LazyString
    stored: Sequence[Column]
    until: LazyString | None = None
    sooner: LazyString | None = None
    left: LazyString = NOTHING


@dataclass(frozen=True)
class Promise:
    """One line of the table as people read it: what is stored, by which rules it goes, and what is left."""

    personal: Personal
    rules: Sequence[RetentionRule] = field(default=())


def promises(personal: Iterable[Personal], rules: Sequence[RetentionRule]) -> Iterator[tuple[Topic, list[Promise]]]:
    """Yield every topic of which something is stored, with its lines, each with the rules that take all of it away."""
    lines = [Promise(one, [rule for rule in rules if any(map(rule.takes, one.stored))]) for one in personal]
    for topic in Topic:
        if theirs := [line for line in lines if line.personal.topic is topic]:
            yield topic, theirs


def of(model: type[Base], names: str) -> list[Column]:
    """Return columns of a table by their names, so that a long list stays one line. Raises AttributeError for an unknown one."""
    return [getattr(model, name) for name in names.split()]


def stored_at(stored: Stored) -> str:
    """Return the name of a table, or table.column."""
    return f"{stored.class_.__tablename__}.{stored.key}" if isinstance(stored, InstrumentedAttribute) else stored.__tablename__
