"""Serving calendars. No cookie, no sign-in, no script: calendar services fetch from their own machines."""

from flask import Blueprint, Response
from werkzeug.wrappers import Response as AnyResponse

from eventsite.events.queries import public_event, upcoming_events
from eventsite.feeds import queries
from eventsite.feeds.rules import Part, write
from eventsite.kernel.i18n import _, current_locale
from eventsite.programme.queries.public_versions import PublicVersion, public_version_counts, public_version_of
from eventsite.programme.queries.releases import readable_release
from eventsite.web.access import by_link, public
from eventsite.web.current import reading, services
from eventsite.web.page_cache import CacheEntry, answer, page_cache

blueprint = Blueprint("feeds", __name__)
CALENDAR = "text/calendar; charset=utf-8"
Page = AnyResponse


def _whole(now: PublicVersion, room: str | None = None, session: str | None = None) -> bytes:
    event = public_event(reading(), now.slug)
    programme = readable_release(reading(), event.id)
    if session is not None:
        title = programme.slot(session).title if programme else ""
        part = Part(event, programme, frozenset({session}), with_marker=False)
        return write(title, "", [part], services().link)
    name = f"{event.name}: {programme.room(room).name}" if room and programme else event.name
    return write(name, event.why, [Part(event, programme)], services().link, room=room)


def _kept(slug: str, *more: str | None, download: str = "") -> Response:
    now = public_version_of(reading(), slug)
    room, session = (*more, None, None)[:2]
    kept = page_cache.get(("ics", now, current_locale(), more), lambda: _whole(now, room, session), CALENDAR)
    return answer(CacheEntry(kept, slug, now), cache="public, max-age=300", download=download)


@blueprint.get("/events/<slug>/calendar.ics")
@public
def event(slug: str) -> Page:
    """The whole programme, to subscribe to."""
    return _kept(slug)


@blueprint.get("/events/<slug>/rooms/<ref>/calendar.ics")
@public
def room(slug: str, ref: str) -> Page:
    """One room, to subscribe to."""
    return _kept(slug, ref)


@blueprint.get("/events/<slug>/sessions/<ref>/calendar.ics")
@public
def session(slug: str, ref: str) -> Page:
    """One session, to keep once: it will not change by itself."""
    return _kept(slug, None, ref, download=f"{ref}.ics")


@blueprint.get("/calendar.ics")
@public
def everything() -> Page:
    """Every public gathering, as all-day entries."""
    events = upcoming_events(reading(), services().database.clock.now().date())
    counts = public_version_counts(reading(), [event.id for event in events])
    key = ("all.ics", current_locale(), tuple((e.id, counts.get(e.id, 0)) for e in events))
    name = _("Gatherings on %(site)s") % {"site": services().site_name}
    parts = [Part(e, None) for e in events]
    kept = page_cache.get(key, lambda: write(name, "", parts, services().link), CALENDAR)
    return answer(CacheEntry(kept), cache="public, max-age=300")


@blueprint.get("/calendars/<secret>.ics")
@by_link
def own(secret: str) -> Page:
    """A person's own calendar. The answer for a revoked address is the same as for one that never was."""
    feed = queries.feed_with(reading(), secret)
    coming = queries.coming_to(reading(), feed)
    key = ("own.ics", feed.ref, feed.name, current_locale(), tuple(c.key for c in coming))

    def make() -> bytes:
        parts = [Part(c.event, readable_release(reading(), c.event.id), c.chosen) for c in coming]
        return write(feed.name, "", parts, services().link)

    response = answer(CacheEntry(page_cache.get(key, make, CALENDAR)), cache="private, no-cache")
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex"
    return response
