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
    """Yes for whoever opened the registration with its link, and for the signed-in person it belongs to."""
    if registration.ref in actor.registration_refs:
        return True
    return actor.person_id is not None and actor.person_id == registration.person_id


CHANGE_REGISTRATION = Permission("registration.change", is_own)
SEE_REGISTRATIONS = Permission("registration.see", in_team(Role.ORGANISER, Role.ACCESS_LEAD))
RECORD_ATTENDANCE = Permission("registration.record_attendance", in_team(Role.ORGANISER))


def _anybody(_actor: Actor, _registration: Any) -> bool:
    return True


START_REGISTRATION = Permission("registration.start", _anybody)

REGISTRATION = Aggregate(
    model=Registration,
    order=LockOrder.REGISTRATION,
    above=Event,
    lifecycle=REGISTRATION_LIFE,
    actions={
        "start": START_REGISTRATION,
        "answer": CHANGE_REGISTRATION,
        "submit": CHANGE_REGISTRATION,
        "cancel": CHANGE_REGISTRATION,
        "record attendance": RECORD_ATTENDANCE,
        "take attendance back": RECORD_ATTENDANCE,
    },
    untold=frozenset({(RegistrationState.DRAFT, "answer"), (RegistrationState.DRAFT, "start")}),
)
