"""Who may change the offer, and what may be done to a need. The subject is the event or the need."""

from typing import Any

from eventsite.access.models import Need, OfferLine
from eventsite.access.values import NEED_LIFE
from eventsite.events.models import Event
from eventsite.events.permissions import in_team
from eventsite.events.values import Role
from eventsite.kernel.actor import Actor
from eventsite.kernel.aggregates import Aggregate, LockOrder
from eventsite.kernel.permissions import Permission


def _through_registration(_actor: Actor, _need: Any) -> bool:
    # Whoever comes here has changed the registration that the need hangs on, in the same unit of work.
    return True


EDIT_OFFER = Permission("access.edit_offer", in_team(Role.ORGANISER, Role.ACCESS_LEAD), until_archived=True)
READ_NEEDS = Permission("access.read_needs", in_team(Role.ACCESS_LEAD))
SAY_NEEDS = Permission("access.say_needs", _through_registration)

ACCESS_OFFER = Aggregate(
    model=Event, order=LockOrder.EVENT, actions={"say": EDIT_OFFER}, unversioned=frozenset({"say"}), parts=(OfferLine.event_id,)
)
"""What an event offers, which is of no form that describes the event."""
NEED = Aggregate(
    model=Need,
    order=LockOrder.NEED,
    above=Event,
    lifecycle=NEED_LIFE,
    actions={
        "say": SAY_NEEDS,
        "ask": SAY_NEEDS,
        "ask again": SAY_NEEDS,
        "withdraw": SAY_NEEDS,
        "read": READ_NEEDS,
        "talk": READ_NEEDS,
        "promise": READ_NEEDS,
        "agree_differently": READ_NEEDS,
        "keep": READ_NEEDS,
        "decline": READ_NEEDS,
    },
    goes_on=frozenset({"withdraw", "read"}),
)
TEAM_ACTIONS = frozenset({"talk", "promise", "agree_differently", "keep", "decline"})
"""What the team does about a need. Taking it off the board is the person's alone."""
