"""Making a secret address, and taking it back."""

from sqlalchemy import select

from eventsite.feeds.facts import FeedMade, FeedRevoked
from eventsite.feeds.models import Feed
from eventsite.kernel.references import digest, new_secret
from eventsite.kernel.refusals import NotAllowed, NotVisible
from eventsite.records.work import Work
from eventsite.registration.queries import own_registrations


def make_feed(work: Work, name: str) -> tuple[Feed, str]:
    """Return a new feed and its secret, which nobody can look up again. Raises NotAllowed for a stranger."""
    secret = new_secret()
    feed = Feed(digest=digest(secret), name=name, created_at=work.clock.now())
    if work.actor.person_id is not None:
        feed.person_id = work.actor.person_id
    else:
        # Drafts are held by the browser as well, but nobody is coming by a draft.
        sent = own_registrations(work.database, work.actor)
        if not sent:
            raise NotAllowed("feeds.make")
        feed.registration = sent[0].ref
    work.database.add(feed)
    work.database.flush()
    work.record(FeedMade(about=feed.ref))
    return feed, secret


def revoke_feed(work: Work, ref: str) -> None:
    """Make the address answer "gone" from now on. Raises NotVisible for somebody else's."""
    feed = work.database.scalar(select(Feed).where(Feed.ref == ref, Feed.revoked_at.is_(None)))
    is_own = feed is not None and (
        (feed.person_id is not None and feed.person_id == work.actor.person_id)
        or (feed.registration is not None and feed.registration in work.actor.registration_refs)
    )
    if feed is None or not is_own:
        raise NotVisible
    feed.revoked_at = work.clock.now()
    work.record(FeedRevoked(about=feed.ref))
