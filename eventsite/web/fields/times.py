"""Questions answered with a day or a time of day, as people write them."""

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Sequence
from functools import cache
from typing import Any, cast

from babel import Locale

from eventsite.kernel.days import day, minutes_until, time_of_day
from eventsite.kernel.i18n import SOURCE_LOCALE, _, current_locale, lazy_gettext
from eventsite.kernel.text import tidy_code
from eventsite.web.fields.field import Field, Words
from eventsite.web.fields.text import Text

EARLIEST_YEAR, LATEST_YEAR = 1900, 2200
LONGEST_MONTH = 31


class TimeOfDay(Text):
    """A time of day as people write it, or a time from and to. `data` is a datetime.time, `minutes` what lies between.

    9, 9:30, 09.30, 0930, 2pm, 1.30pm, 13.30pm; 20:00-0:00 is four hours, because midnight ends the day.
    """

    is_code = True

    def __init__(self, label: Words, **words: Any) -> None:
        super().__init__(label, width="10", spellcheck=False, **words)
        self.minutes: int | None = None

    def process_formdata(self, valuelist: Sequence[Any]) -> None:
        super().process_formdata(valuelist)
        self.raw_typed = self.data
        self.data = None
        if self.raw_typed:
            start, dash, end = self.raw_typed.partition("-")
            self.data = read_time(start)
            self.minutes = _between(self.data, read_time(end)) if dash else None

    def check(self) -> None:
        """A time that could be read is a time."""

    def shown(self) -> str:
        if hasattr(self, "raw_typed"):
            return cast("str", self.raw_typed)
        return time_of_day(self.data) if self.data else ""

    def told(self) -> str:
        start = dt.datetime.combine(dt.date.min, self.data)
        end = start + dt.timedelta(minutes=self.minutes or 0)
        return "–".join(time_of_day(moment.time()) for moment in ([start, end] if self.minutes else [start]))


def _between(start: dt.time, end: dt.time) -> int:
    try:
        return minutes_until(start, end)
    except ValueError:
        raise ValueError(_("The end must come after the start")) from None


_TIME = re.compile(r"([0-9]{1,2})(?:[:.,h]?([0-5][0-9]))?h?(?:([ap])\.?m\.?)?")
NOON = 12
HOURS = {None: range(24), "a": range(1, NOON + 1), "p": range(1, 24)}
"""Hours as they are typed alone, before "am" and before "pm": 13.30pm says twice that it is the afternoon."""


def read_time(typed: str) -> dt.time:
    """Read a time of day. Raises ValueError with a sentence."""
    found = _TIME.fullmatch("".join(typed.lower().split()))
    if found is None or int(found[1]) not in HOURS[found[3]]:
        raise ValueError(_("Enter a time, like 9:30 or 14:00"))
    hour, minute, half = int(found[1]), int(found[2] or 0), found[3]
    return dt.time(hour % NOON + (NOON if half == "p" else 0) if half else hour, minute)


class Day(Field):
    """A date in three boxes; takes "3", "03", "March" and "mar". `data` is a datetime.date or None."""

    macro = "dateInput"
    PARTS = (("day", lazy_gettext("Day"), 2), ("month", lazy_gettext("Month"), 2), ("year", lazy_gettext("Year"), 4))

    def __init__(self, label: Words, **words: Any) -> None:
        super().__init__(label, **words)
        self.typed: dict[str, str] = {}
        self.wrong: set[str] = set()

    @property
    def focus_id(self) -> str:
        first_wrong = next((part for part, _label, _width in self.PARTS if part in self.wrong), "day")
        return f"{self.id}-{first_wrong}"

    def take(self, formdata: Any, data: object, extra_filters: Any) -> None:
        """Take the three boxes together; WTForms itself only knows one value per name."""
        super().take(None, data, extra_filters)
        if formdata is None:
            return
        self.typed = {part: tidy_code(str(formdata.get(f"{self.name}-{part}", ""))) for part, _label, _width in self.PARTS}
        self.data = None
        if any(self.typed.values()):
            try:
                self.data = self._read()
            except ValueError as trouble:
                self.process_errors = [str(trouble)]

    def told(self) -> str:
        return day(self.data)

    def _read(self) -> dt.date:
        missing = [part for part, value in self.typed.items() if not value]
        if missing:
            self.wrong = set(missing)
            raise ValueError(_("The date must have a day, a month and a year"))
        month = read_month(self.typed["month"])
        day, year = (int(t) if t.isascii() and t.isdecimal() else 0 for t in (self.typed["day"], self.typed["year"]))
        holds = {
            "day": 1 <= day <= LONGEST_MONTH,
            "month": month > 0,
            "year": EARLIEST_YEAR <= year <= LATEST_YEAR,
        }
        self.wrong = {part for part, is_right in holds.items() if not is_right}
        if self.wrong:
            raise ValueError(_("Enter a real date, like 27 3 2027"))
        try:
            return dt.date(year, month, day)
        except ValueError:
            self.wrong = {"day"}
            raise ValueError(_("Enter a real date, like 27 3 2027")) from None

    def params(self) -> dict[str, Any]:
        shown = self.typed or (
            {"day": str(self.data.day), "month": str(self.data.month), "year": str(self.data.year)} if self.data else {}
        )
        params = super().params()
        params |= {"namePrefix": self.name, "attributes": {}}
        params["items"] = [
            {
                "id": f"{self.id}-{part}",
                "name": part,
                "label": str(label),
                "value": shown.get(part, ""),
                "classes": f"govuk-input--width-{width}" + (" govuk-input--error" if self._is_wrong(part) else ""),
                "attributes": self.marks() | {"aria-describedby": f"{self.id}-error"} if self._is_wrong(part) else {},
                **({"inputmode": "text"} if part == "month" else {}),
            }
            for part, label, width in self.PARTS
        ]
        return params

    def _is_wrong(self, part: str) -> bool:
        return bool(self.errors) and (not self.wrong or part in self.wrong)


LEAST_OF_A_MONTH = 3


def read_month(typed: str) -> int:
    """Read a month by number, or by its name in the language in force or in English; 0 for neither.

    Three letters are enough where they fit one month only, and so a slip after them does no harm.
    """
    if typed.isascii() and typed.isdecimal():
        return int(typed) if 1 <= int(typed) <= len(_month_names(SOURCE_LOCALE)) else 0
    wanted = typed.casefold()
    for part in (wanted.rstrip("."), wanted[:LEAST_OF_A_MONTH]):
        for locale in (current_locale(), SOURCE_LOCALE):
            fits = [number for number, names in _month_names(locale).items() if any(n.startswith(part) for n in names)]
            if len(fits) == 1 and len(part) >= LEAST_OF_A_MONTH:
                return fits[0]
    return 0


@cache
def _month_names(locale: str) -> dict[int, set[str]]:
    names: dict[int, set[str]] = defaultdict(set)
    for widths in Locale.parse(locale).months.values():
        for months in widths.values():
            for number, name in months.items():
                names[number].add(name.casefold())
    return dict(names)
