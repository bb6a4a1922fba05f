"""Access: what is offered, what would help, and who looks after it."""

from eventsite.access import facts, panels, permissions
from eventsite.access.commands import forget_needs
from eventsite.access.models import Need, OfferLine
from eventsite.access.views import blueprint
from eventsite.events.models import Event
from eventsite.events.permissions import SEE_TEAM_PAGES
from eventsite.events.rules import FORGET_AFTER
from eventsite.kernel.i18n import lazy_gettext
from eventsite.kernel.panels import TaskList, TeamPage
from eventsite.records.retention import Personal, RetentionRule, Topic, of
from eventsite.records.rooms import Manifest

MANIFEST = Manifest(
    name="access",
    blueprints=(blueprint,),
    permissions=(permissions.EDIT_OFFER, permissions.READ_NEEDS, permissions.SAY_NEEDS),
    facts=(facts.OfferChanged, facts.NeedsSaid, facts.NeedsRead, facts.NeedsForgotten, facts.NeedMoved, facts.PromiseEnded),
    tasks=(TaskList(tasks=panels.tasks, position=20),),
    team_pages=(
        TeamPage(path="access", name=lazy_gettext("Access"), permission=SEE_TEAM_PAGES, position=40, waits=panels.unanswered_needs),
    ),
    belongings=(Need, OfferLine),
    personal=(
        Personal(
            topic=Topic.HELP, what=lazy_gettext("Each thing that would help you, in your words, and whether it was arranged"),
            stored=of(Need, "registration_ref code_sealed words_sealed is_asked state owner_role due_on asked_at answered_by answered_at"),
        ),
    ),
    not_personal=of(OfferLine, "code status detail checked_on"),
    retention=(
        RetentionRule(
            forget=forget_needs, empties=[Need], after=FORGET_AFTER, since=[Event.ends_on],
            what=lazy_gettext("things that would help somebody"), when=lazy_gettext("%(time)s after the gathering"),
        ),
    ),
)
