"""When a need is due, and who looks after it first."""

import datetime as dt

from eventsite.kernel.working_days import working_days_after

WORKING_DAYS_LEFT = 2


def due_on(event_day: dt.date | None, lead_days: int, today: dt.date, country: str) -> dt.date:
    """Return the last day to arrange something: the event less its lead time, or two working days from now if past.

    `country` is an ISO 3166-1 code; its public holidays are no working days.
    """
    soon = working_days_after(today, WORKING_DAYS_LEFT, country)
    if event_day is None:
        return soon
    return max(event_day - dt.timedelta(days=lead_days), soon)

