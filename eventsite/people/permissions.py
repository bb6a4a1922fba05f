"""What may be done to a person and to a request to sign in. Whoever holds the request's secret may use it; commands compare."""

from typing import Any

from eventsite.kernel.actor import Actor
from eventsite.kernel.aggregates import Aggregate, LockOrder
from eventsite.kernel.permissions import Permission
from eventsite.people.models import AddressChange, Mailbox, Person, SignInRequest


def _anybody(_actor: Actor, _subject: Any) -> bool:
    return True


def _oneself(actor: Actor, person: Any) -> bool:
    return actor.person_id is not None and actor.person_id == person.id


def _signed_in_for(actor: Actor, subject: Any) -> bool:
    return subject.person_id is not None and subject.person_id in actor.acts_for


ASK_TO_SIGN_IN = Permission("people.ask_to_sign_in", _anybody)
USE_SIGN_IN = Permission("people.use_sign_in", _anybody)
MEET = Permission("people.meet", _anybody)
NAME_ONESELF = Permission("people.name_oneself", _oneself)
USE_LETTER = Permission("people.use_letter", _anybody)
"""Whoever holds the secret from a letter; the verbs compare it."""
MOVE_ELSEWHERE = Permission("people.move_elsewhere", _signed_in_for)
"""Whoever signed in by a letter to the address that a person has, or keeps them; never the link of a registration, which is forwarded."""

MET = frozenset({(None, "meet")})
"""That an address, and somebody who reads letters to it, is new here is nobody's business; what they then do is told."""
SIGN_IN_REQUEST = Aggregate(
    model=SignInRequest,
    order=LockOrder.SIGN_IN,
    actions={"ask": ASK_TO_SIGN_IN, "try code": USE_SIGN_IN, "use": USE_SIGN_IN},
)
PERSON = Aggregate(
    model=Person,
    order=LockOrder.PERSON,
    actions={"meet": MEET, "name": MEET, "name oneself": NAME_ONESELF, "move": USE_LETTER},
    untold=MET,
)
MAILBOX = Aggregate(
    model=Mailbox,
    order=LockOrder.MAILBOX,
    actions={"meet": MEET, "prove": USE_LETTER},
    untold=MET,
)
ADDRESS_CHANGE = Aggregate(
    model=AddressChange, order=LockOrder.ADDRESS_CHANGE, actions={"ask": MOVE_ELSEWHERE, "end": USE_LETTER}
)
