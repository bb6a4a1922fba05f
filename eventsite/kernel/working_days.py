"""Counting working days."""

import datetime as dt

SATURDAY = 5


def working_days_after(day: dt.date, count: int) -> dt.date:
    """Return the day `count` Mondays to Fridays after `day`. Bank holidays count as working days."""
    while count:
        day += dt.timedelta(days=1)
        count -= day.weekday() < SATURDAY
    return day
