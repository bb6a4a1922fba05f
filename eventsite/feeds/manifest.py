"""Feeds: calendars, for everybody and behind a secret."""

from eventsite.feeds import facts
from eventsite.feeds.views import blueprint
from eventsite.records.rooms import Manifest

MANIFEST = Manifest(name="feeds", blueprints=(blueprint,), facts=(facts.FeedMade, facts.FeedRevoked))
