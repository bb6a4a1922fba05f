"""Days, times and lengths as people read and write them, in their language."""

import datetime as dt
import json
import subprocess
import sys

import pytest

from eventsite.integrations.schedule_files import read_schedule
from eventsite.kernel import days
from eventsite.kernel.i18n import use_locale
from eventsite.kernel.working_days import working_days_after
from eventsite.web.fields.times import read_month, read_time

DAY = dt.date(2026, 12, 9)
INSTANT = dt.datetime(2026, 12, 9, 9, 30, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("locale", "said"),
    [
        ("en_GB", ["Wednesday 9 December 2026", "9 December 2026", "Wednesday 9 December", "December 2026", "9 December 2026 at 10:30"]),
        ("de", ["Mittwoch, 9. Dezember 2026", "9. Dezember 2026", "Mi., 9. Dezember", "Dezember 2026", "9. Dezember 2026 at 10:30"]),
        ("en_US", ["Wednesday, December 9, 2026", "December 9, 2026", "Wed, Dec 9", "December 2026", "December 9, 2026 at 10:30\u202fAM"]),
    ],
)
def test_days_and_times_follow_the_language(locale, said):
    with use_locale(locale):
        assert [days.day(DAY), days.short_day(DAY), days.weekday(DAY), days.month_name(DAY), days.moment(INSTANT, "Europe/Paris")] == said


def test_what_belongs_to_no_place_says_whose_time_it_is():
    assert days.moment(INSTANT, "UTC") == "9 December 2026 at 09:30 (UTC)"


def test_an_instant_is_told_in_its_own_zone():
    late = dt.datetime(2026, 12, 9, 23, 5, 59, tzinfo=dt.UTC)
    assert (days.local_day(late, "Europe/Paris"), days.clock_time(late, "Europe/Paris")) == ("Thursday 10 December", "00:05")


@pytest.mark.parametrize(("minutes", "said"), [(738, "12 hours and 18 minutes"), (61, "1 hour and 1 minute"), (120, "2 hours"), (45, "45 minutes"), (0, "0 minutes")])
def test_lengths_are_hours_and_minutes(minutes, said):
    assert days.duration(minutes) == said


def test_lengths_follow_the_language():
    with use_locale("de"):
        assert days.duration(738) == "12 Stunden und 18 Minuten"


@pytest.mark.parametrize(
    ("typed", "at"),
    [
        ("1.30pm", "13:30"), ("13.30", "13:30"), ("13:30", "13:30"), ("1330", "13:30"), ("130 pm", "13:30"), ("13.30pm", "13:30"), ("13h30", "13:30"),
        ("1:30 P.M.", "13:30"), ("9", "09:00"), ("9am", "09:00"), ("09h", "09:00"), ("930", "09:30"), ("12am", "00:00"), ("12 pm", "12:00"), ("1am", "01:00"), ("23.59pm", "23:59"), ("0:00", "00:00"), ("23:59", "23:59"),
    ],
)
def test_times_as_people_write_them(typed, at):
    assert read_time(typed).isoformat("minutes") == at


@pytest.mark.parametrize("typed", ["", "24:00", "9:60", "9:5", "13am", "0:30pm", "0am", "24pm", "25", "930:00", "nine", "٩:٣٠", "-1", "9:30 to", "10000"])
def test_times_that_would_need_a_guess_are_refused(typed):
    with pytest.raises(ValueError, match="Enter a time"):
        read_time(typed)


@pytest.mark.parametrize(("end", "minutes"), [("0:00", 240), ("20:01", 1), ("23:59", 239)])
def test_midnight_ends_the_day(end, minutes):
    assert days.minutes_until(read_time("20:00"), read_time(end)) == minutes


@pytest.mark.parametrize("end", ["20:00", "19:59", "0:01"])
def test_an_end_before_the_start_is_refused(end):
    with pytest.raises(ValueError, match="before"):
        days.minutes_until(read_time("20:00"), read_time(end))


@pytest.mark.parametrize(("start", "end", "minutes"), [("20:00:00", "00:00:00", [240]), ("00:00:00", "00:00:00", []), ("20:00:00", "01:00:00", [])])
def test_an_imported_session_may_end_at_midnight(start, end, minutes):
    row = {"id": 7, "title": "Ceilidh", "venue": "Hall", "start_date": f"2027-03-27 {start}", "end_date": f"2027-03-27 {end}"}
    assert [session.minutes for session in read_schedule(json.dumps([row]).encode(), "Europe/London").sessions] == minutes


@pytest.mark.parametrize(("typed", "month"), [("3", 3), ("03", 3), ("March", 3), ("mar", 3), ("Sept.", 9), ("marhc", 3), ("ma", 0), ("13", 0), ("0", 0), ("März", 0), ("", 0)])
def test_months_by_number_or_name(typed, month):
    assert read_month(typed) == month


@pytest.mark.parametrize(("locale", "typed", "month"), [("de", "März", 3), ("de", "Oktober", 10), ("de", "October", 10), ("fr", "juillet", 7), ("fr", "jui", 0), ("fr", "juin.", 6), ("pl", "marca", 3), ("pl", "marzec", 3)])
def test_months_by_their_name_in_another_language(locale, typed, month):
    with use_locale(locale):
        assert read_month(typed) == month


@pytest.mark.parametrize(
    ("country", "start", "count", "end"),
    [
        ("GB", "2026-11-06", 1, "2026-11-09"), ("GB", "2026-11-07", 2, "2026-11-10"), ("GB", "2026-11-02", 10, "2026-11-16"),
        ("GB", "2027-03-25", 1, "2027-03-30"), ("IE", "2027-03-25", 1, "2027-03-26"), ("GB", "2026-12-24", 2, "2026-12-30"),
        ("GB", "2026-12-30", 2, "2027-01-04"), ("DE", "2026-10-02", 1, "2026-10-05"), ("US", "2026-11-25", 1, "2026-11-27"),
        ("SA", "2026-11-05", 1, "2026-11-08"), ("ZZ", "2026-12-24", 2, "2026-12-28"),
    ],
    ids=str,
)
def test_working_days_leave_out_weekends_and_public_holidays_of_the_country(country, start, count, end):
    assert working_days_after(dt.date.fromisoformat(start), count, country) == dt.date.fromisoformat(end)


def test_the_calendar_of_holidays_is_read_only_where_days_are_counted():
    loaded = "import sys, eventsite.app; print('holidays' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", loaded], capture_output=True, text=True, check=True).stdout == "False\n"
