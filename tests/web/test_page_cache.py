"""The page cache: what is handed out in front of Flask, to whom, and for how long."""

import datetime as dt
import gzip
import re
from dataclasses import replace
from http import HTTPStatus

import pytest
from sqlalchemy import event as listening

from eventsite.access.commands import SetOffer, set_offer
from eventsite.access.values import Offered
from eventsite.events.commands.describing import DescribeEvent, describe_event
from eventsite.events.commands.lifecycle import CancelEvent, CloseEvent, cancel_event, close_event
from eventsite.offers.commands.terms import SetTerms, set_terms
from eventsite.programme.commands.plan import PlaceSession, place_session
from eventsite.web.page_cache import PageCache
from eventsite.web.page_cache_middleware import PageCacheMiddleware
from tests.builders.scenario import DAY, ORGANISER, gbp
from tests.web.visit import Visitor


@pytest.fixture
def queries_of(app, tmp_path):
    """Return a function that makes a visit and says how many queries reached the database, as its own driver tells it."""
    engine, told = app.extensions["eventsite"].database.engine, tmp_path / "told"
    told.touch()
    with told.open("a") as file:

        def tell(connection, *_):
            if engine.dialect.name == "sqlite":
                connection.set_trace_callback(lambda statement: print("Query", statement, file=file, flush=True))
            else:
                connection.pgconn.trace(file.fileno())

        listening.listen(engine, "checkout", tell)
        listening.listen(engine, "checkin", lambda connection, *_: None if engine.dialect.name == "sqlite" else connection.pgconn.untrace())

        def queries(visit):
            before = told.read_text()
            visit()
            return len(re.findall(r"^(?:.*\tF\t\d+\t(?:Query|Execute)\b|Query SELECT)", told.read_text().removeprefix(before), re.MULTILINE))

        yield queries


NOON = dt.datetime.combine(DAY, dt.time(12), dt.UTC)
PAGES = ("", "/programme", "/access", "/payment", "/changes", "/subscribe", "/calendar.ics")


@pytest.mark.parametrize("path", PAGES)
def test_a_public_page_costs_one_query_and_then_a_304(queries_of, visit, event, path):
    url = f"/events/{event.slug}{path}"
    first = visit.client.get(url)
    assert queries_of(lambda: visit.client.get(url)) == 1
    again = visit.client.get(url)
    assert again.data == first.data
    etag = again.headers["ETag"]
    for matches in (etag, f'"other", {etag}', f"W/{etag}", "*"):
        answer = visit.client.get(url, headers={"If-None-Match": matches})
        assert (answer.status_code, answer.data) == (304, b"")
    assert visit.client.get(url, headers={"If-None-Match": '"other"'}).status_code == 200


def test_the_number_of_sessions_does_not_change_the_number_of_queries(queries_of, visit, event, scenario):
    few = scenario.event("Few")
    scenario.session(few)
    scenario.release(few)
    costs = [queries_of(lambda slug=slug: visit.client.get(f"/events/{slug}/programme")) for slug in (few.slug, event.slug)]
    assert costs[0] == costs[1] > 0


def test_the_middleware_answers_what_was_answered_before(visit, event, inside):
    page = f"/events/{event.slug}"
    first = visit.client.get(page)
    inside.clear()
    again = visit.client.get(page)
    assert inside == []
    assert dict(again.headers) == dict(first.headers)
    assert again.headers["X-Content-Type-Options"] == "nosniff"
    assert visit.client.head(page).data == b""
    assert visit.client.head(page).headers["Content-Length"] == str(len(first.data))
    assert inside == []
    assert visit.client.get(page, headers={"Host": "elsewhere.example"}).status_code == HTTPStatus.BAD_REQUEST
    assert visit.client.get(f"{page}?tracked=1").data == first.data
    assert len(inside) == 2


def test_flask_is_asked_when_the_database_cannot_tell(app, visit, event, inside):
    def locked(_slug):
        raise TimeoutError

    page = f"/events/{event.slug}"
    first = visit.client.get(page)
    inside.clear()
    middleware = app.wsgi_app._application
    working = middleware._lookups
    for broken in (lambda _slug: None, locked):
        middleware._lookups = replace(working, public_version=broken)
        assert visit.client.get(page).data == first.data
    assert len(inside) == 2


def test_what_goes_wrong_after_the_view_left_its_page_is_told(app, visit, event):
    is_broken = True

    @app.after_request
    def fail(response):
        if is_broken:
            raise ZeroDivisionError
        return response

    assert visit.client.get(f"/events/{event.slug}").status_code == 500
    is_broken = False
    assert "Come along" in visit.get(f"/events/{event.slug}").words


def test_compressed_and_plain_are_the_same_page(visit, event):
    plain = visit.client.get(f"/events/{event.slug}")
    zipped = visit.client.get(f"/events/{event.slug}", headers={"Accept-Encoding": "gzip"})
    assert zipped.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(zipped.data) == plain.data
    for wanted, is_zipped in (("br;q=1, gzip ; q=0.5", True), ("gzip;q=0", False), ("gzip;q=0.0, br", False), ("identity", False)):
        answer = visit.client.get(f"/events/{event.slug}", headers={"Accept-Encoding": wanted})
        assert ("Content-Encoding" in answer.headers) is is_zipped, wanted
    assert zipped.headers["ETag"] != plain.headers["ETag"]
    for tag in (zipped.headers["ETag"], plain.headers["ETag"]):
        assert visit.client.get(f"/events/{event.slug}", headers={"If-None-Match": tag}).status_code == 304
    assert visit.client.get(f"/events/{event.slug}", headers={"If-None-Match": '"of-another-page"'}).data == plain.data
    assert len(zipped.data) < len(plain.data) / 2
    assert plain.headers["Vary"] == "Accept-Encoding, Accept-Language, Cookie"


CHANGES = {
    "described": (describe_event, lambda event: DescribeEvent(event=event.ref, changes={"name": "Autumn fair"}), PAGES),
    "cancelled": (cancel_event, lambda event: CancelEvent(event=event.ref, note="The hall burnt down."), PAGES),
    "closed": (close_event, lambda event: CloseEvent(event=event.ref), ("",)),
    "access offered": (set_offer, lambda event: SetOffer(event=event.ref, lines={"hearing_loop": (Offered.YES, "Hall")}), ("/access",)),
    "terms set": (set_terms, lambda event: SetTerms(event=event.ref, fee=gbp(9900), fee_for="a day", who_is_paid="All.", costs_covered=["fare"], working_days=9), ("", "/payment")),
}
"""What of an event can change besides its programme: command, content, and where it must show."""


def sessions_of(visit, event):
    return re.findall(rf"/events/{event.slug}(/sessions/[a-z0-9]+)\"", visit.client.get(f"/events/{event.slug}/programme").text)


def fetched(app, event, paths):
    """What somebody gets who never came before, path by path."""
    return {path: Visitor(app).client.get(f"/events/{event.slug}{path}") for path in paths}


def made_anew(app, event, paths):
    """The same from an application whose cache is empty."""
    used, outermost, middleware = app.extensions["eventsite.page_cache"], app.wsgi_app, app.wsgi_app._application
    app.extensions["eventsite.page_cache"] = empty = PageCache()
    app.wsgi_app = PageCacheMiddleware(middleware._application, empty, middleware._lookups)
    made = fetched(app, event, paths)
    app.extensions["eventsite.page_cache"], app.wsgi_app = used, outermost
    return made


def changed(scenario, change, event):
    verb, command, _shown_on = CHANGES[change]
    with scenario.acting(ORGANISER) as work:
        verb(work, command(event))


def check_seen(app, event, before, shown_on):
    """Every page is what would be made now; those in `shown_on` changed, and nobody is told that they did not."""
    after = fetched(app, event, before)
    assert {p: r.data for p, r in after.items()} == {p: r.data for p, r in made_anew(app, event, before).items()}
    for path in shown_on:
        assert after[path].data != before[path].data, path
        old = {"If-None-Match": before[path].headers["ETag"]}
        assert Visitor(app).client.get(f"/events/{event.slug}{path}", headers=old).status_code == HTTPStatus.OK, path


@pytest.mark.parametrize("change", CHANGES)
def test_a_public_change_is_seen_at_once_on_every_page(app, visit, event, scenario, change):
    before = fetched(app, event, (*PAGES, *sessions_of(visit, event)))
    changed(scenario, change, event)
    check_seen(app, event, before, CHANGES[change][2])


def test_a_release_is_seen_at_once_and_a_plan_is_not(app, visit, event, scenario):
    paths = (*PAGES, *sessions_of(visit, event))
    before = fetched(app, event, paths)
    scenario.session(event, "Brand new", at="17:00")
    assert fetched(app, event, ["/programme"])["/programme"].data == before["/programme"].data
    scenario.release(event)
    check_seen(app, event, before, ("", "/programme", "/changes", "/calendar.ics"))
    assert "Brand new" in visit.get(f"/events/{event.slug}/programme").words


def test_a_changed_session_is_seen_at_once_on_its_own_pages(app, visit, event, scenario):
    session = scenario.session(event, "Brand new", at="17:00")
    room = scenario.room(event, "Barn")
    scenario.release(event)
    paths = (f"/sessions/{session}", f"/sessions/{session}/calendar.ics", f"/rooms/{room}/calendar.ics")
    before = fetched(app, event, paths)
    with scenario.acting(ORGANISER) as work:
        place_session(work, PlaceSession(session=session, starts_at=NOON, minutes=30, room=room))
    scenario.release(event)
    check_seen(app, event, before, paths)


def test_what_happens_to_people_changes_no_public_page(app, event, scenario, inside):
    before = fetched(app, event, PAGES)
    scenario.claim(event)
    inside.clear()
    after = fetched(app, event, PAGES)
    assert inside == []
    assert {p: r.data for p, r in after.items()} == {p: r.data for p, r in made_anew(app, event, PAGES).items()}
    assert {p: r.data for p, r in after.items()} == {p: r.data for p, r in before.items()}


def test_the_calendar_of_everything_follows_every_event(visit, event, scenario):
    assert b"Spring meeting" in visit.client.get("/calendar.ics").data
    changed(scenario, "described", event)
    assert b"Autumn fair" in visit.client.get("/calendar.ics").data
    scenario.event("Second one")
    assert b"Second one" in visit.client.get("/calendar.ics").data
