"""Dropping what nobody ever sent, and what turned out to be nobody's."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import delete

from eventsite.offers.facts import OfferForgotten
from eventsite.offers.models import PaymentOffer
from eventsite.offers.permissions import OFFER
from eventsite.records.work import Work
from eventsite.registration.commands.forgetting import forget_drafts


def drop_drafts(work: Work, before: dt.datetime) -> int:
    """Take away registrations never sent to gatherings over before `before`, with their answers to the offer. Returns how many."""
    gone = forget_drafts(work, before)
    drop_answers(work, gone)
    return len(gone)


def drop_answers(work: Work, gone: Sequence[str]) -> None:
    """Take away the answers to the offer that belong to registrations which are gone."""
    if gone:
        work.forget(delete(PaymentOffer).where(PaymentOffer.registration.in_(gone)))


@dataclass(frozen=True, kw_only=True)
class ForgetOffer:
    """A registration that was disowned, or that nobody proved in time."""

    registration: str


def forget_offer(work: Work, command: ForgetOffer) -> None:
    """Take the answer to the offer away; fine when there is none. Raises NotAllowed."""
    for offer in work.change_each(OFFER, PaymentOffer.ref == command.registration, "forget"):
        work.database.delete(offer)
        work.record(OfferForgotten(about=offer.ref))
