"""Public pages and calendars: quick, cacheable, the same for everybody, and every page of the demo in order."""

import re

import pytest
import vobject
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import BadRequest

from eventsite import demo
from eventsite.registration.rules import link_token
from tests.web.visit import Visitor


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
    visit.get(f"/my/open/{registration}/{link_token(database.cipher, registration, 0)}")
    visit.send()
    visit.get("/my/feeds")
    address = re.search(r"/calendars/[\w-]+\.ics", visit.send().html)[0]
    feed = Visitor(app).client.get(address)
    assert feed.status_code == 200
    assert feed.headers["Cache-Control"] == "private, no-cache"
    assert feed.headers["X-Robots-Tag"] == "noindex"
    assert feed.headers.getlist("Referrer-Policy") == ["no-referrer"]
    assert address.encode() not in feed.data
    assert address not in visit.get("/my/feeds").html
    visit.press("Stop it")
    for gone in (address, "/calendars/never-was.ics"):
        assert Visitor(app).client.get(gone).status_code == 404


@pytest.mark.parametrize("path", ["/nope", "/events/nope", "/events/nope/programme", "/events/nope/calendar.ics"])
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


def test_what_arrived_in_pieces_is_said_on_a_page_of_ours(visit, app, monkeypatch):
    def broken():
        raise BadRequest

    monkeypatch.setitem(app.view_functions, "pages.help_", broken)
    assert "did not arrive whole" in visit.get("/help", status=400).words


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
