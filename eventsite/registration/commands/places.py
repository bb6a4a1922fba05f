"""Taking and giving up places: never one too many, whatever happens at once."""

from typing import cast

from sqlalchemy import Table, bindparam, insert, select, true, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.sql.dml import ReturningUpdate

from eventsite.events.models import Event
from eventsite.kernel.columns import constant
from eventsite.records.work import Work
from eventsite.registration.facts import PlaceGivenUp, PlaceTaken
from eventsite.registration.models import Place, PlaceCount, Registration
from eventsite.registration.queries import held_subjects
from eventsite.registration.rules import none_left, room_left
from eventsite.registration.values import PlaceState

_COUNTS = cast("Table", PlaceCount.__table__)  # nobody holds one of its rows, so there is none to look for in the session
_LIVE_PLACE = select(Place).where(
    Place.registration_id == bindparam("registration_id"), Place.subject == bindparam("subject"),
    Place.state == constant(PlaceState.HELD),
)


def take_place(work: Work, registration: Registration, subject: str, capacity: int | None, title: str) -> Place:
    """Take places for the whole party, or return the live one there is. Raises Full.

    The conditional update decides, not a count before it: counting first oversold on both engines, 40 threads for 5 places.
    Two clicks at once: the slower one breaks on the unique index, its unit of work is undone, and `retry_once` finds the
    place of the faster one.
    """
    if (place := _live_place(work, registration, subject)) is not None:
        return place
    taken = _count_up(work, subject, registration.party, capacity)
    if taken is None:
        # A double click on the last place must find its own place, never "full".
        if (place := _live_place(work, registration, subject)) is not None:
            return place
        raise none_left(title, subject)
    place = Place(
        registration_id=registration.id, subject=subject, party=registration.party, taken_at=work.clock.now()
    )
    work.database.add(place)
    work.database.flush()
    work.record(PlaceTaken(about=registration.ref, subject=subject, party=place.party))
    _outdate_what_is_told(work, registration, subject, capacity, (taken - place.party, taken))
    return place


def give_up_place(work: Work, registration: Registration, subject: str) -> None:
    """Free the party's place; fine when there is none."""
    freed = work.database.execute(
        update(Place)
        .where(Place.registration_id == registration.id, Place.subject == subject, Place.state == PlaceState.HELD)
        .values(state=PlaceState.GIVEN_UP)
        .returning(Place.party)
    ).one_or_none()
    if freed is None:
        return
    count_down = update(PlaceCount).where(PlaceCount.subject == subject).values(taken=PlaceCount.taken - freed.party)
    left = work.database.execute(count_down.returning(PlaceCount.taken, PlaceCount.capacity)).one()
    work.record(PlaceGivenUp(about=registration.ref, subject=subject, party=freed.party))
    _outdate_what_is_told(work, registration, subject, left.capacity, (left.taken + freed.party, left.taken))


def give_up_every_place(work: Work, registration: Registration) -> None:
    """Free every place, the event's own last of all, because everybody meets at that one row."""
    event = work.database.get_one(Event, registration.event_id)
    held = held_subjects(work.database, registration.id)
    for subject in [*sorted(held - {event.ref}), *(held & {event.ref})]:
        give_up_place(work, registration, subject)


def _outdate_what_is_told(
    work: Work, registration: Registration, subject: str, capacity: int | None, taken: tuple[int, int]
) -> None:
    """The gathering's page tells roughly how many places are left; it is old once that is another word, and not before."""
    before, after = (room_left(capacity, count) for count in taken)
    if before != after and work.database.get_one(Event, registration.event_id).ref == subject:
        work.outdated.add((registration.event_id, None))


def _live_place(work: Work, registration: Registration, subject: str) -> Place | None:
    return work.database.scalar(_LIVE_PLACE, {"registration_id": registration.id, "subject": subject})


def _count_up(work: Work, subject: str, party: int, capacity: int | None) -> int | None:
    wanted = _COUNTS.c.taken + party
    count_up: ReturningUpdate[int] = (
        update(_COUNTS)
        .where(_COUNTS.c.subject == subject, true() if capacity is None else wanted <= capacity)
        .values(taken=wanted, capacity=capacity)
        .returning(_COUNTS.c.taken)
    )
    taken: int | None = work.database.scalar(count_up)
    if taken is not None:
        return taken
    if work.database.get(PlaceCount, subject) is not None:
        return None
    try:
        with work.database.begin_nested():
            work.database.execute(insert(PlaceCount).values(subject=subject, capacity=capacity, taken=0))
    except IntegrityError:
        pass  # somebody else wrote the row down first
    return cast("int | None", work.database.scalar(count_up))
