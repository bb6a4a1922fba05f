"""What this room forgets: requests, sign-ins, links that were opened, and whoever nothing needs any more."""

import datetime as dt

from sqlalchemy import ColumnElement, and_, delete, func, or_, select, update

from eventsite.kernel.base import Base
from eventsite.people.models import AddressChange, LinkOpening, Mailbox, Person, SignIn, SignInRequest
from eventsite.records.work import Work


def forget_requests(work: Work, before: dt.datetime) -> int:
    """Take away requests to sign in and changes of address whose link ended before `before`. Returns how many."""
    return sum(
        len(work.forget(delete(kind).where(kind.expires_at < before).returning(kind.id)))
        for kind in (SignInRequest, AddressChange)
    )


def forget_sign_ins(work: Work, before: dt.datetime) -> int:
    """Take away sign-ins, and what was opened with private links, that ended before `before`. Returns how many."""
    forgotten = 0
    for kind in (SignIn, LinkOpening):
        over = or_(kind.expires_at < before, kind.ended_at < before)
        forgotten += len(work.forget(delete(kind).where(over).returning(kind.id)))
    return forgotten


def forget_people(work: Work, before: dt.datetime) -> int:
    """Take away persons made before `before` to whom no row of any table points, and mailboxes that are nobody's.

    Returns how many persons. Whoever is the latest loses name and mailbox and stays as a number, because SQLite would give
    the number again, and with it what was noted under it.
    """
    unneeded = and_(Person.created_at < before, _is_pointed_at_by_nothing(Person))
    latest = select(func.max(Person.id)).scalar_subquery()
    named = or_(Person.name != "", Person.mailbox_id.is_not(None), Person.keeper_id.is_not(None))
    bare = update(Person).where(unneeded, Person.id == latest, named).values(name="", mailbox_id=None, keeper_id=None)
    gone = len(work.forget(bare.returning(Person.id)))
    delete_once = delete(Person).where(unneeded, Person.id < latest).returning(Person.id)
    while found := len(work.forget(delete_once)):  # keepers are free once those they kept are gone
        gone += found
    work.forget(delete(Mailbox).where(Mailbox.created_at < before, _is_pointed_at_by_nothing(Mailbox)))
    return gone


def _is_pointed_at_by_nothing(model: type[Person | Mailbox]) -> ColumnElement[bool]:
    """Ask it of every foreign key in the schema, so that a new table is asked without anybody thinking of it."""
    pointing = [
        key.parent
        for table in Base.metadata.sorted_tables
        for key in sorted(table.foreign_keys, key=lambda key: key.parent.name)
        if key.column.table is model.__table__
    ]
    return and_(*(model.id.not_in(select(column).where(column.is_not(None))) for column in pointing))
