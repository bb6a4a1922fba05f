"""What belongs to one person, across rooms."""

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from eventsite.access.facts import NeedsRead
from eventsite.claims.facts import EvidenceRead
from eventsite.claims.queries import own_claims
from eventsite.kernel.actor import Actor
from eventsite.payouts.facts import BatchFileRead
from eventsite.payouts.models import Payout, PayoutBatch
from eventsite.people.models import Person
from eventsite.records.models import AuditEntry
from eventsite.registration.queries import own_registrations


@dataclass(frozen=True)
class Reading:
    """Somebody opened something that is private to the person."""

    at: dt.datetime
    what: str
    who: str


READINGS = {NeedsRead.__name__: "needs", EvidenceRead.__name__: "receipt", BatchFileRead.__name__: "bank"}


def who_saw(database: Session, actor: Actor) -> list[Reading]:
    """Return every opening of the person's needs, receipts and account details by somebody else, the latest first."""
    claims = own_claims(database, actor)
    batches = database.scalars(
        select(PayoutBatch.ref)
        .join(Payout, Payout.batch_id == PayoutBatch.id)
        .where(Payout.claim_id.in_([claim.id for claim in claims]))
    ).all()
    about = [*(r.ref for r in own_registrations(database, actor)), *(c.ref for c in claims), *batches]
    entries = database.scalars(
        select(AuditEntry)
        .where(AuditEntry.about.in_(about), AuditEntry.fact.in_(list(READINGS)))
        .order_by(AuditEntry.id.desc())
    ).all()
    ids = {int(e.actor.removeprefix("person:")) for e in entries if e.actor.startswith("person:")}
    names = {p.id: p.name or p.email for p in database.scalars(select(Person).where(Person.id.in_(ids)))}
    return [Reading(e.at, READINGS[e.fact], names.get(int(e.actor.partition(":")[2] or 0), e.actor)) for e in entries]
