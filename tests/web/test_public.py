"""Public pages and calendars: quick, cacheable, the same for everybody, and every page of the demo in order."""

import gzip
import re

import pytest
import vobject
from flask import request
from sqlalchemy import event as listening
from sqlalchemy.exc import OperationalError

from eventsite import demo
from tests.builders.scenario import ORGANISER
from tests.web.visit import Visitor


@pytest.fixture
def event(scenario):
    made = scenario.event()
    scenario.terms(made)
    for number in range(6):
        scenario.session(made, f"Session {number}", at=f"{10 + number}:00")
    scenario.release(made)
    return made


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


def inside(app):
    """The addresses that Flask itself was asked for, from now on."""
    asked = []
    app.before_request_funcs.setdefault(None, []).append(lambda: asked.append(request.full_path))
    return asked


def test_the_porch_answers_what_was_answered_before(app, visit, event):
    page = f"/events/{event.slug}"
    first = visit.client.get(page)
    asked = inside(app)
    again = visit.client.get(page)
    assert asked == []
    assert dict(again.headers) == dict(first.headers)
    assert again.headers["X-Content-Type-Options"] == "nosniff"
    assert visit.client.get(page, headers={"Host": "elsewhere.example"}).status_code == 400
    assert visit.client.head(page).data == b""
    assert visit.client.get(f"{page}?tracked=1").data == first.data
    assert len(asked) == 3


def test_the_porch_asks_inside_when_it_cannot_tell(app, visit, event, monkeypatch):
    page = f"/events/{event.slug}"
    first = visit.client.get(page)
    asked = inside(app)
    monkeypatch.setattr(app.wsgi_app, "_look", lambda _slug: None)
    assert visit.client.get(page).data == first.data
    assert len(asked) == 1


def test_what_goes_wrong_after_the_page_was_left_is_told(app, visit, event):
    @app.after_request
    def broken(_response):
        raise ZeroDivisionError

    assert visit.client.get(f"/events/{event.slug}").status_code == 500


def test_a_kept_page_carries_nobodys_cookie(app, sign_in, event):
    organiser = sign_in(ORGANISER)
    for _visit in range(2):
        assert "Set-Cookie" not in organiser.client.get(f"/events/{event.slug}").headers
    assert "Set-Cookie" not in organiser.client.get("/my/").headers


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
    assert len(zipped.data) < len(plain.data) / 2
    assert plain.headers["Vary"] == "Accept-Encoding"


def test_a_change_is_seen_at_once(visit, event, scenario):
    before = visit.client.get(f"/events/{event.slug}/programme")
    scenario.session(event, "Brand new", at="17:00")
    assert visit.client.get(f"/events/{event.slug}/programme").data == before.data
    scenario.release(event)
    after = visit.get(f"/events/{event.slug}/programme")
    assert "Brand new" in after.words
    assert after.response.headers["ETag"] != before.headers["ETag"]


def test_a_kept_page_holds_nothing_of_who_asked_first(app, sign_in, event):
    signed_in = sign_in(ORGANISER).get(f"/events/{event.slug}").html
    assert Visitor(app).get(f"/events/{event.slug}").html == signed_in
    assert "csrf_token" not in signed_in


def test_calendars_are_served_as_calendars(visit, event):
    feed = visit.client.get(f"/events/{event.slug}/calendar.ics")
    assert feed.content_type == "text/calendar; charset=utf-8"
    assert "Content-Disposition" not in feed.headers
    assert "Set-Cookie" not in feed.headers
    assert visit.client.head(f"/events/{event.slug}/calendar.ics").status_code == 200
    entries = {e.summary.value: e.uid.value for e in vobject.readOne(feed.get_data(as_text=True)).vevent_list}
    ref = entries["Session 3"].partition("@")[0]
    session = visit.client.get(f"/events/{event.slug}/sessions/{ref}/calendar.ics")
    assert session.headers["Content-Disposition"].startswith("attachment")
    assert session.data.count(b"BEGIN:VEVENT") == 1
    assert b"SUMMARY:Spring meeting" in visit.client.get("/calendar.ics").data


def test_a_private_calendar_is_private(visit, app, event, scenario, database):
    registration = scenario.coming(event)
    visit.get(f"/events/{event.slug}/register/")
    with visit.client.session_transaction() as session:
        session["held"] = [registration]
    visit.get("/my/feeds")
    address = re.search(r"/calendars/[\w-]+\.ics", visit.send().html)[0]
    feed = Visitor(app).client.get(address)
    assert feed.status_code == 200
    assert feed.headers["Cache-Control"] == "private, no-cache"
    assert feed.headers["X-Robots-Tag"] == "noindex"
    assert feed.headers["Referrer-Policy"] == "no-referrer"
    assert address.encode() not in feed.data
    assert address not in visit.get("/my/feeds").html
    visit.press("Stop it")
    for gone in (address, "/calendars/never-was.ics"):
        assert Visitor(app).client.get(gone).status_code == 404


@pytest.mark.parametrize("path", ["/nope", "/events/nope", "/events/nope/programme", "/events/nope/calendar.ics", "/claims/nope/"])
def test_what_is_not_there_is_a_plain_404(visit, path):
    assert visit.get(path, status=404).h1 == "We cannot find that page"


def test_an_unknown_host_is_refused(visit):
    assert visit.client.get("/", headers={"Host": "evil.example"}).status_code == 400


def test_something_unexpected_gives_a_reference_and_no_trace(visit, app, monkeypatch):
    def broken():
        raise ZeroDivisionError("secret detail")

    monkeypatch.setitem(app.view_functions, "pages.help_", broken)
    page = visit.get("/help", status=500)
    assert "say this:" in page.words
    assert "secret detail" not in page.html


def test_a_locked_database_is_said_and_nothing_is_half_written(visit, app, event, monkeypatch):
    def locked(*_a, **_w):
        raise OperationalError("BEGIN", {}, Exception("database is locked"))

    visit.get(f"/events/{event.slug}/register/")
    monkeypatch.setattr("eventsite.records.work.unit_of_work", locked)
    assert "Nothing is lost" in visit.send(status=503).words


@pytest.mark.parametrize("who", [None, "organiser@example.org", "attendee@example.org", "claims@example.org", "finance@example.org", "access@example.org"])
def test_every_page_of_the_demo_is_in_order(app, services, sign_in, who):
    demo.fill(app.extensions["eventsite"])
    visit = sign_in(who) if who else Visitor(app)
    todo, seen = ["/", "/my/", "/team/", "/help", "/accessibility", "/privacy", "/events/common-ground/register/", "/my/feeds", "/my/who-saw"], set()
    if who in ("claims@example.org", "finance@example.org"):
        todo.append("/finance/")
    while todo and len(seen) < 80:
        url = todo.pop(0)
        seen.add(url)
        page = visit.get(url)
        links = page.links().values() if hasattr(page, "links") else ()
        todo += sorted({u for u in links if u.startswith("/") and not u.startswith(("/finance", "/static"))} - seen - set(todo))
        assert (page.status if hasattr(page, "status") and isinstance(page.status, int) else page.status_code) == 200, url
    assert len(seen) > 25
