"""Reading registrations, scoped to who is asking."""

from collections.abc import Mapping, Sequence

from sqlalchemy import and_, bindparam, or_, select
from sqlalchemy.orm import Session

from eventsite.events.models import Event
from eventsite.events.values import EventState
from eventsite.kernel.actor import Actor
from eventsite.kernel.refusals import NotVisible
from eventsite.kernel.text import name_key
from eventsite.programme.queries.releases import Programme
from eventsite.programme.values import Kind, Slot
from eventsite.registration.models import Place, PlaceCount, Registration
from eventsite.registration.values import PlaceState, RegistrationState


def own_registration(database: Session, actor: Actor, ref: str) -> Registration:
    """Return a registration that the actor may change. Raises NotVisible for anybody else's."""
    found = database.scalar(
        select(Registration).where(
            Registration.ref == ref,
            or_(Registration.ref.in_(actor.registration_refs), Registration.person_id == (actor.person_id or -1)),
        )
    )
    if found is None:
        raise NotVisible
    return found


def own_registrations(database: Session, actor: Actor) -> Sequence[Registration]:
    """Return everything the actor is coming to, or was."""
    return database.scalars(
        select(Registration)
        .where(
            Registration.state != RegistrationState.DRAFT,
            or_(Registration.ref.in_(actor.registration_refs), Registration.person_id == (actor.person_id or -1)),
        )
        .order_by(Registration.id.desc())
    ).all()


_BEGUN = (
    select(Event, Registration)
    .outerjoin(
        Registration,
        and_(
            Registration.ref == bindparam("ref"),
            Registration.event_id == Event.id,
            Registration.state == RegistrationState.DRAFT,
        ),
    )
    .where(Event.slug == bindparam("slug"), Event.state != EventState.DRAFT)
)
"""Every page of registering asks this first, so it is one question and made once."""


def begun(database: Session, actor: Actor, slug: str, ref: str | None) -> tuple[Event, Registration | None]:
    """Return a public event and the registration that was begun in this browser, while it is a draft.

    Raises NotVisible when there is no such event.
    """
    held = ref if ref in actor.registration_refs else None
    row = database.execute(_BEGUN, {"slug": slug, "ref": held}).one_or_none()
    if row is None:
        raise NotVisible
    return row.Event, row.Registration


def registrations_of(database: Session, event_id: int) -> Sequence[Registration]:
    """Return who is coming, in first-name order."""
    coming = Registration.event_id == event_id, Registration.state == RegistrationState.CONFIRMED
    found = database.scalars(select(Registration).where(*coming).order_by(Registration.id))
    return sorted(found, key=lambda registration: name_key(registration.name))


def held_subjects(database: Session, registration_id: int) -> set[str]:
    """Return the references of what a registration has a place in."""
    return set(
        database.scalars(
            select(Place.subject).where(Place.registration_id == registration_id, Place.state == PlaceState.HELD)
        )
    )


def taken_places(database: Session, subjects: Sequence[str]) -> Mapping[str, int]:
    """Return subject -> places taken, for those that anybody ever took."""
    if not subjects:
        return {}
    rows = database.execute(select(PlaceCount.subject, PlaceCount.taken).where(PlaceCount.subject.in_(subjects)))
    return {row.subject: row.taken for row in rows}


def choosable(programme: Programme | None) -> list[Slot]:
    """Return the sessions one can choose: no breaks, nothing cancelled."""
    if programme is None:
        return []
    return [slot for slot in programme.slots if slot.kind is Kind.SESSION and not slot.is_cancelled]


def names_of(database: Session, refs: Sequence[str]) -> Mapping[str, str]:
    """Return registration reference -> the name the person likes to be called."""
    rows = database.execute(select(Registration.ref, Registration.name).where(Registration.ref.in_(list(refs))))
    return {row.ref: row.name for row in rows}
