"""Whose a private feed is: a person's, or that of whoever opened a registration with its private link."""

from typing import Any

from eventsite.feeds.models import Feed
from eventsite.kernel.actor import Actor
from eventsite.kernel.aggregates import Aggregate, LockOrder
from eventsite.kernel.permissions import Permission


def _is_own(actor: Actor, feed: Any) -> bool:
    if feed.person_id is not None:
        return feed.person_id in actor.acts_for
    return feed.registration in actor.registration_refs


OWN_FEED = Permission("feeds.own", _is_own)

FEED = Aggregate(
    model=Feed, order=LockOrder.FEED, sees=OWN_FEED, actions={"make": OWN_FEED, "revoke": OWN_FEED}
)
