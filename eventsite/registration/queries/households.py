"""Who is known at an address, who shares it, and whom somebody may be mixed up with."""

from collections.abc import Collection, Sequence

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from eventsite.people.models import Person
from eventsite.people.queries import moves_with
from eventsite.registration.models import Registration
from eventsite.registration.rules import Known, is_like_name, to_tell_apart
from eventsite.registration.values import RegistrationState


def earlier_registrations(database: Session, registration: Registration) -> Sequence[Registration]:
    """Return the live ones for the same event that may be the same person's as one with a typed address.

    That is whoever signs in with the address, unless it was filled in for somebody else, and everybody of the same name who
    shares the mailbox or is kept by whoever signs in. A household is told apart by asking, never by guessing.
    """
    holder = select(Person.id).where(Person.email == registration.email, Person.signs_in).scalar_subquery()
    found = database.execute(
        select(Registration, Person.signs_in)
        .join(Person, Registration.person_id == Person.id)
        .where(
            or_(Person.email == registration.email, Person.keeper_id == holder), Registration.ref != registration.ref,
            Registration.event_id == registration.event_id, Registration.state == RegistrationState.CONFIRMED,
        )
        .order_by(Registration.id)
    )
    is_for_oneself = not registration.keeper_name
    return [r for r, signs_in in found if is_like_name(r.name, registration.name) or (signs_in and is_for_oneself)]


def known_people(database: Session, registration: Registration, earlier: Collection[Registration]) -> Sequence[Known]:
    """Return who is known at the typed address, at any gathering, and is none of those in `earlier`: the same person may be back."""
    holder = select(Person.id).where(Person.email == registration.email, Person.signs_in).scalar_subquery()
    rows = database.execute(
        select(Person.id, Person.ref, Person.name, Registration.name)
        .outerjoin(Registration, Registration.person_id == Person.id)
        .where(or_(Person.email == registration.email, Person.keeper_id == holder))
        .order_by(Person.id, Registration.id)
    )
    known: dict[int, Known] = {}
    for person_id, ref, own_name, said in rows:
        names = known[person_id].names if person_id in known else frozenset()
        known[person_id] = Known(person_id, ref, said or own_name, names | {name for name in (own_name, said) if name})
    return [one for one in known.values() if one.person_id not in {r.person_id for r in earlier}]


def asked_who(database: Session, registration: Registration) -> tuple[Sequence[Registration], Sequence[Known]]:
    """Return with whom somebody with a typed address may be mixed up: who comes already, and who is known from elsewhere."""
    earlier = earlier_registrations(database, registration)
    known = known_people(database, registration, earlier)
    asked = to_tell_apart(known, registration.name, is_kept=bool(registration.keeper_name))
    return earlier, ([one for one in known if one.names] if earlier else asked)


def moving_along(database: Session, registration: Registration) -> Sequence[str]:
    """Return what the others are called whose letters move when the person of a registration takes another address."""
    if registration.person_id is None:
        return []
    others = moves_with(database, registration.person_id) - {registration.person_id}
    return database.scalars(select(Person.name).where(Person.id.in_(others), Person.name != "").order_by(Person.id)).all()


def others_at_address(database: Session, registration: Registration) -> Sequence[str]:
    """Return what the others like to be called who are coming to the same event with the same address, proven or not."""
    if not registration.address:
        return []  # what is proven has no typed address either, and would look alike
    same = or_(Registration.email == registration.address, Person.email == registration.address)
    return database.scalars(
        select(Registration.name)
        .outerjoin(Person, Registration.person_id == Person.id)
        .where(
            same, Registration.event_id == registration.event_id, Registration.state == RegistrationState.CONFIRMED,
            Registration.id != registration.id,
        )
        .order_by(Registration.id)
    ).all()
