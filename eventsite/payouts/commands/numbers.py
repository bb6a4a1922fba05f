"""Whom a payer rings about payments that no bank makes."""

from collections.abc import Mapping
from dataclasses import dataclass

from eventsite.payouts import rules
from eventsite.payouts.commands.methods import details_of
from eventsite.payouts.facts import NumbersRead
from eventsite.payouts.models import PayoutMethod
from eventsite.payouts.permissions import BATCH, METHOD
from eventsite.records.work import Work


@dataclass(frozen=True, kw_only=True)
class ReadNumbers:
    """Somebody is about to ring those of a batch whom they have to speak with."""

    batch: str


def read_numbers(work: Work, command: ReadNumbers) -> Mapping[str, rules.Details]:
    """Return payout -> whom to ask for and on which number, and write down who read it. Raises NotVisible, NotAllowed."""
    batch = work.read(BATCH, command.batch, "read numbers")
    named = {payout.method_ref: payout.ref for payout in batch.payouts}
    methods = work.read_each(METHOD, PayoutMethod.ref.in_(named), "pay")
    work.record(NumbersRead(about=batch.ref))
    return {named[method.ref]: details_of(work, method) for method in methods if method.kind.is_spoken}
