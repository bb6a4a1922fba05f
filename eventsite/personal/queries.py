"""What belongs to one person, across rooms."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import and_, false, or_, select
from sqlalchemy.orm import Session

from eventsite.events.models import Event
from eventsite.kernel.actor import Actor
from eventsite.kernel.i18n import LazyString
from eventsite.kernel.panels import Opening
from eventsite.people.models import Person
from eventsite.records.models import AuditEntry


@dataclass(frozen=True)
class Reading:
    """Somebody opened something that is private to the person."""

    at: dt.datetime
    what: LazyString
    who: str
    zone: str


def who_saw(database: Session, actor: Actor, openings: Sequence[Opening]) -> list[Reading]:
    """Return every opening of what is the actor's own by somebody else, the latest first."""
    theirs = [
        and_(AuditEntry.fact == opening.fact.__name__, AuditEntry.about.in_(opening.own(database, actor)))
        for opening in openings
    ]
    entries = database.scalars(select(AuditEntry).where(or_(false(), *theirs)).order_by(AuditEntry.id.desc())).all()
    ids = {int(e.actor.removeprefix("person:")) for e in entries if e.actor.startswith("person:")}
    people = database.scalars(select(Person).where(Person.id.in_(ids)))
    names = {Actor(person_id=p.id).label: p.name or p.email for p in people}
    what = {opening.fact.__name__: opening.what for opening in openings}
    events = select(Event.id, Event.zone).where(Event.id.in_({e.event_id for e in entries}))
    zones: dict[int | None, str] = {event.id: event.zone for event in database.execute(events)}
    return [
        Reading(e.at, what[e.fact], names.get(e.actor, e.actor), zones.get(e.event_id, "UTC"))
        for e in entries
    ]
