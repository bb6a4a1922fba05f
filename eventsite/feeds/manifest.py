"""Feeds: calendars, for everybody and behind a secret."""

from eventsite.feeds import facts, handlers, permissions
from eventsite.feeds.commands import forget_feeds
from eventsite.feeds.models import Feed
from eventsite.feeds.rules import FEEDS_KEPT
from eventsite.feeds.views import own, serving
from eventsite.kernel.i18n import lazy_gettext
from eventsite.records.retention import Personal, RetentionRule, Topic, of
from eventsite.records.rooms import Manifest
from eventsite.registration.facts import LinkRenewed, RegistrationMoved

MANIFEST = Manifest(
    name="feeds",
    blueprints=(serving.blueprint, own.blueprint),
    permissions=(permissions.OWN_FEED,),
    facts=(facts.FeedMade, facts.FeedRevoked),
    handlers={LinkRenewed: (handlers.revoke_with_link,), RegistrationMoved: (handlers.revoke_with_link,)},
    emails={"revoke_with_link": lazy_gettext("Ending calendar addresses that were made with an old link")},
    personal=(
        Personal(
            topic=Topic.SIGN_IN, what=lazy_gettext("Which calendars of yours fetch what you are coming to, and what you called them"),
            stored=of(Feed, "digest name person_id registration created_at revoked_at"),
        ),
    ),
    retention=(
        RetentionRule(
            forget=forget_feeds, empties=[Feed], after=FEEDS_KEPT, since=[Feed.revoked_at, Feed.created_at],
            what=lazy_gettext("secret calendar addresses"),
            when=lazy_gettext("%(time)s after they were ended, or made, if there is nothing left to show in them"),
        ),
    ),
)
