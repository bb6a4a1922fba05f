"""Who may change a programme. The subject is the event."""

from eventsite.events.permissions import in_team
from eventsite.events.values import Role
from eventsite.kernel.permissions import Permission

EDIT_PROGRAMME = Permission("programme.edit", in_team(Role.ORGANISER, Role.FACILITATOR))
PUBLISH_RELEASE = Permission("programme.publish_release", in_team(Role.ORGANISER))
