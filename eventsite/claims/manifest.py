"""Claims: what each person asks for, and what was decided."""

from eventsite.attachments.models import Attachment, AttachmentPage
from eventsite.claims import facts, handlers, panels, permissions
from eventsite.claims.commands.doubting import forget_account_marks, forget_browser_marks
from eventsite.claims.commands.forgetting import forget_attendees
from eventsite.claims.models import AccountMark, BrowserMark, Claim, ClaimDecision, ClaimDoubt, ClaimLine, Evidence
from eventsite.claims.rules import ACCOUNT_MARKS_KEPT, SAME_BROWSER_WITHIN
from eventsite.claims.views import checking, claiming, outside, receipts, undoing
from eventsite.events.models import Event
from eventsite.events.rules import REMEMBER_FOR
from eventsite.kernel.i18n import lazy_gettext
from eventsite.kernel.panels import Opening, Panel, TaskList
from eventsite.offers.models import PaymentOffer
from eventsite.records.retention import Personal, RetentionRule, Topic, of
from eventsite.records.rooms import Manifest
from eventsite.registration.facts import AttendanceRecorded, RegistrationProven
from eventsite.registration.models import Place, Registration

MANIFEST = Manifest(
    name="claims",
    blueprints=(claiming.blueprint, receipts.blueprint, checking.blueprint, outside.blueprint, undoing.blueprint),
    permissions=(
        permissions.EDIT_CLAIM, permissions.CHECK_CLAIM, permissions.PAY_CLAIM, permissions.SEE_CLAIM,
        permissions.SEE_FINANCE, permissions.OPEN_CLAIM, permissions.KNOW_CLAIM, permissions.FROM_OUTSIDE,
    ),
    facts=(
        facts.ClaimOpened, facts.CostsClaimed, facts.ClaimUndone, facts.ClaimEdited, facts.ClaimSubmitted,
        facts.ClaimReturned, facts.ClaimDecided, facts.ClaimWithdrawn, facts.EvidenceRead,
        facts.ClaimBatched, facts.ClaimTakenOut, facts.ClaimPaid, facts.PaymentFailed,
        facts.ClaimsForgotten,
        facts.DoubtRaised, facts.OutsideAsked, facts.DoubtsSettled,
    ),
    handlers={
        AttendanceRecorded: (handlers.make_ready,),
        RegistrationProven: (handlers.make_ready,),
        facts.ClaimOpened: (handlers.tell_ready,),
        facts.ClaimUndone: (handlers.tell_undone,),
        facts.ClaimSubmitted: (handlers.tell_received,),
        facts.ClaimReturned: (handlers.tell_question,),
        facts.ClaimDecided: (handlers.tell_decision,),
        facts.OutsideAsked: (handlers.tell_outside,),
        facts.PaymentFailed: (handlers.tell_failed,),
        facts.ClaimPaid: (handlers.send_remittance,),
    },
    emails={
        "make_ready": lazy_gettext("Making somebody's claim ready"),
        "tell_ready": lazy_gettext("A note that a claim is ready"),
        "tell_undone": lazy_gettext("A note that a claim was a mistake"),
        "tell_received": lazy_gettext("A note that a claim has arrived"),
        "tell_question": lazy_gettext("A question about a claim"),
        "tell_decision": lazy_gettext("What was decided on a claim"),
        "tell_failed": lazy_gettext("A note that a payment came back"),
        "tell_outside": lazy_gettext("Asking somebody from outside to look at a claim"),
        "send_remittance": lazy_gettext("A note of what was paid"),
    },
    team_panels=(Panel(template="claims/panels/money.html", find=panels.money, position=30),),
    tasks=(TaskList(tasks=panels.tasks, position=35),),
    personal_panels=(Panel(template="claims/panels/own.html", find=panels.own, position=20),),
    belongings=(Claim,),
    personal=(
        Personal(
            topic=Topic.CLAIM, what=lazy_gettext("What you ask for, how you are paid, what was decided and why, and who decided"),
            stored=[
                *of(
                    Claim,
                    "registration beneficiary_id currency state method_ref method_says method_given_at approved_method_ref question answer opened_at"
                    " submitted_at promised_on decided_at checker_id paid_at",
                ),
                *of(ClaimLine, "kind category what incurred_on tenth_miles currency claimed_minor approved_minor reason lost_receipt"),
                *of(ClaimDecision, "checker_id version_seen outcome lines note decided_at"),
                *of(ClaimDoubt, "person_id doubt raised_at settled_at settled_by_id"),
            ],
        ),
        Personal(
            topic=Topic.BANK, what=lazy_gettext("A mark by which we see that the same account was given before, and no number"),
            stored=of(AccountMark, "method_ref person_id digest given_at"),
        ),
        Personal(
            topic=Topic.CLAIM, what=lazy_gettext("In which browser a claim was made or checked, as a mark that opens nothing"),
            stored=of(BrowserMark, "part digest at"),
        ),
        Personal(
            topic=Topic.RECEIPT, what=lazy_gettext("What your file was called, and when you added it"),
            stored=of(Evidence, "name digest added_at"),
            sooner=lazy_gettext("It goes at once when you take it off your claim."),
        ),
    ),
    retention=(
        RetentionRule(
            forget=forget_attendees, after=REMEMBER_FOR, since=[Event.ends_on],
            empties=[Registration, Place, PaymentOffer, Claim, ClaimLine, ClaimDecision, ClaimDoubt, BrowserMark, Evidence, Attachment, AttachmentPage],
            what=lazy_gettext("who was coming, and claims that were never sent or that wait for an answer of yours"),
            when=lazy_gettext("%(time)s after the gathering"),
        ),
        RetentionRule(
            forget=forget_account_marks, empties=[AccountMark], after=ACCOUNT_MARKS_KEPT, since=[AccountMark.given_at],
            what=lazy_gettext("the mark by which we see that an account was given before"),
            when=lazy_gettext("%(time)s after the account was given"),
        ),
        RetentionRule(
            forget=forget_browser_marks, empties=[BrowserMark], after=SAME_BROWSER_WITHIN, since=[BrowserMark.at],
            what=lazy_gettext("in which browser a claim was made or checked"),
            when=lazy_gettext("%(time)s after that"),
        ),
    ),
    openings=(Opening(fact=facts.EvidenceRead, what=lazy_gettext("A receipt"), own=panels.own_refs),),
)
