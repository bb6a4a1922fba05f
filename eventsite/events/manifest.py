"""Events: the gathering, its team and roles, and its way to being public."""

from eventsite.events import facts, handlers, panels, permissions
from eventsite.events.models import TeamMember
from eventsite.events.views import asking, describe, hosting
from eventsite.kernel.i18n import lazy_gettext
from eventsite.kernel.panels import Panel, TaskList
from eventsite.records.rooms import Manifest

MANIFEST = Manifest(
    name="events",
    blueprints=(describe.blueprint, hosting.blueprint),
    permissions=(
        permissions.START_EVENT, permissions.SEE_DESK, permissions.EDIT_EVENT, permissions.INVITE_MEMBER, permissions.OPEN_EVENT,
        permissions.STOP_EVENT, permissions.END_EVENT, permissions.APPOINT_ORGANISER,
    ),
    facts=(
        facts.EventStarted, facts.EventDescribed, facts.EventMoved, facts.EventOpened, facts.EventUnpublished, facts.EventClosed,
        facts.EventReopened, facts.EventCancelled, facts.EventArchived, facts.EventDeleted, facts.StewardStepped,
        facts.MemberInvited, facts.MemberLeft, facts.OrganisersChanged, facts.EmailTriedAgain,
    ),
    handlers={
        facts.MemberInvited: (handlers.welcome_member,),
        facts.OrganisersChanged: (handlers.tell_organiser,),
        facts.StewardStepped: (handlers.tell_of_steward,),
    },
    emails={
        "welcome_member": lazy_gettext("A welcome to somebody in the team"),
        "tell_organiser": lazy_gettext("A note that the organisers have changed"),
        "tell_of_steward": lazy_gettext("A note that somebody who looks after the site stepped in"),
    },
    belongings=(TeamMember,),
    tasks=(TaskList(tasks=panels.tasks, position=10),),
    team_panels=(Panel(template="events/panels/public.html", find=panels.public_page, position=20),),
    setup=(asking.init,),
)
