"""Days, times of day and lengths of time in words, in the language in force.

Names, order and marks are those of the Unicode CLDR, by Babel. Instants come with the IANA zone in which they are told.
"""

import datetime as dt
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_skeleton, format_time
from babel.lists import format_list
from babel.units import format_unit

from eventsite.kernel.i18n import _, current_locale

OWN_PATTERNS = {"en_GB": "EEEE d MMMM y"}
"""CLDR puts a comma after the weekday there; GOV.UK's style guide ("Dates", Government Digital Service) and we do not."""
MINUTES_IN_AN_HOUR = 60
DAYS_IN_A_YEAR = 365


def day(value: dt.date) -> str:
    """Saturday 27 March 2027."""
    return _day_in(value, OWN_PATTERNS.get(current_locale(), "full"), current_locale())


def short_day(value: dt.date) -> str:
    """27 March 2027."""
    return _day_in(value, "long", current_locale())


def weekday(value: dt.date) -> str:
    """Saturday 27 March: where the year goes without saying."""
    return _parts_in(value, "MMMMEEEEd", current_locale())


def month_name(value: dt.date) -> str:
    """March 2027."""
    return _parts_in(value, "yMMMM", current_locale())


def day_range(first: dt.date, last: dt.date) -> str:
    """One day, or the first and the last."""
    if first == last:
        return day(first)
    return _("%(first)s to %(last)s") % {"first": day(first), "last": day(last)}


def time_of_day(value: dt.time) -> str:
    """09:30."""
    return _time_in(value.replace(second=0, microsecond=0), current_locale())


def clock_time(value: dt.datetime, zone: str) -> str:
    """09:30, in a zone."""
    return time_of_day(value.astimezone(ZoneInfo(zone)).time())


def local_day(value: dt.datetime, zone: str) -> str:
    """Saturday 27 March, in a zone."""
    return weekday(value.astimezone(ZoneInfo(zone)).date())


def local_date(value: dt.datetime, zone: str) -> dt.date:
    """Return which day an instant is on in a zone: the one answer to what day it is at an event."""
    return value.astimezone(ZoneInfo(zone)).date()


def moment(value: dt.datetime, zone: str) -> str:
    """27 March 2027 at 09:30, in a zone; in UTC, for what belongs to no place, it says so: 27 March 2027 at 09:30 (UTC)."""
    words = {"day": short_day(value.astimezone(ZoneInfo(zone)).date()), "time": clock_time(value, zone)}
    told = _("%(day)s at %(time)s") % words
    return f"{told} (UTC)" if zone == "UTC" else told


def duration(minutes: int) -> str:
    """5 hours and 18 minutes."""
    hours, rest = divmod(minutes, MINUTES_IN_AN_HOUR)
    parts = [(hours, "duration-hour")] * bool(hours) + [(rest, "duration-minute")] * bool(rest or not hours)
    locale = current_locale()
    return format_list([format_unit(number, unit, locale=locale) for number, unit in parts], "standard", locale=locale)


def period(length: dt.timedelta) -> str:
    """Return 2 years, 30 days or 72 hours: a time that was decided, in the largest unit that it fills."""
    hours = int(length.total_seconds()) // 3600
    days, years = length.days, length.days // DAYS_IN_A_YEAR
    number, unit = (years, "duration-year") if years else (days, "duration-day") if days else (hours, "duration-hour")
    return str(format_unit(number, unit, locale=current_locale()))


def minutes_until(start: dt.time, end: dt.time) -> int:
    """Return the minutes from one time of a day to a later one; an end at midnight is the start of the next day.

    Raises ValueError where the end comes first.
    """
    first, last = (at.hour * MINUTES_IN_AN_HOUR + at.minute for at in (start, end))
    minutes = (last or 24 * MINUTES_IN_AN_HOUR) - first
    if minutes <= 0:
        raise ValueError("the end comes before the start")
    return minutes


# The same few days and times are written hundreds of times on one page.
@lru_cache(maxsize=512)
def _day_in(value: dt.date, pattern: str, locale: str) -> str:
    return format_date(value, pattern, locale=locale)


@lru_cache(maxsize=512)
def _parts_in(value: dt.date, skeleton: str, locale: str) -> str:
    return format_skeleton(skeleton, value, locale=locale)


@lru_cache(maxsize=2048)
def _time_in(value: dt.time, locale: str) -> str:
    return format_time(value, "short", locale=locale)
