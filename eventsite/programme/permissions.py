"""Who may do what to a programme, and its aggregates. The subject is an event, or whatever hangs on one."""

from eventsite.events.models import Event
from eventsite.events.permissions import in_team
from eventsite.events.values import Role
from eventsite.kernel.aggregates import Aggregate, LockOrder
from eventsite.kernel.permissions import Permission
from eventsite.programme.models.plan import Facilitator, Room, Session
from eventsite.programme.models.releases import Release
from eventsite.programme.values import SESSION_LIFE

EDIT_PROGRAMME = Permission("programme.edit", in_team(Role.ORGANISER, Role.FACILITATOR), until_archived=True)
PUBLISH_RELEASE = Permission("programme.publish_release", in_team(Role.ORGANISER), until_archived=True)

ROOM = Aggregate(
    model=Room,
    order=LockOrder.ROOM,
    above=Event,
    actions={
        "save": EDIT_PROGRAMME,
        "remove": EDIT_PROGRAMME,
        "use": EDIT_PROGRAMME,
        "import": EDIT_PROGRAMME,
        "publish": PUBLISH_RELEASE,
    },
    unversioned=frozenset({"import", "publish"}),
)

SESSION = Aggregate(
    model=Session,
    order=LockOrder.SESSION,
    above=Event,
    lifecycle=SESSION_LIFE,
    actions={
        "save": EDIT_PROGRAMME,
        "confirm": EDIT_PROGRAMME,
        "cancel": EDIT_PROGRAMME,
        "place": EDIT_PROGRAMME,
        "take off": EDIT_PROGRAMME,
        "lose room": EDIT_PROGRAMME,
        "import": EDIT_PROGRAMME,
        "publish": PUBLISH_RELEASE,
    },
    unversioned=frozenset({"publish"}),
    parts=(Facilitator.session_id,),
)

RELEASE = Aggregate(
    model=Release,
    order=LockOrder.RELEASE,
    above=Event,
    actions={"publish": PUBLISH_RELEASE},
    untold=frozenset({(None, "publish")}),  # that is told of the event
)
