"""Reading about people."""

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from eventsite.kernel.actor import Actor
from eventsite.kernel.references import digest
from eventsite.people.models import AddressChange, LinkOpening, Mailbox, Person, SignIn, SignInRequest


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


def mailbox_of(database: Session, person_id: int) -> Mailbox | None:
    """Return where letters to a person go, if they have a mailbox."""
    return database.scalar(select(Mailbox).join(Person, Person.mailbox_id == Mailbox.id).where(Person.id == person_id))


def opened_here(database: Session, browser: str, now: dt.datetime) -> frozenset[str]:
    """Return the references of registrations that a browser, by the digest of its secret, opened with links."""
    opened = select(LinkOpening.registration_ref).where(
        LinkOpening.digest == browser, LinkOpening.ended_at.is_(None), LinkOpening.expires_at > now
    )
    return frozenset(database.scalars(opened))


def acts_for(database: Session, person: Person) -> frozenset[int]:
    """Return the ids of the persons a signed-in person acts for: themselves, who shares the mailbox, whom they keep."""
    shared = or_(Person.mailbox_id == person.mailbox_id, Person.keeper_id == person.id)
    return frozenset({person.id, *database.scalars(select(Person.id).where(shared))})


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
