"""Who may change the offer and read needs. The subject is the event."""

from eventsite.events.permissions import in_team
from eventsite.events.values import Role
from eventsite.kernel.permissions import Permission

EDIT_OFFER = Permission("access.edit_offer", in_team(Role.ORGANISER, Role.ACCESS_LEAD))
READ_NEEDS = Permission("access.read_needs", in_team(Role.ACCESS_LEAD))
