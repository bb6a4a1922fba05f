"""The page cache: what is handed out in front of Flask, to whom, and for how long."""

import datetime as dt
import gzip
import re
from dataclasses import replace
from http import HTTPStatus

import pytest
from sqlalchemy import event as listening

from eventsite.events.commands.describing import DescribeEvent, describe_event
from eventsite.programme.commands.plan import PlaceSession, place_session
from tests.builders.scenario import DAY, ORGANISER
from tests.web.pages import PAGES, check_seen, fetched, of_event


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


def sessions_of(visit, event):
    return re.findall(rf"(/events/{event.slug}/sessions/[a-z0-9]+)\"", visit.client.get(f"/events/{event.slug}/programme").text)


def test_a_release_is_seen_at_once_and_a_plan_is_not(app, visit, event, scenario):
    before = fetched(app, (*of_event(event.slug), *sessions_of(visit, event)))
    scenario.session(event, "Brand new", at="17:00")
    programme = f"/events/{event.slug}/programme"
    assert fetched(app, [programme])[programme].data == before[programme].data
    scenario.release(event)
    check_seen(app, before, of_event(event.slug, ("", "/programme", "/changes", "/calendar.ics")))
    assert "Brand new" in visit.get(f"/events/{event.slug}/programme").words


def test_a_changed_session_is_seen_at_once_on_its_own_pages(app, visit, event, scenario):
    session = scenario.session(event, "Brand new", at="17:00")
    room = scenario.room(event, "Barn")
    scenario.release(event)
    paths = of_event(event.slug, (f"/sessions/{session}", f"/sessions/{session}/calendar.ics", f"/rooms/{room}/calendar.ics"))
    before = fetched(app, paths)
    with scenario.acting(ORGANISER) as work:
        place_session(work, PlaceSession(session=session, starts_at=NOON, minutes=30, room=room))
    scenario.release(event)
    check_seen(app, before, paths)


def test_what_happens_to_people_changes_no_public_page(app, event, scenario, inside):
    before = fetched(app, of_event(event.slug))
    scenario.claim(event)
    inside.clear()
    after = fetched(app, before)
    assert inside == []
    assert {p: r.data for p, r in after.items()} == {p: r.data for p, r in before.items()}
    check_seen(app, before)


def test_the_calendar_of_everything_follows_every_event(visit, event, scenario):
    assert b"Spring meeting" in visit.client.get("/calendar.ics").data
    with scenario.acting(ORGANISER) as work:
        describe_event(work, DescribeEvent(event=event.ref, changes={"name": "Autumn fair"}))
    assert b"Autumn fair" in visit.client.get("/calendar.ics").data
    scenario.event("Second one")
    assert b"Second one" in visit.client.get("/calendar.ics").data
