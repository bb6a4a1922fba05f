"""Payouts: how people are paid, sealed batches, and the files that go to the bank."""

from eventsite.kernel.i18n import lazy_gettext
from eventsite.kernel.panels import Opening
from eventsite.payouts import facts, panels
from eventsite.payouts.commands import forget_accounts, forget_files
from eventsite.payouts.views import blueprint
from eventsite.records.rooms import Manifest

MANIFEST = Manifest(
    name="payouts",
    blueprints=(blueprint,),
    facts=(
        facts.MethodGiven, facts.BatchSealed, facts.BatchFileRead, facts.BatchPaid, facts.PayoutFailed, facts.AccountForgotten,
        facts.FileForgotten,
    ),
    openings=(
        Opening(fact=facts.BatchFileRead, what=lazy_gettext("Your account number, to pay you"), own=panels.own_refs),
    ),
    retention={
        forget_accounts: lazy_gettext("account numbers, 30 days after the claim was paid or declined"),
        forget_files: lazy_gettext("payment files, 30 days after they were paid"),
    },
)
