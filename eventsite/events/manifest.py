"""Events: the gathering, its team and roles, and its way to being public."""

from eventsite.events import facts, handlers, panels, permissions
from eventsite.events.views import asking, describe, hosting
from eventsite.kernel.i18n import lazy_gettext
from eventsite.kernel.panels import Panel, TaskList
from eventsite.records.rooms import Manifest

MANIFEST = Manifest(
    name="events",
    blueprints=(describe.blueprint, hosting.blueprint),
    permissions=(
        permissions.START_EVENT, permissions.SEE_DESK, permissions.EDIT_EVENT, permissions.INVITE_MEMBER, permissions.OPEN_EVENT,
        permissions.APPOINT_ORGANISER,
    ),
    facts=(
        facts.EventStarted, facts.EventDescribed, facts.EventOpened, facts.EventClosed, facts.MemberInvited, facts.MemberLeft, facts.EmailTriedAgain,
    ),
    handlers={facts.MemberInvited: (handlers.welcome_member,)},
    emails={"welcome_member": lazy_gettext("A welcome to somebody in the team")},
    tasks=(TaskList(tasks=panels.tasks, position=10),),
    team_panels=(Panel(template="events/panels/public.html", find=panels.public_page, position=20),),
    setup=(asking.init,),
)
