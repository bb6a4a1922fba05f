"""Counting working days, by the weekends and public holidays of a country."""

import datetime as dt
from functools import lru_cache
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from holidays import HolidayBase

BANKS_KEEP_THE_DAYS_OF = {"GB": "ENG"}
"""The part of a country whose holidays banks keep, where that is not the whole.

Bacs, by which accounts in the United Kingdom are paid, rests on the bank holidays of England and Wales ("Bacs processing
calendar", Pay.UK, every year).
"""


def working_days_after(day: dt.date, count: int, country: str) -> dt.date:
    """Return the working day that is `count` (1 or more) working days after `day`, in a country by its ISO 3166-1 code.

    Of a country whose holidays nobody has written down for us, Mondays to Fridays are working days.
    """
    return _calendar(country, day.year).get_nth_working_day(day, count)


@lru_cache(maxsize=64)
def _calendar(country: str, year: int) -> "HolidayBase":
    # Imported by whoever counts first: it takes a quarter as long as the whole application. Filled at once and never
    # extended, because threads share it and one that is half filled knows too few holidays.
    library = import_module("holidays")
    words = {"years": (year, year + 1), "expand": False}
    found: HolidayBase
    try:
        found = library.country_holidays(country, subdiv=BANKS_KEEP_THE_DAYS_OF.get(country), **words)
    except NotImplementedError:
        found = library.HolidayBase(**words)
    return found
