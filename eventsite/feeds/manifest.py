"""Feeds: calendars, for everybody and behind a secret."""

from eventsite.feeds import facts, permissions
from eventsite.feeds.views import own, serving
from eventsite.records.rooms import Manifest

MANIFEST = Manifest(
    name="feeds",
    blueprints=(serving.blueprint, own.blueprint),
    permissions=(permissions.OWN_FEED,),
    facts=(facts.FeedMade, facts.FeedRevoked),
)
