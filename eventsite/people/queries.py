"""Reading about people."""

import datetime as dt

from sqlalchemy import select
from sqlalchemy.orm import Session

from eventsite.kernel.references import digest
from eventsite.people.models import Person, SignIn, SignInRequest


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
