"""Serving calendars. No cookie, no sign-in, no script: calendar services fetch from their own machines."""

from flask import Blueprint
from werkzeug.wrappers import Response

from eventsite.events.queries import public_event, upcoming_events
from eventsite.feeds import queries
from eventsite.feeds.rules import Part, write
from eventsite.kernel.i18n import _
from eventsite.programme.queries.public_versions import public_version_counts, public_version_of
from eventsite.programme.queries.releases import readable_release
from eventsite.web.access import by_link, public
from eventsite.web.cached_answers import CALENDAR, PRIVATE_CALENDAR, cached_answer
from eventsite.web.current import reading, services
from eventsite.web.page_cache import Basis

blueprint = Blueprint("feeds", __name__)
Page = Response


def _write(slug: str, room: str | None, session: str | None) -> bytes:
    event = public_event(reading(), slug)
    programme = readable_release(reading(), event.id)
    if session is not None:
        title = programme.slot(session).title if programme else ""
        part = Part(event, programme, frozenset({session}), with_marker=False)
        return write(title, "", [part], services().link)
    name = f"{event.name}: {programme.room(room).name}" if room and programme else event.name
    return write(name, event.why, [Part(event, programme)], services().link, room=room)


def _calendar(slug: str, *, room: str | None = None, session: str | None = None, download: str = "") -> Page:
    basis = Basis(public_version_of(reading(), slug, services().database.clock.now()), slug)
    return cached_answer(CALENDAR, basis, lambda: _write(slug, room, session), download=download)


@blueprint.get("/events/<slug>/calendar.ics")
@public
def event(slug: str) -> Page:
    """The whole programme, to subscribe to."""
    return _calendar(slug)


@blueprint.get("/events/<slug>/rooms/<ref>/calendar.ics")
@public
def room(slug: str, ref: str) -> Page:
    """One room, to subscribe to."""
    return _calendar(slug, room=ref)


@blueprint.get("/events/<slug>/sessions/<ref>/calendar.ics")
@public
def session(slug: str, ref: str) -> Page:
    """One session, to keep once: it will not change by itself."""
    return _calendar(slug, session=ref, download=f"{ref}.ics")


@blueprint.get("/calendar.ics")
@public
def everything() -> Page:
    """Every public gathering, as all-day entries."""
    events = upcoming_events(reading(), services().database.clock.now())
    counts = public_version_counts(reading(), [event.id for event in events])
    basis = Basis(tuple((e.id, counts.get(e.id, 0)) for e in events))
    name = _("Gatherings on %(site)s") % {"site": services().site_name}
    return cached_answer(CALENDAR, basis, lambda: write(name, "", [Part(e, None) for e in events], services().link))


@blueprint.get("/calendars/<secret>.ics")
@by_link
def own(secret: str) -> Page:
    """A person's own calendar. The answer for a revoked address is the same as for one that never was."""
    feed = queries.feed_with(reading(), secret)
    coming = queries.coming_to(reading(), feed)
    basis = Basis((feed.name, tuple(c.key for c in coming)))

    def make() -> bytes:
        parts = [Part(c.event, readable_release(reading(), c.event.id), c.chosen, own_zone=c.own_zone) for c in coming]
        return write(feed.name, "", parts, services().link)

    response = cached_answer(PRIVATE_CALENDAR, basis, make)
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex"
    return response
