"""Feeds: calendars, for everybody and behind a secret."""

from eventsite.feeds import facts, permissions
from eventsite.feeds.views import blueprint
from eventsite.records.rooms import Manifest

MANIFEST = Manifest(
    name="feeds",
    blueprints=(blueprint,),
    permissions=(permissions.OWN_FEED,),
    facts=(facts.FeedMade, facts.FeedRevoked),
)
