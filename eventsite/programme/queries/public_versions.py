"""Reading what an event's public pages depend on."""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlalchemy import Engine, bindparam, func, literal_column, select
from sqlalchemy.orm import Session as Database

from eventsite.events.models import Event
from eventsite.events.rules import is_over
from eventsite.events.values import EventState
from eventsite.kernel.clock import Clock
from eventsite.kernel.refusals import NotVisible
from eventsite.records.compiled_query import CompiledQuery
from eventsite.records.models import PublicVersionCount


@dataclass(frozen=True)
class PublicVersion:
    """All that a public page depends on, in one small row; the key of everything kept about it. A release counts it up.

    That the last day passes changes a page as well, and nobody has to write anything for it.
    """

    event_id: int
    slug: str
    public_version: int
    is_over: bool


_event, _versions = Event.__table__, PublicVersionCount.__table__
_PUBLIC_VERSION = (
    select(
        _event.c.id, _event.c.slug, func.coalesce(_versions.c.number, literal_column("0")).label("public_version"),
        _event.c.ends_on, _event.c.zone,
    )
    .select_from(_event.outerjoin(_versions, _versions.c.event_id == _event.c.id))
    .where(_event.c.slug == bindparam("slug"), _event.c.state != literal_column(f"'{EventState.DRAFT.value}'"))
)
_ASK_PUBLIC_VERSION = CompiledQuery(_PUBLIC_VERSION)


def public_version_of(database: Database, slug: str, now: dt.datetime) -> PublicVersion:
    """Return what an event's public pages depend on at `now`. Raises NotVisible."""
    row = _ASK_PUBLIC_VERSION.first(database, slug=slug)
    if row is None:
        raise NotVisible
    return _at(now, *row)


def _at(now: dt.datetime, event_id: int, slug: str, number: int, ends_on: dt.date | None, zone: str) -> PublicVersion:
    return PublicVersion(event_id, slug, number, is_over(ends_on, zone, now))


def public_version_counts(database: Database, event_ids: Sequence[int]) -> dict[int, int]:
    """Return event id -> how often its public pages have changed; ones that never did are left out."""
    counts = PublicVersionCount.event_id, PublicVersionCount.number
    found = database.execute(select(*counts).where(PublicVersionCount.event_id.in_(event_ids))).all()
    return {row.event_id: row.number for row in found}


def public_version_query(engine: Engine, clock: Clock) -> Callable[[str], PublicVersion | None]:
    """Return a quick way to look up what an event's public pages depend on: the one query of a public page. None stands for NotVisible."""

    def look(slug: str) -> PublicVersion | None:
        row = _ASK_PUBLIC_VERSION.first(engine, slug=slug)
        return _at(clock.now(), *row) if row else None

    return look
