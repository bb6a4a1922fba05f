"""Payouts: how people are paid, sealed batches, and the files that go to the bank."""

from eventsite.attachments.models import Attachment, AttachmentPage
from eventsite.claims.facts import ClaimWithdrawn
from eventsite.claims.models import BrowserMark, Claim, ClaimDecision, ClaimDoubt, ClaimLine, Evidence
from eventsite.events.rules import ACCOUNTS_KEPT
from eventsite.kernel.i18n import lazy_gettext
from eventsite.kernel.panels import Opening
from eventsite.payouts import facts, handlers, panels, permissions
from eventsite.payouts.commands.forgetting import forget_methods, forget_payments
from eventsite.payouts.commands.methods import forget_accounts
from eventsite.payouts.commands.paying import forget_files
from eventsite.payouts.models import Payout, PayoutBatch, PayoutMethod
from eventsite.payouts.rules import FORGET_AFTER
from eventsite.payouts.views import batches, methods, paying
from eventsite.records.retention import Personal, RetentionRule, Topic, of
from eventsite.records.rooms import Manifest

MANIFEST = Manifest(
    name="payouts",
    blueprints=(methods.blueprint, paying.blueprint, batches.blueprint),
    permissions=(
        permissions.SEAL_BATCH, permissions.KNOW_BATCH, permissions.PAY_BATCH, permissions.PAY_ONE, permissions.GIVE_METHOD,
        permissions.FORGET,
    ),
    facts=(
        facts.MethodGiven, facts.MethodConfirmed, facts.BatchSealed, facts.BatchTakenApart, facts.BatchFileRead, facts.NumbersRead, facts.BatchPaid, facts.PayoutFailed, facts.AccountForgotten,
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
        Opening(fact=facts.NumbersRead, what=lazy_gettext("The number to ring you on, to pay you"), own=panels.own_refs),
    ),
    personal=(
        Personal(
            topic=Topic.BANK, what=lazy_gettext("Your account number and the name on the account, or the number that we ring about your money"), stored=[PayoutMethod.details_sealed],
            sooner=lazy_gettext("It goes at once when you give another one or take your claim back."),
            left=lazy_gettext("The last digits, as long as the claim is kept."),
        ),
        Personal(
            topic=Topic.BANK, what=lazy_gettext("The file that tells the bank whom to pay"),
            stored=[PayoutBatch.file_sealed],
        ),
        Personal(
            topic=Topic.BANK, what=lazy_gettext("How you are paid, the last digits of the account, and what was paid when and by whom"),
            stored=[
                *of(PayoutMethod, "person_id kind last_digits created_at"),
                *of(PayoutBatch, "currency state payer_id sealed_at paid_at"), *of(Payout, "method_ref currency minor state"),
            ],
        ),
    ),
    retention=(
        RetentionRule(
            forget=forget_accounts, empties=[PayoutMethod.details_sealed], after=FORGET_AFTER,
            since=[Claim.paid_at, Claim.decided_at],
            what=lazy_gettext("account numbers"),
            when=lazy_gettext("%(time)s after the claim was paid or declined, or the day after no claim names them any more"),
        ),
        RetentionRule(
            forget=forget_files, empties=[PayoutBatch.file_sealed], after=FORGET_AFTER, since=[PayoutBatch.paid_at],
            what=lazy_gettext("payment files"), when=lazy_gettext("%(time)s after they were paid"),
        ),
        RetentionRule(
            forget=forget_methods, empties=[PayoutMethod], after=FORGET_AFTER, since=[PayoutMethod.created_at],
            what=lazy_gettext("ways to be paid that no claim names"), when=lazy_gettext("%(time)s after they were given"),
        ),
        RetentionRule(
            forget=forget_payments, after=ACCOUNTS_KEPT, since=[Claim.paid_at, Claim.decided_at],
            empties=[
                Payout, PayoutMethod, PayoutBatch, Claim, ClaimLine, ClaimDecision, ClaimDoubt, BrowserMark, Evidence, Attachment,
                AttachmentPage,
            ],
            what=lazy_gettext("claims and payments"), when=lazy_gettext("%(time)s after the claim was paid or declined"),
        ),
    ),
)
