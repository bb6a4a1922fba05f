"""Claims: what each person asks for, and what was decided."""

from eventsite.claims import facts, handlers, panels, permissions
from eventsite.claims.models import Claim
from eventsite.claims.views import checking, claiming, receipts, undoing
from eventsite.kernel.i18n import lazy_gettext
from eventsite.kernel.panels import Opening, Panel
from eventsite.records.rooms import Manifest
from eventsite.registration.facts import AttendanceRecorded, RegistrationProven

MANIFEST = Manifest(
    name="claims",
    blueprints=(claiming.blueprint, receipts.blueprint, checking.blueprint, undoing.blueprint),
    permissions=(
        permissions.EDIT_CLAIM, permissions.CHECK_CLAIM, permissions.PAY_CLAIM, permissions.SEE_CLAIM,
        permissions.SEE_FINANCE, permissions.OPEN_CLAIM, permissions.KNOW_CLAIM,
    ),
    facts=(
        facts.ClaimOpened, facts.CostsClaimed, facts.ClaimUndone, facts.ClaimEdited, facts.ClaimSubmitted,
        facts.ClaimReturned, facts.ClaimDecided, facts.ClaimWithdrawn, facts.EvidenceRead,
        facts.ClaimBatched, facts.ClaimTakenOut, facts.ClaimPaid, facts.PaymentFailed,
    ),
    handlers={
        AttendanceRecorded: (handlers.make_ready,),
        RegistrationProven: (handlers.make_ready,),
        facts.ClaimOpened: (handlers.tell_ready,),
        facts.ClaimUndone: (handlers.tell_undone,),
        facts.ClaimSubmitted: (handlers.tell_received,),
        facts.ClaimReturned: (handlers.tell_question,),
        facts.ClaimDecided: (handlers.tell_decision,),
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
        "send_remittance": lazy_gettext("A note of what was paid"),
    },
    team_panels=(Panel(template="claims/panels/money.html", find=panels.money, position=30),),
    personal_panels=(Panel(template="claims/panels/own.html", find=panels.own, position=20),),
    belongings=(Claim,),
    openings=(Opening(fact=facts.EvidenceRead, what=lazy_gettext("A receipt"), own=panels.own_refs),),
)
