"""What this room shows elsewhere: to the team the way to the claims, to a person their own."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy.orm import Session

from eventsite.claims.queries import own_claims
from eventsite.events.models import Event
from eventsite.kernel.actor import Actor
from eventsite.registration.queries import names_of


def money(_database: Session, _event: Event) -> Mapping[str, Any]:
    """Return nothing: the panel leads to the claims of every event."""
    return {}


def own(database: Session, actor: Actor) -> Mapping[str, Any]:
    """Return the actor's claims, each with its event, and whose each is: several people may share an address."""
    claims = [(claim, database.get_one(Event, claim.event_id)) for claim in own_claims(database, actor)]
    return {"claims": claims, "names": names_of(database, [claim.registration for claim, _event in claims])}


def own_refs(database: Session, actor: Actor) -> Sequence[str]:
    """Return the references of the actor's claims."""
    return [claim.ref for claim in own_claims(database, actor)]
