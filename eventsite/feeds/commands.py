"""Making a secret address, taking it back, and forgetting it."""

import datetime as dt
from dataclasses import dataclass, field

from sqlalchemy import and_, delete, or_, select

from eventsite.feeds.facts import FeedMade, FeedRevoked
from eventsite.feeds.models import Feed
from eventsite.feeds.permissions import FEED
from eventsite.feeds.rules import secret_of
from eventsite.kernel.i18n import _
from eventsite.kernel.references import digest, new_reference
from eventsite.kernel.refusals import NotAllowed, Refusal
from eventsite.records.work import Work
from eventsite.registration.models import Registration
from eventsite.registration.queries import own_registration, own_registrations


class FeedStopped(Refusal):
    """The address that the form makes was taken back since."""


@dataclass(frozen=True, kw_only=True)
class MakeFeed:
    """Make a secret address for the actor, or with `of` for the person of a registration that is theirs to change.

    `ref` is the one its form carried, so that two presses make one.
    """

    name: str
    of: str = ""
    ref: str = field(default_factory=new_reference)


def make_feed(work: Work, command: MakeFeed) -> tuple[Feed, str]:
    """Return the feed and its secret; the same press again gives the same. Raises FeedStopped, NotAllowed, NotVisible."""
    secret = secret_of(work.cipher, command.ref)

    def new() -> Feed:
        feed = Feed(digest=digest(secret), name=command.name, created_at=work.clock.now())
        feed.person_id, feed.registration = _whose(work, command.of)
        return feed

    feed = work.make(FEED, command.ref, "make", new)
    if feed.revoked_at is not None:
        raise FeedStopped(_("You have stopped this address. Open this page again to make a new one."))
    if work.is_new(feed):
        work.record(FeedMade(about=feed.ref))
    return feed, secret


def _whose(work: Work, of: str) -> tuple[int | None, str | None]:
    """Return the person a feed is of, or the one registration that a link opened."""
    if of:
        found = own_registration(work.database, work.actor, of)
        return (found.person_id, None) if found.person_id in work.actor.acts_for else (None, found.ref)
    if work.actor.person_id is not None:
        return work.actor.person_id, None
    # Drafts are held by the browser as well, but nobody is coming by a draft.
    sent = own_registrations(work.database, work.actor)
    if not sent:
        raise NotAllowed("feeds.make")
    return None, sent[0].ref


@dataclass(frozen=True, kw_only=True)
class RevokeFeed:
    """Take a secret address back."""

    feed: str


def revoke_feed(work: Work, command: RevokeFeed) -> None:
    """Make the address answer "gone" from now on; twice changes nothing. Raises NotVisible for somebody else's."""
    feed = work.change(FEED, command.feed, "revoke")
    feed.revoked_at = feed.revoked_at or work.clock.now()
    if work.differs(feed):
        work.record(FeedRevoked(about=feed.ref))


@dataclass(frozen=True, kw_only=True)
class RevokeFeedsOfLink:
    """The links of a registration, by its reference, have ended."""

    registration: str


def revoke_feeds_of_link(work: Work, command: RevokeFeedsOfLink) -> None:
    """Take back each address that somebody made who had opened the registration with a link; those that a person made signed in stay."""
    made = and_(Feed.registration == command.registration, Feed.revoked_at.is_(None))
    for feed in work.change_each(FEED, made, "revoke"):
        feed.revoked_at = work.clock.now()
        work.record(FeedRevoked(about=feed.ref))


def forget_feeds(work: Work, before: dt.datetime) -> int:
    """Take away calendar addresses that were ended before `before`, or made before then and with nothing left to show."""
    shows = select(Registration.id).where(or_(Registration.ref == Feed.registration, Registration.person_id == Feed.person_id))
    due = or_(Feed.revoked_at < before, and_(Feed.created_at < before, ~shows.exists()))
    return len(work.forget(delete(Feed).where(due).returning(Feed.id)))
