"""Offers: what an event pays, what each person was offered, and what they answered in private."""

from eventsite.events.models import Event
from eventsite.events.rules import FORGET_AFTER
from eventsite.kernel.i18n import lazy_gettext
from eventsite.kernel.panels import TaskList, TeamPage
from eventsite.offers import facts, handlers, panels, permissions
from eventsite.offers.commands.forgetting import drop_drafts
from eventsite.offers.models import PaymentOffer, PaymentTerms
from eventsite.offers.views import stages, terms
from eventsite.records.retention import Personal, RetentionRule, Topic, of
from eventsite.records.rooms import Manifest
from eventsite.registration.facts import RegistrationDisowned, RegistrationLapsed
from eventsite.registration.models import Registration

MANIFEST = Manifest(
    name="offers",
    blueprints=(terms.blueprint,),
    permissions=(permissions.SET_TERMS, permissions.ANSWER_OFFER, permissions.SETTLE_OFFER, permissions.REOPEN_OFFER, permissions.FORGET_OFFER),
    facts=(facts.TermsSet, facts.OfferAnswered, facts.OfferSettled, facts.OfferReopened, facts.OfferForgotten),
    handlers={RegistrationDisowned: (handlers.drop_answer,), RegistrationLapsed: (handlers.drop_answer,)},
    emails={"drop_answer": lazy_gettext("Forgetting an answer to the offer of payment")},
    stages=(stages.OfferStage(), stages.DetailsStage()),
    tasks=(TaskList(tasks=panels.tasks, position=30),),
    team_pages=(TeamPage(path="payment", name=lazy_gettext("What is paid"), permission=permissions.SET_TERMS, position=50),),
    belongings=(PaymentTerms,),
    personal=(
        Personal(
            topic=Topic.CLAIM, what=lazy_gettext("Your answer to the offer of payment, and the charity you named"),
            stored=of(PaymentOffer, "registration answer agreed_minor charity answered_at settled_at"),
        ),
    ),
    not_personal=of(PaymentTerms, "number currency fee_minor fee_for who_is_paid costs_covered working_days created_at"),
    retention=(
        RetentionRule(
            forget=drop_drafts, empties=[Registration, PaymentOffer], after=FORGET_AFTER, since=[Event.ends_on],
            what=lazy_gettext("registrations that were never sent"), when=lazy_gettext("%(time)s after the gathering"),
        ),
    ),
)
