"""When a need is due, and who looks after it first."""

import datetime as dt
from collections.abc import Mapping

from eventsite.access.models import OfferLine
from eventsite.access.values import AT_A_GLANCE, SOME_STEPS_WORDS, STEPS_WORDS, Offered
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



MOST_AT_A_GLANCE = 3


def at_a_glance(lines: Mapping[str, OfferLine], *, has_steps: bool) -> list[str]:
    """Return the few words on access that most people look for first: what there is, and steps where there are some.

    `has_steps` says that a session of the published programme is in a room with steps: then nothing is called step-free,
    whatever was said of the house.
    """
    said = {code: line.status for code, line in lines.items()}
    is_partly = has_steps and said.get("step_free") is Offered.YES
    steps = [str(SOME_STEPS_WORDS if is_partly else STEPS_WORDS)] if is_partly or said.get("step_free") is Offered.NO else []
    there = [str(word) for code, word in AT_A_GLANCE.items() if said.get(code) is Offered.YES and not (is_partly and code == "step_free")]
    return [*steps, *there][:MOST_AT_A_GLANCE]
