"""Which day it is depends on where: only the clock says what time it is, and only `kernel/days` turns an instant into a day."""

import ast

import pytest

from eventsite.kernel.paths import ROOT

PACKAGE = ROOT / "eventsite"
CLOCK, DAYS = "kernel/clock.py", "kernel/days.py"
MAY = {
    (DAYS, "date"): "the one way from an instant to a day",
    (CLOCK, "now"): "the machine's own clock",
    ("integrations/schedule_files.py", "date"): "days of a file, which have no zone",
    ("programme/forms.py", "date"): "of a time that was put into the event's zone one line above",
    ("demo/common_ground.py", "date"): "the demo's first day, some weeks from now",
    ("demo/first_meeting.py", "date"): "the demo's first day, some weeks ago",
}
"""File and call -> why it may. `date` is `.date()` of a time; `now` is the machine's clock."""


def asks_for_the_day(call):
    """Return by which name a call turns a time into a day, or asks the machine what time it is."""
    if not isinstance(call.func, ast.Attribute):
        return ""
    name, of = call.func.attr, ast.unparse(call.func.value)
    if name == "date" and not call.args and not call.keywords:
        return "date"
    is_machine = name in ("today", "utcnow", "fromtimestamp") or (name == "now" and of.endswith(("datetime", "dt")))
    return "now" if is_machine or (of == "time" and name in ("time", "localtime")) else ""


def asked():
    found = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and (name := asks_for_the_day(node)):
                found.setdefault((str(path.relative_to(PACKAGE)), name), []).append(node.lineno)
    return found


def test_only_the_clock_says_what_time_it_is_and_a_day_is_always_one_of_a_zone():
    found = asked()
    wrong = {place: lines for place, lines in found.items() if place not in MAY}
    assert not wrong, f"use `local_date(instant, event.zone)`, and the clock that is passed in: {wrong}"
    assert found.keys() == MAY.keys(), "an exception that nothing needs any more"


@pytest.mark.parametrize(
    "line", ["now.date()", "work.clock.now().date()", "dt.date.today()", "datetime.now(UTC)", "dt.datetime.utcnow()", "time.time()"]
)
def test_what_it_looks_for_is_found(line):
    assert asks_for_the_day(ast.parse(line, mode="eval").body)
