"""What this room shows elsewhere: to the team the way to the claims and who is missing for them, to a person their own."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy.orm import Session

from eventsite.claims.queries import HANDS, own_claims
from eventsite.events.models import Event
from eventsite.events.permissions import INVITE_MEMBER
from eventsite.events.queries import people_with
from eventsite.kernel.actor import Actor
from eventsite.kernel.i18n import _
from eventsite.kernel.panels import Task
from eventsite.offers.queries import current_terms
from eventsite.registration.queries import names_of


def money(_database: Session, _event: Event) -> Mapping[str, Any]:
    """Return nothing: the panel leads to the claims of every event."""
    return {}


def tasks(database: Session, event: Event) -> list[Task]:
    """Return the task of finding two people for money, where the event pays: who checks a claim never pays it."""
    if current_terms(database, event.id) is None:
        return []
    checkers, payers = (people_with(database, event, role) for role in HANDS)
    if not checkers:
        says = _("nobody checks claims yet")
    elif not payers:
        says = _("nobody pays claims yet")
    elif len(checkers | payers) == 1:
        says = _("one person does both: what they check, nobody can pay")
    else:
        says = ""
    title = _("Two people for the money")
    return [Task(title, _("One checks claims, another pays them"), f"/team/{event.slug}/team", INVITE_MEMBER, not says, says)]


def own(database: Session, actor: Actor) -> Mapping[str, Any]:
    """Return the actor's claims, each with its event, and whose each is: several people may share an address."""
    claims = [(claim, database.get_one(Event, claim.event_id)) for claim in own_claims(database, actor)]
    return {"claims": claims, "names": names_of(database, [claim.registration for claim, _event in claims])}


def own_refs(database: Session, actor: Actor) -> Sequence[str]:
    """Return the references of the actor's claims."""
    return [claim.ref for claim in own_claims(database, actor)]
