"""Rules that need no database: labels, schedule files, the shipped data."""

import csv
import datetime as dt
import io
import itertools
import json
import unicodedata

import pytest

from eventsite.access.rules import due_on
from eventsite.access.values import MINIMUM_OFFER, items, vocabulary
from eventsite.claims.rules import mileage
from eventsite.events.models import Event
from eventsite.events.rules import Powers, honest_label
from eventsite.events.values import EventState, Label, PowerHolder
from eventsite.integrations.schedule_files import BadSchedule, read_schedule
from eventsite.offers.values import catalogue
from eventsite.payouts.rules import BadAccount, PaymentRow, account_number, payment_file
from eventsite.programme.values import SAFE_MIX, _refuse_unsafe_mix, formats
from eventsite.team.rules import steps_for
from tests.builders.scenario import gbp

RANKS = list(Label)


@pytest.mark.parametrize(
    ("state", "days", "words", "offered"),
    [
        ("draft", 1, {"opened_at": None}, ["delete"]), ("draft", 1, {}, ["cancel"]), ("draft", -1, {}, []),
        ("open", 1, {}, ["unpublish", "close", "cancel"]), ("open", -1, {}, ["unpublish", "archive"]),
        ("closed", 1, {}, ["unpublish", "reopen", "cancel"]), ("closed", -1, {}, ["unpublish", "archive"]),
        ("closed", 1, {"steward_note": "Stopped"}, ["unpublish"]), ("cancelled", 1, {}, []), ("cancelled", -1, {}, ["archive"]),
    ],
)
def test_an_organiser_is_offered_what_can_be_done_with_a_gathering_now(state, days, words, offered):
    now = dt.datetime(2027, 3, 27, 12, 0, tzinfo=dt.UTC)
    kept = {"opened_at": now, "steward_note": "", "zone": "Europe/London", "ends_on": now.date() + dt.timedelta(days=days)}
    assert steps_for(Event(state=EventState(state), **kept | words), now) == offered


def test_no_label_claims_more_than_the_answers_support():
    for answers in itertools.product(PowerHolder, repeat=4):
        powers = Powers(question=answers[0], agenda=answers[1], money=answers[2], result=answers[3])
        label = honest_label(powers)
        if PowerHolder.NOT_SAID in answers:
            assert label is Label.NOT_STATED
        if label is Label.CO_PRODUCTION:
            assert set(answers) == {PowerHolder.TOGETHER}
        for place in range(4):
            if answers[place] is PowerHolder.TOGETHER:
                less = [*answers]
                less[place] = PowerHolder.HOSTS
                lower = honest_label(Powers(question=less[0], agenda=less[1], money=less[2], result=less[3]))
                assert RANKS.index(lower) <= RANKS.index(label)


def test_shipped_formats_add_up_and_are_safe():
    library = formats()
    assert len(library) == 19
    for found in library.values():
        assert found.total == sum(found.minutes) > 0
        least, ideal, most = found.people
        assert 0 < least <= ideal <= most
        assert found.rules
        assert found.online
    for format_id, needed in SAFE_MIX.items():
        with pytest.raises(ValueError, match="not safe"):
            _refuse_unsafe_mix(format_id, set(range(1, 17)) - needed)


def test_shipped_access_vocabulary_holds_together():
    assert len(vocabulary()) == 13
    assert set(MINIMUM_OFFER) <= set(items())
    assert all(item.lead_days > 0 and item.need and item.offer for item in items().values())
    assert items()["bsl"].lead_days == 56


@pytest.mark.parametrize(("day", "lead", "today", "due"), [("2027-03-27", 14, "2027-03-01", "2027-03-13"), ("2027-03-27", 56, "2027-03-01", "2027-03-03"), (None, 14, "2027-03-05", "2027-03-09")])
def test_when_a_need_is_due(day, lead, today, due):
    event_day = dt.date.fromisoformat(day) if day else None
    assert due_on(event_day, lead, dt.date.fromisoformat(today), "GB") == dt.date.fromisoformat(due)


@pytest.mark.parametrize(("vehicle", "tenths", "minor"), [("car", 230, 1035), ("car", 1, 5), ("bicycle", 55, 110), ("motorcycle", 101, 242)])
def test_mileage_is_rounded_once_per_line(vehicle, tenths, minor):
    assert mileage(catalogue("GB", "GBP").vehicles[vehicle], tenths, "GBP") == gbp(minor)


def test_a_payment_file_is_the_same_for_any_order_and_runs_no_formula():
    rows = [PaymentRow(reference=ref, name=name, kind="bank", sort_code="123456", account_number="12345678", amount=gbp(1)) for ref, name in (("b", "=1+1"), ("a", "Łukasz"))]
    content = payment_file(rows)
    assert content.decode("utf-8-sig").splitlines()[0] == "reference,how,name,sort code,account number,amount,currency,contact"
    assert content == payment_file(rows[::-1])
    assert b"'=1+1" in content
    assert "Łukasz".encode() in content


@pytest.mark.parametrize(("typed", "number"), [("123456", "00123456"), ("1234567", "01234567"), ("12 34-56 78", "12345678"), ("12345", ""), ("123456789", ""), ("1234567x", "")])
def test_an_account_number_has_six_to_eight_digits_and_is_written_with_eight(typed, number):
    if number:
        assert account_number(typed) == number
    else:
        with pytest.raises(BadAccount):
            account_number(typed)


@pytest.mark.parametrize("first", ["=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠", "\ufe62", " =", "\n", "|", "%"])
def test_no_cell_of_a_payment_file_is_run_as_a_formula(first):
    row = PaymentRow(reference="a", name=f"{first}1+1;=2", kind="bank", sort_code="123456", account_number="12345678", amount=gbp(1))
    cells = next(csv.DictReader(io.StringIO(payment_file([row]).decode("utf-8-sig"), newline="")))
    assert cells["name"] == f"'{unicodedata.normalize('NFKC', first)}1+1,=2"


XML = """<?xml version="1.0"?>
<schedule><day index="1" date="2027-03-27">
<room name="Hall">
<event id="1" guid="g1"><room>Hall</room><title>One &amp; only</title><date>2027-03-27T10:00:00+01:00</date><start>10:00</start><duration>1:30</duration><abstract>Short</abstract><description>Longer words</description><persons><person id="3">Bill</person><person>Denise</person></persons></event>
<event id="2"><title></title><date>2027-03-27T10:00:00+01:00</date><duration>0:30</duration></event>
<event id="3"><title>No length</title><start>11:00</start><duration>soon</duration></event>
<event id="4" guid="g1"><title>Twin</title><start>11:00</start><duration>0:30</duration></event>
<event id="5"><title>By day and time</title><start>11:00</start><duration>0:30</duration></event>
<event><title>No id</title><start>11:00</start><duration>0:30</duration></event>
</room></day></schedule>"""


def test_xml_schedules_say_line_by_line_what_they_could_not_take():
    read = read_schedule(XML.encode(), "Europe/London")
    one = read.sessions[0]
    assert (one.external_id, one.title, one.summary, one.people, one.minutes) == ("g1", "One & only", "Longer words", ("Bill", "Denise"), 90)
    assert one.starts_at == dt.datetime(2027, 3, 27, 9, tzinfo=dt.UTC)
    assert read.sessions[1].starts_at == dt.datetime(2027, 3, 27, 11, tzinfo=dt.UTC)
    assert [(p.line, p.why.split()[-1]) for p in read.problems] == [(5, "title"), (6, "hours"), (7, "4"), (9, "again")]


def test_both_kinds_of_json_are_read():
    nested = {"schedule": {"conference": {"days": [{"date": "2027-03-27", "rooms": {"Hall": [{"guid": "g", "title": "One", "start": "10:00", "duration": "00:45", "persons": [{"public_name": "Bill"}]}]}}]}}}
    listed = [{"id": 7, "title": "One", "venue": "Hall", "start_date": "2027-03-27 10:00:00", "end_date": "2027-03-27 10:45:00", "speaker": "Bill, Denise"}]
    for data, people in ((nested, ("Bill",)), (listed, ("Bill", "Denise"))):
        found = read_schedule(json.dumps(data).encode(), "Europe/London")
        assert not found.problems
        assert (found.sessions[0].title, found.sessions[0].minutes, found.sessions[0].room, found.sessions[0].people) == ("One", 45, "Hall", people)


BOMB = XML.replace("<schedule>", '<!DOCTYPE schedule [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><schedule>').encode()


@pytest.mark.parametrize("content", [b"", b"hello", b"<schedule>", b"<schedule/>", b"[", b"[]", b"{}", BOMB, b"[" * 200_000, b'{"schedule": 3}'])
def test_broken_schedule_files_are_refused_whole(content):
    with pytest.raises(BadSchedule):
        read_schedule(content, "Europe/London")


@pytest.mark.parametrize("item", ["x", None, 3, {"id": None}, {"id": 1, "title": ["x"]}, {"id": 1, "title": "T", "venue": "H", "start_date": "2027-13-01", "end_date": 5}])
def test_odd_rows_are_left_out_and_said(item):
    read = read_schedule(json.dumps([item]).encode(), "Europe/London")
    assert read.sessions == []
    assert len(read.problems) == 1
