"""Whether the person a claim is for was there, or cancelled, and when."""

import datetime as dt

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from eventsite.claims import rules
from eventsite.claims.models import Claim
from eventsite.claims.values import Presence
from eventsite.events.models import Event
from eventsite.records.models import AuditEntry
from eventsite.registration.facts import RegistrationCancelled
from eventsite.registration.models import Registration


def presence_of(database: Session, claim: Claim) -> Presence | None:
    """Return whether the person was there; None once who was coming is forgotten, long after the claim was settled."""
    found = database.scalar(select(Registration).where(Registration.ref == claim.registration))
    if found is None:
        return None
    called_off = database.get_one(Event, claim.event_id).cancelled_at is not None
    return rules.presence(found.state, was_there=found.attended_at is not None, is_called_off=called_off)


def cancelled_at(database: Session, claim: Claim) -> dt.datetime | None:
    """Return when the person cancelled, as the audit has it."""
    told = AuditEntry.about == claim.registration, AuditEntry.fact == RegistrationCancelled.__name__
    return database.scalar(select(func.max(AuditEntry.at)).where(*told))
