"""Dropping what nobody ever sent."""

import datetime as dt

from sqlalchemy import delete

from eventsite.offers.models import PaymentOffer
from eventsite.records.work import Work
from eventsite.registration.commands.forgetting import forget_drafts


def drop_drafts(work: Work, before: dt.datetime) -> int:
    """Take away registrations never sent to gatherings over before `before`, with their answers to the offer. Returns how many."""
    gone = forget_drafts(work, before)
    if gone:
        work.database.execute(delete(PaymentOffer).where(PaymentOffer.registration.in_(gone)))
    return len(gone)
