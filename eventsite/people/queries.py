"""Reading about people."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session, aliased

from eventsite.kernel.actor import Actor
from eventsite.kernel.ports import Recipient
from eventsite.kernel.references import digest
from eventsite.kernel.text import name_key
from eventsite.people.models import AddressChange, LinkOpening, Mailbox, Person, SignIn, SignInRequest

Role = TypeVar("Role")


def person_signed_in(database: Session, secret: str, now: dt.datetime) -> Person | None:
    """Return whose sign-in this secret opens, while it is open."""
    return database.scalar(
        select(Person)
        .join(SignIn, SignIn.person_id == Person.id)
        .where(SignIn.digest == digest(secret), SignIn.ended_at.is_(None), SignIn.expires_at > now)
    )


def sign_in_request(database: Session, ref: str) -> SignInRequest | None:
    """Return a request to sign in by its reference."""
    return database.scalar(select(SignInRequest).where(SignInRequest.ref == ref))


def address_change(database: Session, ref: str) -> AddressChange | None:
    """Return a change of address by its reference."""
    return database.scalar(select(AddressChange).where(AddressChange.ref == ref))


@dataclass(frozen=True)
class Member(Generic[Role]):
    """Somebody in a team or an organisation, with all their roles, called what whoever invited them called them."""

    person_id: int
    name: str
    email: str
    roles: list[Role]


def members(database: Session, model: type[Any], of: ColumnElement[bool]) -> list[Member[Any]]:
    """Return who has roles by rows of `model` (`person_id`, `known_as`, `role`) that fit `of`, sorted as people look for names.

    A name that a person gave themselves is theirs to tell, so it is not here.
    """
    rows = database.execute(
        select(model, Mailbox.address)
        .join(Person, model.person_id == Person.id)
        .join(Mailbox, Person.mailbox_id == Mailbox.id)
        .where(of)
        .order_by(Mailbox.address, model.id)
    ).all()
    found: dict[int, Member[Any]] = {}
    for row, email in rows:
        member = found.setdefault(row.person_id, Member(row.person_id, row.known_as or email, email, []))
        member.roles.append(row.role)
    return sorted(found.values(), key=lambda member: name_key(member.name))


def mailbox_of(database: Session, person_id: int) -> Mailbox | None:
    """Return where letters to a person go, if they have a mailbox."""
    return database.scalar(select(Mailbox).join(Person, Person.mailbox_id == Mailbox.id).where(Person.id == person_id))


def opened_here(database: Session, openings: Sequence[str], now: dt.datetime) -> frozenset[str]:
    """Return the references of registrations that a browser opened with links, by the digests of the secrets it got for them."""
    opened = select(LinkOpening.registration_ref).where(
        LinkOpening.digest.in_(openings), LinkOpening.ended_at.is_(None), LinkOpening.expires_at > now
    )
    return frozenset(database.scalars(opened))


def acts_for(database: Session, person: Person) -> frozenset[int]:
    """Return the ids of the persons a signed-in person acts for: themselves, who shares the mailbox, whom they keep."""
    theirs = Person.keeper_id == person.id
    # Whoever has no mailbox shares it with nobody: "IS NULL" would be everybody else without one.
    if person.mailbox_id is not None:
        theirs = or_(theirs, Person.mailbox_id == person.mailbox_id)
    return frozenset({person.id, *database.scalars(select(Person.id).where(theirs))})


def moves_with(database: Session, person_id: int) -> frozenset[int]:
    """Return the ids of those whose letters move when a person's do: the person, and who is with them at the same mailbox.

    With whoever signs in with the mailbox all of it moves, so that nobody stays where nobody can sign in; with anybody else
    only whom they keep.
    """
    first = aliased(Person)
    along = select(Person.id).join(first, or_(Person.keeper_id == first.id, first.signs_in)).where(first.id == person_id)
    return frozenset({person_id, *database.scalars(along.where(Person.mailbox_id == first.mailbox_id))})


def open_sign_ins(database: Session, actor: Actor, now: dt.datetime) -> Sequence[SignIn]:
    """Return where the actor is signed in now, the latest first."""
    return database.scalars(
        select(SignIn)
        .where(SignIn.person_id == (actor.person_id or -1), SignIn.ended_at.is_(None), SignIn.expires_at > now)
        .order_by(SignIn.id.desc())
    ).all()


def is_own_sign_in(database: Session, actor: Actor, sign_in: int) -> bool:
    """Whether a sign-in, open or ended, is the actor's."""
    theirs = SignIn.id == sign_in, SignIn.person_id == (actor.person_id or -1)
    return database.scalar(select(SignIn.id).where(*theirs)) is not None


def recipient(database: Session, address: str) -> Recipient:
    """Return `address` as where a letter goes: proven once somebody opened a letter that was sent there."""
    proven = select(Mailbox.id).where(Mailbox.address == address, Mailbox.proven_at.is_not(None))
    return Recipient(address, is_proven=database.scalar(proven) is not None)
