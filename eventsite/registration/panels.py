"""What this room shows elsewhere: to the team how many are coming, to a person what they are coming to."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy.orm import Session

from eventsite.events.models import Event
from eventsite.kernel.actor import Actor
from eventsite.registration.permissions import SEE_REGISTRATIONS
from eventsite.registration.queries import coming_in_numbers, own_registrations, typed_for


def people(database: Session, event: Event) -> Mapping[str, Any]:
    """Return how many are coming."""
    return {"coming": coming_in_numbers(database, event.id).registrations, "see_registrations": SEE_REGISTRATIONS}


def own(database: Session, actor: Actor) -> Mapping[str, Any]:
    """Return the actor's registrations, each with its event, and what was typed with their address and is not theirs yet."""
    registrations = own_registrations(database, actor)
    return {
        "registrations": [(found, database.get_one(Event, found.event_id)) for found in registrations],
        "typed": [(found, database.get_one(Event, found.event_id)) for found in typed_for(database, actor)],
    }


def own_refs(database: Session, actor: Actor) -> Sequence[str]:
    """Return the references of the actor's registrations."""
    return [registration.ref for registration in own_registrations(database, actor)]
