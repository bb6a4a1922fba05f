"""Reading feeds: whose a secret is, and what belongs into it."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from eventsite.events.models import Event
from eventsite.feeds.models import Feed
from eventsite.kernel.actor import Actor
from eventsite.kernel.references import digest
from eventsite.kernel.refusals import NotVisible
from eventsite.programme.queries.public_versions import public_version_counts
from eventsite.registration.models import Registration
from eventsite.registration.queries import own_registrations
from eventsite.registration.rules import zone_of
from eventsite.registration.values import RegistrationState


def feed_with(database: Session, secret: str) -> Feed:
    """Return the feed behind a secret. Raises NotVisible; revoked and unknown ones answer alike."""
    found = database.scalar(select(Feed).where(Feed.digest == digest(secret), Feed.revoked_at.is_(None)))
    if found is None:
        raise NotVisible
    return found


def own_feeds(database: Session, actor: Actor) -> Sequence[Feed]:
    """Return the actor's own feeds that still work."""
    return database.scalars(
        select(Feed)
        .where(
            Feed.revoked_at.is_(None),
            or_(Feed.person_id.in_(actor.acts_for), Feed.registration.in_(actor.registration_refs)),
        )
        .order_by(Feed.id)
    ).all()


def calendars_of(database: Session, actor: Actor) -> list[Registration]:
    """Return the latest registration of each person whose calendar the actor may have."""
    latest: dict[int | None, Registration] = {}
    for found in own_registrations(database, actor):
        latest.setdefault(found.person_id, found)
    return sorted(latest.values(), key=lambda found: found.id)


@dataclass(frozen=True)
class Attending:
    """One event somebody comes to, what they chose in it, and what its entries depend on."""

    event: Event
    chosen: frozenset[str]
    own_zone: str
    key: tuple[object, ...]


def coming_to(database: Session, feed: Feed) -> list[Attending]:
    """Return what belongs into a feed; also what is not public just now, for its owner is coming all the same."""
    whose = Registration.person_id == feed.person_id if feed.person_id else Registration.ref == feed.registration
    rows = database.execute(
        select(Registration, Event)
        .join(Event, Event.id == Registration.event_id)
        .where(whose, Registration.state == RegistrationState.CONFIRMED)
        .order_by(Event.starts_on, Event.id)
    ).all()
    counts = public_version_counts(database, [event.id for _registration, event in rows])
    return [
        Attending(event, frozenset(registration.chosen), zone_of(event.meeting, registration.attendance_mode, registration.zone), (registration.ref, registration.version, event.id, counts.get(event.id, 0)))
        for registration, event in rows
    ]
