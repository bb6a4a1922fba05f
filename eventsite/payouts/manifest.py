"""Payouts: how people are paid, sealed batches, and the files that go to the bank."""

from eventsite.claims.facts import ClaimWithdrawn
from eventsite.claims.models import Claim
from eventsite.kernel.i18n import lazy_gettext
from eventsite.kernel.panels import Opening
from eventsite.payouts import facts, handlers, panels, permissions
from eventsite.payouts.commands.methods import forget_accounts
from eventsite.payouts.commands.paying import forget_files
from eventsite.payouts.models import PayoutBatch, PayoutMethod
from eventsite.payouts.rules import FORGET_AFTER
from eventsite.payouts.views import batches, methods, paying
from eventsite.records.rooms import Manifest, RetentionRule

MANIFEST = Manifest(
    name="payouts",
    blueprints=(methods.blueprint, paying.blueprint, batches.blueprint),
    permissions=(
        permissions.SEAL_BATCH, permissions.KNOW_BATCH, permissions.PAY_BATCH, permissions.PAY_ONE, permissions.GIVE_METHOD,
        permissions.FORGET,
    ),
    facts=(
        facts.MethodGiven, facts.MethodConfirmed, facts.BatchSealed, facts.BatchTakenApart, facts.BatchFileRead, facts.BatchPaid, facts.PayoutFailed, facts.AccountForgotten,
        facts.FileForgotten,
    ),
    handlers={
        facts.MethodGiven: (handlers.tell_method,), facts.MethodConfirmed: (handlers.tell_method,),
        ClaimWithdrawn: (handlers.forget_account,),
    },
    emails={
        "tell_method": lazy_gettext("A note that how somebody is paid was changed"),
        "forget_account": lazy_gettext("Forgetting the account number of a claim that was taken back"),
    },
    openings=(
        Opening(fact=facts.BatchFileRead, what=lazy_gettext("Your account number, to pay you"), own=panels.own_refs),
    ),
    retention=(
        RetentionRule(
            forget=forget_accounts, empties=[PayoutMethod.details_sealed], after=FORGET_AFTER,
            since=[Claim.paid_at, Claim.decided_at],
            what=lazy_gettext("account numbers, 30 days after the claim was paid or declined, or as soon as no claim names them"),
        ),
        RetentionRule(
            forget=forget_files, empties=[PayoutBatch.file_sealed], after=FORGET_AFTER, since=[PayoutBatch.paid_at],
            what=lazy_gettext("payment files, 30 days after they were paid"),
        ),
    ),
)
