"""Questions answered with a day or a time of day, as people write them."""

import datetime as dt
from collections.abc import Sequence
from typing import Any, cast

import wtforms

from eventsite.kernel.i18n import _, lazy_gettext
from eventsite.kernel.text import tidy
from eventsite.web.fields.field import Field, Words
from eventsite.web.fields.text import Text

EARLIEST_YEAR, LATEST_YEAR = 1900, 2200
LONGEST_MONTH = 31


class TimeOfDay(Text):
    """A time of day as people write it: 9:30, 09.30, 0930 or 2pm. `data` is a datetime.time."""

    def __init__(self, label: Words, **words: Any) -> None:
        super().__init__(label, width="5", spellcheck=False, **words)

    def process_formdata(self, valuelist: Sequence[Any]) -> None:
        super().process_formdata(valuelist)
        self.raw_typed = self.data
        self.data = read_time(self.raw_typed) if self.raw_typed else None

    def check(self) -> None:
        """A time that could be read is a time."""

    def shown(self) -> str:
        if hasattr(self, "raw_typed"):
            return cast("str", self.raw_typed)
        return f"{self.data:%H:%M}" if self.data else ""


def read_time(typed: str) -> dt.time:
    """Read a time of day. Raises ValueError with a sentence."""
    text = typed.lower().replace(" ", "").replace(".", ":")
    half = text[-2:] if text.endswith(("am", "pm")) else ""
    digits = text.removesuffix(half) if half else text
    hour, colon, minute = digits.partition(":")
    if not colon and len(digits) in (3, 4):
        hour, minute = digits[:-2], digits[-2:]
    try:
        if not (hour + minute).isascii():
            raise ValueError  # noqa: TRY301
        at = dt.time(int(hour), int(minute or 0))
        if half and not 1 <= at.hour <= 12:  # noqa: PLR2004
            raise ValueError  # noqa: TRY301
    except (ValueError, OverflowError):
        raise ValueError(_("Enter a time, like 9:30 or 14:00")) from None
    return at.replace(hour=at.hour % 12 + (12 if half == "pm" else 0)) if half else at


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

    def process(self, formdata: Any, data: Any = wtforms.utils.unset_value, extra_filters: Any = None) -> None:
        """Take the three boxes together; WTForms itself only knows one value per name."""
        super().process(None, data, extra_filters)
        if formdata is None:
            return
        self.typed = {part: tidy(str(formdata.get(f"{self.name}-{part}", ""))) for part, _label, _width in self.PARTS}
        self.data = None
        if any(self.typed.values()):
            try:
                self.data = self._read()
            except ValueError as trouble:
                self.process_errors = [str(trouble)]

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
        params["namePrefix"] = self.name
        params["items"] = [
            {
                "id": f"{self.id}-{part}",
                "name": part,
                "label": str(label),
                "value": shown.get(part, ""),
                "classes": f"govuk-input--width-{width}" + (" govuk-input--error" if self._is_wrong(part) else ""),
                **({"inputmode": "text"} if part == "month" else {}),
            }
            for part, label, width in self.PARTS
        ]
        return params

    def _is_wrong(self, part: str) -> bool:
        return bool(self.errors) and (not self.wrong or part in self.wrong)


MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


def read_month(typed: str) -> int:
    """Read a month by number or English name; 0 for neither."""
    if typed.isascii() and typed.isdecimal():
        return int(typed) if 1 <= int(typed) <= len(MONTHS) else 0
    return MONTHS.index(typed[:3].lower()) + 1 if typed[:3].lower() in MONTHS else 0
