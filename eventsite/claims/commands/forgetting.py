"""What this room forgets: who was coming and asked for nothing any more, and claims once accounts need them no longer."""

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import ColumnElement, delete, select

from eventsite.attachments.commands import DropAttachments, drop_attachments
from eventsite.attachments.models import Attachment
from eventsite.claims.facts import ClaimsForgotten
from eventsite.claims.models import BrowserMark, Claim, ClaimDecision, ClaimDoubt, ClaimLine, Evidence
from eventsite.claims.values import ClaimState
from eventsite.events.models import Event
from eventsite.events.permissions import EVENT
from eventsite.events.queries import over_before
from eventsite.offers.commands.forgetting import drop_answers
from eventsite.records.work import Work
from eventsite.registration.commands.forgetting import forget_registrations

NEVER_SENT = (ClaimState.DRAFT, ClaimState.RETURNED, ClaimState.WITHDRAWN)
"""It is for the claimant to go on, and nobody else waits for it."""
SETTLED = (ClaimState.PAID, ClaimState.DECLINED)


def forget_attendees(work: Work, before: dt.datetime) -> int:
    """Take away who was coming to gatherings that were over before `before`, with what belongs to it. Returns how many.

    Claims that were never sent, or sent back and not sent again, go too. Whoever still waits for us to decide or to pay
    stays, whole.
    """
    forgotten, events = 0, over_before(work.database, before)
    drop_claims(work, Claim.event_id.in_([event.id for event in events]) & Claim.state.in_(NEVER_SENT))
    for event in events:
        waiting = select(Claim.registration).where(Claim.event_id == event.id, Claim.state.not_in(SETTLED))
        gone = forget_registrations(work, event, waiting)
        drop_answers(work, gone)
        forgotten += len(gone)
    return forgotten


def drop_claims(work: Work, due: ColumnElement[bool]) -> int:
    """Take claims away, with their lines, decisions and receipts. Returns how many there were."""
    found = work.database.execute(select(Claim.id, Event.ref).join(Event, Event.id == Claim.event_id).where(due)).all()
    if not found:
        return 0
    claims = [claim for claim, _event in found]
    receipts = _take_receipts(work, claims)
    theirs = ((model, model.claim_id) for model in (ClaimLine, ClaimDecision, ClaimDoubt, BrowserMark))
    for model, column in (*theirs, (Claim, Claim.id)):
        work.forget(delete(model).where(column.in_(claims)))
    events = [event for _claim, event in found]
    for event in sorted(set(events)):
        work.record(ClaimsForgotten(about=work.read(EVENT, event).ref, count=events.count(event)))
    drop_attachments(work, DropAttachments(refs=receipts))
    return len(claims)


def _take_receipts(work: Work, claims: Sequence[int]) -> Sequence[str]:
    """Take the receipts out of claims. Returns the references of the files, which are theirs alone."""
    of_claims = Evidence.line_id.in_(select(ClaimLine.id).where(ClaimLine.claim_id.in_(claims)))
    files = select(Attachment.ref).join(Evidence, Evidence.attachment_id == Attachment.id).where(of_claims)
    refs = work.database.scalars(files).all()
    work.forget(delete(Evidence).where(of_claims))
    return refs
