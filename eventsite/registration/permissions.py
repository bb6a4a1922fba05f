"""Who may change a registration, and who may see who is coming."""

from typing import Any

from eventsite.events.models import Event
from eventsite.events.permissions import in_team
from eventsite.events.values import Role
from eventsite.kernel.actor import Actor
from eventsite.kernel.aggregates import Aggregate, LockOrder
from eventsite.kernel.permissions import Permission
from eventsite.registration.models import Registration
from eventsite.registration.values import REGISTRATION_LIFE, RegistrationState


def is_own(actor: Actor, registration: Any) -> bool:
    """Yes for the browser in which a draft was begun; once sent, for whoever proved that they read letters about it.

    What is sent and unproven is nobody's: a stranger may have typed the address.
    """
    if registration.state is RegistrationState.DRAFT:
        return is_held(actor, registration)
    if registration.person_id is None:
        return False
    return registration.person_id in actor.acts_for or registration.ref in actor.registration_refs


def is_held(actor: Actor, registration: Any) -> bool:
    """Yes for the browser in which it was typed, until somebody proves that it is theirs."""
    return registration.held_by is not None and registration.held_by == actor.browser


CHANGE_REGISTRATION = Permission("registration.change", is_own)
SEE_REGISTRATIONS = Permission("registration.see", in_team(Role.ORGANISER, Role.ACCESS_LEAD))
RECORD_ATTENDANCE = Permission("registration.record_attendance", in_team(Role.ORGANISER))


def _anybody(_actor: Actor, _registration: Any) -> bool:
    return True


def _is_own_or_held(actor: Actor, registration: Any) -> bool:
    return is_own(actor, registration) or is_held(actor, registration)


SUBMIT_REGISTRATION = Permission("registration.submit", _is_own_or_held)
USE_LETTER = Permission("registration.use_letter", _anybody)
"""Whoever holds the secret from a letter; the verbs in `commands/proving.py` compare it."""
VOUCH = Permission("registration.vouch", in_team(Role.ORGANISER))
LAPSE = Permission("registration.lapse", lambda _actor, _registration: False)
"""Only the system gives an unproven place back."""
START_REGISTRATION = Permission("registration.start", _anybody)

TELL_OF_CANCELLATION = Permission("registration.tell_of_cancellation", lambda _actor, _registration: False)
"""Only the system tells everybody, once an event was cancelled."""

TELL_OF_CHANGES = Permission("registration.tell_of_changes", lambda _actor, _registration: False)
"""Only the system tells whom a release touches, once it was published."""

REGISTRATION = Aggregate(
    model=Registration,
    order=LockOrder.REGISTRATION,
    above=Event,
    lifecycle=REGISTRATION_LIFE,
    actions={
        "start": START_REGISTRATION,
        "answer": CHANGE_REGISTRATION,
        "submit": SUBMIT_REGISTRATION,
        "cancel": CHANGE_REGISTRATION,
        "renew link": CHANGE_REGISTRATION,
        "prove": USE_LETTER,
        "disown": USE_LETTER,
        "replace": USE_LETTER,
        "move": USE_LETTER,
        "try code": SUBMIT_REGISTRATION,
        "vouch": VOUCH,
        "lapse": LAPSE,
        "forget browser": SUBMIT_REGISTRATION,
        "record attendance": RECORD_ATTENDANCE,
        "take attendance back": RECORD_ATTENDANCE,
        "tell of cancellation": TELL_OF_CANCELLATION,
        "tell of changes": TELL_OF_CHANGES,
    },
    goes_on=frozenset({"cancel", "record attendance", "take attendance back", "tell of cancellation", "tell of changes"}),
    unversioned=frozenset({"tell of cancellation", "tell of changes"}),
    untold=frozenset({(RegistrationState.DRAFT, "answer"), (RegistrationState.DRAFT, "start")}),
)
