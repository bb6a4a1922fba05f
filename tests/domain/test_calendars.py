"""Calendars: right to the byte, the same in two independent readers, and private ones stay private."""

import ast
import datetime as dt
import inspect
import os
import subprocess
import sys
import warnings
from pathlib import Path

import pytest
import vobject
from sqlalchemy import func, select

from eventsite.feeds.commands import FeedStopped, MakeFeed, RevokeFeed, make_feed, revoke_feed
from eventsite.feeds.models import Feed
from eventsite.feeds.queries import coming_to, feed_with
from eventsite.feeds.rules import Part, write
from eventsite.kernel.refusals import NotAllowed, NotVisible
from eventsite.programme import calendar
from eventsite.programme.commands.plan import CancelSession, PlaceSession, cancel_session, place_session
from eventsite.programme.queries.releases import latest_release
from eventsite.records.models import AuditEntry
from eventsite.registration.commands.answering import CancelRegistration, cancel_registration
from eventsite.registration.commands.proving import RenewLink, renew_link
from tests.builders.scenario import DAY, ORGANISER

ODD = "Tea; cake, \\ and “quotes” — Łukasz’s ünïcode long enough to be folded over more than one line of seventy-five octets"


def link(path):
    return f"https://events.example.org{path}"


def whole(scenario, event):
    with scenario.acting() as work:
        found = work.database.get_one(type(event), event.id)
        return write(found.name, found.why, [Part(found, latest_release(work.database, event.id))], link)


def entries(content):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return list(vobject.readOne(content.decode()).vevent_list)


@pytest.fixture
def event(scenario):
    made = scenario.event()
    scenario.session(made, ODD, at="10:00", places=4)
    scenario.session(made, "Second", at="11:00")
    scenario.release(made)
    return made


def test_every_byte_follows_the_rules(scenario, event):
    content = whole(scenario, event)
    assert content.endswith(b"END:VCALENDAR\r\n")
    assert b"\n" not in content.replace(b"\r\n", b"")
    for line in content.split(b"\r\n"):
        assert len(line) <= 75
        line.decode()
    text = content.decode().replace("\r\n ", "")
    for must in ("VERSION:2.0", "PRODID:-//eventsite", "NAME:Spring meeting", "X-WR-CALNAME:Spring meeting",
                 "REFRESH-INTERVAL;VALUE=DURATION:PT4H", "X-PUBLISHED-TTL:PT4H", "STATUS:CONFIRMED", "SEQUENCE:0",
                 "DTSTART:20270327T100000Z", "DTSTART;VALUE=DATE:20270327", "DTEND;VALUE=DATE:20270328",
                 "SUMMARY:Tea\\; cake\\, \\\\ and"):
        assert must in text, must
    for never in ("METHOD:", "ATTENDEE", "ORGANIZER", "VALARM", "TZID", "example.org>"):
        assert never not in text, never
    head = text.split("BEGIN:VEVENT")[0]
    assert "\r\nUID:" not in head


def test_the_same_programme_gives_the_same_bytes(scenario, event, clock):
    before = whole(scenario, event)
    clock.forward(days=3)
    assert whole(scenario, event) == before


def test_a_move_keeps_the_identity_and_counts_up(scenario, event, clock):
    before = {e.summary.value: e for e in entries(whole(scenario, event))}
    ref = before["Second"].uid.value.partition("@")[0]
    clock.forward(hours=1)
    with scenario.acting(ORGANISER) as work:
        start = dt.datetime.combine(DAY, dt.time(15), dt.UTC)
        place_session(work, PlaceSession(session=ref, starts_at=start, minutes=30))
    scenario.release(event)
    after = {e.summary.value: e for e in entries(whole(scenario, event))}
    assert after["Second"].uid.value == before["Second"].uid.value
    assert (after["Second"].sequence.value, before["Second"].sequence.value) == ("1", "0")
    assert after["Second"].dtstart.value.hour == 15
    assert after[ODD].dtstamp.value == before[ODD].dtstamp.value
    assert after["Second"].dtstamp.value > before["Second"].dtstamp.value


def test_a_cancelled_session_stays_in_the_feed_and_says_so(scenario, event):
    ref = {e.summary.value: e for e in entries(whole(scenario, event))}["Second"].uid.value.partition("@")[0]
    with scenario.acting(ORGANISER) as work:
        cancel_session(work, CancelSession(session=ref))
    scenario.release(event)
    found = {e.uid.value.partition("@")[0]: e for e in entries(whole(scenario, event))}[ref]
    assert (found.status.value, found.sequence.value) == ("CANCELLED", "1")
    assert found.summary.value == "Will not happen: Second"


def test_control_characters_do_not_reach_the_file(scenario):
    made = scenario.event()
    scenario.session(made, "Bell\x07 and null\x00" if scenario.database.engine.dialect.name == "sqlite" else "Bell\x07")
    scenario.release(made)
    content = whole(scenario, made)
    assert b"\x07" not in content
    assert b"\x00" not in content


@pytest.mark.parametrize("lines", ["One\nTwo; three, \\four", "One\r\nTwo", "One\rTwo", "One\x0bTwo\u2028Three"])
def test_line_breaks_in_whatever_people_write_stay_inside_one_value(scenario, lines):
    words = {"why": lines, "who_with": lines, "where": lines, "address": lines}
    made = scenario.event("Name", **words)
    scenario.session(made, "Swap", summary=lines)
    scenario.release(made)
    content = whole(scenario, made)
    assert b"\n" not in content.replace(b"\r\n", b"")
    assert all(line.startswith(b" ") or b":" in line for line in content.split(b"\r\n") if line)
    read = vobject.readOne(content.decode())
    assert read.contents["x-wr-caldesc"][0].value.split("\\n")[0].startswith("One")
    assert [entry.description.value.splitlines()[:2] for entry in entries(content)][1] == ["One", lines.splitlines()[1]]


def test_every_text_goes_through_one_writer():
    tree = ast.parse(inspect.getsource(calendar))
    texts = {"summary", "location", "description", "name", "x-wr-calname", "x-wr-caldesc"}
    written = [
        (call.func.id if isinstance(call.func, ast.Name) else call.func.attr, argument.value)
        for call in ast.walk(tree) if isinstance(call, ast.Call)
        for argument in call.args if isinstance(argument, ast.Constant) and argument.value in texts
    ]
    assert {name for name, _text in written} == {"add_text"}
    assert {text for _name, text in written} == texts


def test_khal_lists_every_session_in_another_zone(scenario, event, tmp_path):
    """A real calendar program, with its own parser, in Tokyo."""
    (tmp_path / "cal").mkdir()
    ics = tmp_path / "feed.ics"
    ics.write_bytes(whole(scenario, event))
    config = tmp_path / "config"
    config.write_text(
        f"[calendars]\n[[one]]\npath = {tmp_path / 'cal'}\n[sqlite]\npath = {tmp_path / 'khal.db'}\n"
        "[locale]\nlocal_timezone = Asia/Tokyo\ndefault_timezone = Asia/Tokyo\ntimeformat = %H:%M\n"
        "dateformat = %Y-%m-%d\nlongdateformat = %Y-%m-%d\ndatetimeformat = %Y-%m-%d %H:%M\n"
        "longdatetimeformat = %Y-%m-%d %H:%M\n"
    )
    khal = [str(Path(sys.executable).with_name("khal")), "-c", str(config)]
    environment = os.environ | {"HOME": str(tmp_path), "XDG_DATA_HOME": str(tmp_path), "LC_ALL": "C.UTF-8"}
    done = subprocess.run([*khal, "import", "--batch", "-a", "one", str(ics)], env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    listed = subprocess.run([*khal, "list", "2027-03-27", "2d"], env=environment, capture_output=True, text=True, check=True).stdout
    assert "19:00-19:45 Tea; cake, \\ and" in listed
    assert "20:00-20:45 Second" in listed
    assert "Spring meeting" in listed


def test_a_private_feed_has_what_its_owner_chose_and_follows(scenario, event):
    refs = {s.title: s.ref for s in _slots(scenario, event)}
    registration = scenario.coming(event, sessions=[refs["Second"]])
    with scenario.acting("", registration) as work:
        _feed, secret = make_feed(work, MakeFeed(name="Mine"))
    assert scenario.read(select(Feed.digest))[0] != secret
    with scenario.acting() as work:
        coming = coming_to(work.database, feed_with(work.database, secret))
        parts = [Part(c.event, latest_release(work.database, c.event.id), c.chosen) for c in coming]
        content = write("Mine", "", parts, link)
    found = {e.summary.value: e for e in entries(content)}
    assert set(found) == {"Spring meeting", "Second"}
    assert found["Second"].transp.value == "OPAQUE"


def test_a_revoked_feed_is_as_unknown_as_any(scenario, event):
    registration = scenario.coming(event)
    with scenario.acting("", registration) as work:
        feed, secret = make_feed(work, MakeFeed(name="Mine"))
    with pytest.raises(NotVisible), scenario.acting("stranger@example.org") as work:
        revoke_feed(work, RevokeFeed(feed=feed.ref))
    with scenario.acting("", registration) as work:
        revoke_feed(work, RevokeFeed(feed=feed.ref))
    for gone in (secret, "x" * 32):
        with pytest.raises(NotVisible), scenario.acting() as work:
            feed_with(work.database, gone)


def test_two_presses_make_one_feed_and_show_one_address(scenario, event):
    registration, other = scenario.coming(event), scenario.coming(event, "other@example.org")
    made = MakeFeed(name="Mine")
    shown = set()
    for _press in range(2):
        with scenario.acting("", registration) as work:
            shown.add(make_feed(work, made)[1])
    assert len(shown) == 1
    assert scenario.read(select(func.count()).select_from(Feed)) == [1]
    assert scenario.read(select(func.count()).where(AuditEntry.fact == "FeedMade")) == [1]
    with pytest.raises(NotVisible), scenario.acting("", other) as work:
        make_feed(work, made)
    for _press in range(2):
        with scenario.acting("", registration) as work:
            revoke_feed(work, RevokeFeed(feed=made.ref))
    assert scenario.read(select(func.count()).where(AuditEntry.fact == "FeedRevoked")) == [1]
    with pytest.raises(FeedStopped), scenario.acting("", registration) as work:
        make_feed(work, made)


def test_a_stranger_makes_no_feed(scenario):
    with pytest.raises(NotAllowed), scenario.acting() as work:
        make_feed(work, MakeFeed(name="Mine"))


def _slots(scenario, event):
    with scenario.acting() as work:
        return latest_release(work.database, event.id).slots


def test_a_calendar_that_has_nothing_left_is_still_a_calendar():
    content = write("Mine", "", [], lambda path: path).decode()
    assert "VEVENT" not in content
    assert [child.name for child in vobject.readOne(content).components()] == ["VTIMEZONE"]


def test_who_cancelled_has_nothing_of_it_in_their_calendar(scenario, event):
    registration = scenario.coming(event)
    with scenario.acting("", registration) as work:
        _feed, secret = make_feed(work, MakeFeed(name="Mine"))
    with scenario.acting("", registration) as work:
        assert [coming.event.ref for coming in coming_to(work.database, feed_with(work.database, secret))] == [event.ref]
        cancel_registration(work, CancelRegistration(ref=registration))
    with scenario.acting() as work:
        assert coming_to(work.database, feed_with(work.database, secret)) == []


def test_nobody_stops_somebody_elses_calendar(scenario, event):
    with scenario.acting("joyce@example.org") as work:
        feed, _secret = make_feed(work, MakeFeed(name="Mine"))
    for who in ("", "bill@example.org"):
        with pytest.raises(NotVisible), scenario.acting(who) as work:
            revoke_feed(work, RevokeFeed(feed=feed.ref))
    assert scenario.read(select(Feed.revoked_at)) == [None]


def test_the_gathering_itself_stands_in_a_calendar_once_it_has_a_day_and_where_it_is_wanted(scenario, event):
    with scenario.acting() as work:
        dated, programme = work.database.get_one(type(event), event.id), latest_release(work.database, event.id)
        undated = type(event)(slug="later", name="Later", zone="Europe/London", starts_on=None)
        counts = [
            len(entries(write("x", "y", [part], link)))
            for part in (Part(dated, programme), Part(dated, programme, with_marker=False), Part(dated, None), Part(undated, programme))
        ]
    assert counts == [3, 2, 1, 2]


def test_nothing_happens_in_the_calendar_of_a_gathering_that_is_cancelled(scenario, event):
    with scenario.acting() as work:
        off, programme = work.database.get_one(type(event), event.id), latest_release(work.database, event.id)
        before = [(slot.ref, slot.sequence) for slot in Part(off, programme).slots()]
        off.cancelled_at = work.clock.now()
        assert [(slot.ref, slot.sequence - 1) for slot in Part(off, programme).slots() if slot.is_cancelled] == before
        work.database.expunge_all()


def test_a_calendar_that_was_made_with_a_link_ends_with_it_and_ones_own_stays(scenario, deliver):
    event = scenario.event()
    ref, other = scenario.coming(event), scenario.coming(event, "other@example.org")
    secrets = {}
    for name, who in (("thief", ("", ref)), ("owner", ("joyce@example.org",)), ("bystander", ("", other))):
        with scenario.acting(*who) as work:
            secrets[name] = make_feed(work, MakeFeed(name=name))[1]
    with scenario.acting("joyce@example.org") as work:
        renew_link(work, RenewLink(ref=ref, browser="b" * 64))
    deliver()
    with scenario.acting() as work:
        assert feed_with(work.database, secrets["owner"]).name == "owner"
        assert feed_with(work.database, secrets["bystander"]).name == "bystander"
        with pytest.raises(NotVisible):
            feed_with(work.database, secrets["thief"])
