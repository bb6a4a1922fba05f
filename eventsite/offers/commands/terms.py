"""Saying what an event pays."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select

from eventsite.events.rules import refuse_read_only
from eventsite.kernel.money import Money
from eventsite.kernel.refusals import ChangedMeanwhile
from eventsite.offers.facts import TermsSet
from eventsite.offers.models import PaymentTerms
from eventsite.offers.permissions import TERMS
from eventsite.offers.queries import current_terms
from eventsite.records.work import Work


@dataclass(frozen=True, kw_only=True)
class SetTerms:
    """What an event pays from now on; `event` is its reference. `seen` is the number of the terms that were looked at, if any were."""

    event: str
    fee: Money
    fee_for: str
    who_is_paid: str
    costs_covered: Sequence[str]
    working_days: int
    seen: int | None = None


def set_terms(work: Work, command: SetTerms) -> PaymentTerms:
    """Write a new version down, or none if the same is in force. Offers and claims keep the version they were made under.

    Raises ReadOnly, NotVisible, NotAllowed, ChangedMeanwhile.
    """
    event = work.change(TERMS, command.event, "set")
    refuse_read_only(event)
    latest = select(func.max(PaymentTerms.number)).where(PaymentTerms.event_id == event.id)
    in_force = current_terms(work.database, event.id)
    if in_force is not None and _is_said_by(in_force, event.currency, command):
        return in_force
    if command.seen is not None and command.seen != (in_force.number if in_force else 0):
        raise ChangedMeanwhile
    made = PaymentTerms(
        event_id=event.id,
        number=(work.database.scalar(latest) or 0) + 1,
        currency=event.currency,
        fee_minor=command.fee.minor,
        fee_for=command.fee_for,
        who_is_paid=command.who_is_paid,
        costs_covered=list(command.costs_covered),
        working_days=command.working_days,
        created_at=work.clock.now(),
    )
    work.database.add(made)
    work.record(TermsSet(about=event.ref, number=made.number))
    return made


def _is_said_by(terms: PaymentTerms, currency: str, command: SetTerms) -> bool:
    said = Money(command.fee.minor, currency), command.fee_for, command.who_is_paid, command.working_days
    in_force = terms.fee, terms.fee_for, terms.who_is_paid, terms.working_days
    return said == in_force and set(terms.costs_covered) == set(command.costs_covered)
