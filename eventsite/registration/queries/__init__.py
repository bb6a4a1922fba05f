"""Reading registrations, scoped to who is asking."""

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields

from sqlalchemy import ColumnElement, Engine, and_, bindparam, func, or_, select
from sqlalchemy.orm import Session

from eventsite.events.models import Event
from eventsite.events.values import EventState, Meeting
from eventsite.kernel.actor import Actor
from eventsite.kernel.columns import constant
from eventsite.kernel.refusals import NotVisible
from eventsite.kernel.text import name_key
from eventsite.programme.queries.releases import Programme
from eventsite.programme.values import Slot
from eventsite.records.compiled_query import CompiledQuery
from eventsite.records.lists import ListPage, page_by_key
from eventsite.registration.models import Place, PlaceCount, Registration
from eventsite.registration.rules import RoomLeft, room_left
from eventsite.registration.values import AttendanceMode, PlaceState, RegistrationState


def own_registration(database: Session, actor: Actor, ref: str) -> Registration:
    """Return a registration that the actor may change. Raises NotVisible for anybody else's."""
    found = database.scalar(
        select(Registration).where(
            Registration.ref == ref, Registration.state != RegistrationState.DRAFT, _is_theirs(actor)
        )
    )
    if found is None:
        raise NotVisible
    return found


def own_registrations(database: Session, actor: Actor) -> Sequence[Registration]:
    """Return everything the actor is coming to, or was."""
    return database.scalars(
        select(Registration)
        .where(Registration.state != RegistrationState.DRAFT, _is_theirs(actor))
        .order_by(Registration.id.desc())
    ).all()


def _is_theirs(actor: Actor) -> ColumnElement[bool]:
    """The condition of `permissions.is_own` for what was sent."""
    mine = or_(Registration.person_id.in_(actor.acts_for), Registration.ref.in_(actor.registration_refs))
    return and_(Registration.person_id.is_not(None), mine)


def sent_registration(database: Session, ref: str) -> Registration:
    """Return what a letter is about; whoever asks must have compared the secret of its link. Raises NotVisible."""
    found = database.scalar(
        select(Registration).where(Registration.ref == ref, Registration.state != RegistrationState.DRAFT)
    )
    if found is None:
        raise NotVisible
    return found


@dataclass(frozen=True)
class Held:
    """What the page that asks to open our letter says of a registration that nobody proved yet."""

    ref: str
    name: str
    email: str


_HELD = CompiledQuery(
    select(*(Registration.__table__.c[column.name] for column in fields(Held)))
    .where(Registration.held_by == bindparam("browser"), Registration.event_id == bindparam("event_id"))
    .where(Registration.state == constant(RegistrationState.CONFIRMED), Registration.person_id.is_(None))
    .order_by(Registration.id.desc()).limit(1)
)


def held_registration(database: Session, actor: Actor, event_id: int) -> Held | None:
    """Return what this browser sent for an event and nobody proved yet."""
    found = _HELD.first(database, browser=actor.browser, event_id=event_id) if actor.browser is not None else None
    return Held(*found) if found is not None else None


def typed_for(database: Session, actor: Actor) -> Sequence[Registration]:
    """Return what anybody sent with the address that the actor is signed in with, and nobody proved yet."""
    if not actor.email:
        return []
    return database.scalars(
        select(Registration)
        .where(
            Registration.email == actor.email, Registration.person_id.is_(None),
            Registration.state == RegistrationState.CONFIRMED,
        )
        .order_by(Registration.id)
    ).all()


@dataclass(frozen=True)
class JourneyEvent:
    """What the pages of registering say of an event."""

    id: int
    ref: str
    slug: str
    name: str
    state: EventState
    starts_on: dt.date | None
    ends_on: dt.date | None
    when_roughly: str
    cancelled_at: dt.datetime | None
    zone: str
    meeting: Meeting
    capacity: int | None
    contact_name: str
    contact_email: str
    contact_phone: str


@dataclass(frozen=True)
class Draft:
    """What somebody has answered so far, for the pages of registering. It is nobody's yet, so that it has no person."""

    id: int
    ref: str
    event_id: int
    person_id: None
    state: RegistrationState
    name: str
    email: str
    keeper_name: str
    phone: str
    zone: str
    attendance_mode: AttendanceMode
    perspectives: list[str]
    brings_support: bool
    support_name: str
    chosen: list[str]
    areas_sealed: str | None
    answered: list[str]

    @property
    def address(self) -> str:
        """Where letters about it will go."""
        return self.email


_EVENT_COLUMNS = [Event.__table__.c[column.name] for column in fields(JourneyEvent)]
_BEGUN = CompiledQuery(
    select(*_EVENT_COLUMNS, *(Registration.__table__.c[column.name] for column in fields(Draft)))
    .outerjoin_from(
        Event,
        Registration,
        and_(
            Registration.ref == bindparam("ref"),
            Registration.event_id == Event.id,
            Registration.state == constant(RegistrationState.DRAFT),
            Registration.held_by == bindparam("browser"),
        ),
    )
    .where(Event.slug == bindparam("slug"), Event.state != EventState.DRAFT)
)
"""Every page of registering asks this first, so it is one question, made once, and answered without mapped objects."""


def begun(database: Engine, actor: Actor, slug: str, ref: str | None) -> tuple[JourneyEvent, Draft | None]:
    """Return a public event and the registration that was begun in this browser, while it is a draft.

    Raises NotVisible when there is no such event.
    """
    row = _BEGUN.first(database, slug=slug, ref=ref, browser=actor.browser)
    if row is None:
        raise NotVisible
    known, answers = row[: len(_EVENT_COLUMNS)], row[len(_EVENT_COLUMNS) :]
    return JourneyEvent(*known), Draft(*answers) if answers[0] is not None else None


def coming_page(database: Session, event_id: int, words: str = "", page: int = 1, *, was_there: bool | None = None) -> ListPage[Registration]:
    """Return a page of who is coming, in first-name order: those with `words` in their name, or who is written down as there, or not yet.

    In which order names stand, and that Lukasz finds Łukasz, no database knows alike: names are read alone, the rest for one page.
    """
    coming = [Registration.event_id == event_id, Registration.state == RegistrationState.CONFIRMED]
    if was_there is not None:
        coming.append(Registration.attended_at.is_not(None) if was_there else Registration.attended_at.is_(None))
    sought = name_key(words.strip())[0]
    named = [(name_key(row.name), row.id) for row in database.execute(select(Registration.id, Registration.name).where(*coming))]
    keys = [key for name, key in sorted(named) if sought in name[0]]
    return page_by_key(database, keys, lambda some: select(Registration).where(Registration.id.in_(some)), page)


@dataclass(frozen=True, kw_only=True)
class ComingInNumbers:
    """How many registrations are coming, how many people with their supporters, and for each perspective how many have it."""

    registrations: int
    people: int
    perspectives: Mapping[str, int]


def coming_in_numbers(database: Session, event_id: int) -> ComingInNumbers:
    """Count who is coming, without loading anybody."""
    coming = Registration.event_id == event_id, Registration.state == RegistrationState.CONFIRMED
    supported = func.count().filter(Registration.brings_support)
    count, supporters = database.execute(select(func.count(), supported).where(*coming)).one()
    codes = Counter(code for row in database.execute(select(Registration.perspectives).where(*coming)) for code in row[0])
    return ComingInNumbers(registrations=count, people=count + supporters, perspectives=codes)


def awaited(database: Session, event_id: int, refs: Sequence[str]) -> Sequence[Registration]:
    """Return those of some registrations who are coming and not written down as there."""
    known = Registration.event_id == event_id, Registration.ref.in_(list(refs)), Registration.attended_at.is_(None)
    return database.scalars(select(Registration).where(*known, Registration.state == RegistrationState.CONFIRMED)).all()


def was_there(database: Session, event_id: int, ref: str) -> Registration:
    """Return a registration that is written down as there. Raises NotVisible."""
    known = Registration.event_id == event_id, Registration.ref == ref, Registration.attended_at.is_not(None)
    found = database.scalars(select(Registration).where(*known)).one_or_none()
    if found is None:
        raise NotVisible
    return found


def held_subjects(database: Session, registration_id: int) -> set[str]:
    """Return the references of what a registration has a place in."""
    theirs = Place.registration_id == registration_id, Place.state == PlaceState.HELD
    return set(database.scalars(select(Place.subject).where(*theirs)))


def taken_places(database: Session, subjects: Sequence[str]) -> Mapping[str, int]:
    """Return subject -> places taken, for those that anybody ever took."""
    if not subjects:
        return {}
    rows = database.execute(select(PlaceCount.subject, PlaceCount.taken).where(PlaceCount.subject.in_(subjects)))
    return {row.subject: row.taken for row in rows}


def _held_by_coming(subjects: Sequence[str]) -> tuple[ColumnElement[bool], ...]:
    return Place.subject.in_(subjects), Place.state == PlaceState.HELD, Registration.state == RegistrationState.CONFIRMED


def holders_by_subject(database: Session, subjects: Sequence[str]) -> Mapping[str, int]:
    """Return subject -> how many registrations hold a place in it, for those that anybody does."""
    if not subjects:
        return {}
    counted = select(Place.subject, func.count()).join(Registration, Registration.id == Place.registration_id)
    rows = database.execute(counted.where(*_held_by_coming(subjects)).group_by(Place.subject)).all()
    return {row[0]: row[1] for row in rows}


def holder_count(database: Session, subjects: Sequence[str]) -> int:
    """Return how many registrations hold a place in one or more of `subjects`."""
    if not subjects:
        return 0
    counted = select(func.count(Place.registration_id.distinct())).join(Registration, Registration.id == Place.registration_id)
    return database.scalar(counted.where(*_held_by_coming(subjects))) or 0


def is_full(database: Session, event: Event | JourneyEvent) -> bool:
    """Whether every place of a gathering is taken; never where there is no limit, and then nothing is asked."""
    return event.capacity is not None and taken_places(database, [event.ref]).get(event.ref, 0) >= event.capacity


def event_room(database: Session, event: Event) -> RoomLeft | None:
    """Return what is told of the places that an event has left; None where everybody fits."""
    return room_left(event.capacity, taken_places(database, [event.ref]).get(event.ref, 0)) if event.capacity is not None else None


def choosable(programme: Programme | None) -> Sequence[Slot]:
    """Return the sessions one can choose; none while no programme is published."""
    return programme.choosable if programme else []


def names_of(database: Session, refs: Sequence[str]) -> Mapping[str, str]:
    """Return registration reference -> the name the person likes to be called."""
    rows = database.execute(select(Registration.ref, Registration.name).where(Registration.ref.in_(list(refs))))
    return {row.ref: row.name for row in rows}
