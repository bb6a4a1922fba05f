"""What this room shows elsewhere: to the team the way to the claims and what to decide on pay, to a person their claims."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy.orm import Session

from eventsite.claims.permissions import SET_TERMS
from eventsite.claims.queries import current_terms, own_claims
from eventsite.events.models import Event
from eventsite.kernel.actor import Actor
from eventsite.kernel.i18n import _
from eventsite.kernel.panels import Task


def money(_database: Session, _event: Event) -> Mapping[str, Any]:
    """Return nothing: the panel leads to the claims of every event."""
    return {}


def tasks(database: Session, event: Event) -> list[Task]:
    """Return the task of saying what the event pays."""
    has_terms = current_terms(database, event.id) is not None
    return [Task(_("What you pay"), _("People see it before any question"), f"/team/{event.slug}/payment", SET_TERMS, has_terms)]


def own(database: Session, actor: Actor) -> Mapping[str, Any]:
    """Return the actor's claims, each with its event."""
    claims = [(claim, database.get_one(Event, claim.event_id)) for claim in own_claims(database, actor)]
    return {"claims": claims}


def own_refs(database: Session, actor: Actor) -> Sequence[str]:
    """Return the references of the actor's claims."""
    return [claim.ref for claim in own_claims(database, actor)]
