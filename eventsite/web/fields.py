"""Fields: WTForms' parsing bound to GOV.UK Frontend's macros, one class per kind of question.

Each field knows the macro that draws it (`macro`), the parameters for it (`params()`) and the id that an error link
must land on (`focus_id`). The published binding has ten known faults (domain note on co-production, section 5); this
small layer has its own tests for each.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, cast

import wtforms
from email_validator import EmailNotValidError, validate_email
from werkzeug.datastructures import FileStorage
from wtforms.validators import StopValidation

from eventsite.kernel.money import Money, NotAnAmount, parse
from eventsite.kernel.text import tidy
from eventsite.kernel.words import Lazy, _, lazy

Words = str | Lazy
TEXT_LIMIT, LONG_TEXT_LIMIT = 200, 4000
EARLIEST_YEAR, LATEST_YEAR = 1900, 2200
FEWEST_DIGITS, MOST_DIGITS = 7, 15
"""A phone number's digits; 15 is the most that E.164 allows."""
LONGEST_MONTH = 31


class Question(wtforms.Field):
    """What all our fields share: a hint, and one sentence for "nothing was answered"."""

    macro = ""

    def __init__(
        self, label: Words, *, hint: Words = "", needed: Words | None = None, small: bool = False, **words: Any
    ) -> None:
        super().__init__(cast("str", label), **words)
        self.hint, self.needed, self.small = hint, needed, small

    @property
    def focus_id(self) -> str:
        """The id of the first input a person can type into."""
        return self.id

    def is_blank(self) -> bool:
        """Whether nothing was answered."""
        return self.data in (None, "", [])

    def pre_validate(self, form: wtforms.form.BaseForm) -> None:
        """Refuse a blank answer to a needed question; let other blanks through unchecked."""
        if self.process_errors:
            raise StopValidation
        if self.is_blank():
            if self.needed is not None:
                raise StopValidation(str(self.needed))
            raise StopValidation
        self.check()

    def check(self) -> None:
        """Look at an answer that is there; raise StopValidation with a sentence."""

    def error(self) -> dict[str, str] | None:
        """The error as the macros take it."""
        return {"text": str(self.errors[0])} if self.errors else None

    def params(self) -> dict[str, Any]:
        """Return the parameters of the macro."""
        params: dict[str, Any] = {"id": self.id, "name": self.name, "errorMessage": self.error()}
        if self.hint:
            params["hint"] = {"text": str(self.hint)}
        return params

    def legend(self, *, is_heading: bool) -> dict[str, Any]:
        """The fieldset legend; on a page with one question it is the page's heading."""
        size = "l" if is_heading else ("s" if self.small else "m")
        return {
            "legend": {
                "text": str(self.label.text),
                "isPageHeading": is_heading,
                "classes": f"govuk-fieldset__legend--{size}",
            }
        }

    def label_params(self, *, is_heading: bool) -> dict[str, Any]:
        """The label; on a page with one question it is the page's heading."""
        size = "l" if is_heading else "s"
        return {
            "text": str(self.label.text),
            "isPageHeading": is_heading,
            "classes": f"govuk-label--{size}",
        }


class Text(Question):
    """One line of words."""

    macro = "input"
    input_type = "text"
    inputmode: str | None = None

    def __init__(
        self,
        label: Words,
        *,
        limit: int = TEXT_LIMIT,
        autocomplete: str = "",
        width: str = "",
        spellcheck: bool = True,
        **words: Any,
    ) -> None:
        super().__init__(label, **words)
        self.limit, self.autocomplete, self.width, self.spellcheck = limit, autocomplete, width, spellcheck

    def process_formdata(self, valuelist: Sequence[Any]) -> None:
        """Take the last value typed, tidied; a file where words belong is no answer."""
        value = valuelist[-1] if valuelist else ""
        self.data = tidy(value) if isinstance(value, str) else ""

    def check(self) -> None:
        """Refuse more than fits, and line breaks in one line."""
        if len(self.data) > self.limit:
            raise StopValidation(_("Use %(limit)d characters or fewer. You used %(used)d.") % self._counts())
        if self.macro == "input" and "\n" in self.data:
            raise StopValidation(_("Write this on one line"))

    def _counts(self) -> dict[str, int]:
        return {"limit": self.limit, "used": len(self.data)}

    def shown(self) -> str:
        """What stands in the box: what was typed, or what is stored."""
        return "" if self.data is None else str(self.data)

    def params(self) -> dict[str, Any]:
        params = super().params() | {"value": self.shown(), "type": self.input_type}
        params["classes"] = f"govuk-input--width-{self.width}" if self.width else ""
        if self.autocomplete:
            params["autocomplete"] = self.autocomplete
        if self.inputmode:
            params["inputmode"] = self.inputmode
        if not self.spellcheck:
            params["spellcheck"] = False
        return params


class LongText(Text):
    """Several lines of words, with a count of what is left."""

    macro = "characterCount"

    def __init__(self, label: Words, *, limit: int = LONG_TEXT_LIMIT, rows: int = 5, **words: Any) -> None:
        super().__init__(label, limit=limit, **words)
        self.rows = rows

    def params(self) -> dict[str, Any]:
        return super().params() | {"maxlength": self.limit, "rows": self.rows, "threshold": 75}


class Email(Text):
    """An email address. Whether mail arrives there is found out by sending some."""

    input_type = "email"

    def __init__(self, label: Words, **words: Any) -> None:
        super().__init__(label, autocomplete="email", spellcheck=False, limit=254, **words)

    def check(self) -> None:
        super().check()
        try:
            self.data = validate_email(self.data, check_deliverability=False).normalized.lower()
        except EmailNotValidError:
            raise StopValidation(_("Enter an email address in the right form, like name@example.org")) from None


class Phone(Text):
    """A phone number as people write it: digits, spaces, a plus, brackets."""

    input_type = "tel"

    def __init__(self, label: Words, **words: Any) -> None:
        super().__init__(label, autocomplete="tel", width="20", spellcheck=False, limit=30, **words)

    def check(self) -> None:
        super().check()
        digits = sum(ch.isdigit() for ch in self.data)
        if not FEWEST_DIGITS <= digits <= MOST_DIGITS or not all(ch.isdigit() or ch in "+() -." for ch in self.data):
            raise StopValidation(_("Enter a phone number, like 01632 960 001 or +44 7700 900 982"))


class Whole(Text):
    """A whole number. `data` is an int."""

    inputmode = "numeric"

    def __init__(self, label: Words, *, least: int = 0, most: int = 100_000, **words: Any) -> None:
        super().__init__(label, width="5", spellcheck=False, **words)
        self.least, self.most = least, most

    def process_formdata(self, valuelist: Sequence[Any]) -> None:
        super().process_formdata(valuelist)
        typed = self.data
        self.raw_typed = typed
        if typed == "":
            self.data = None
        elif typed.isascii() and typed.isdecimal() and len(typed) < 10:  # noqa: PLR2004 - far above any `most`
            self.data = int(typed)
        else:
            raise ValueError(_("Enter a whole number, like 12"))

    def shown(self) -> str:
        return getattr(self, "raw_typed", None) or super().shown()

    def check(self) -> None:
        if not self.least <= self.data <= self.most:
            limits = {"least": self.least, "most": self.most}
            raise StopValidation(_("Enter a number from %(least)d to %(most)d") % limits)


class Amount(Text):
    """Money. `data` is a Money, or None; the box keeps what was typed."""

    inputmode = "decimal"

    def __init__(self, label: Words, *, currency: str = "GBP", least: int = 1, most: int = 1_000_000, **words: Any) -> None:
        super().__init__(label, width="10", spellcheck=False, **words)
        self.currency, self.least, self.most = currency, least, most

    def process_formdata(self, valuelist: Sequence[Any]) -> None:
        super().process_formdata(valuelist)
        self.raw_typed = self.data
        try:
            self.data = parse(self.raw_typed, self.currency) if self.raw_typed else None
        except NotAnAmount as trouble:
            raise ValueError(str(trouble)) from None

    def shown(self) -> str:
        if hasattr(self, "raw_typed"):
            return cast("str", self.raw_typed)
        return str(self.data.decimal) if isinstance(self.data, Money) else ""

    def check(self) -> None:
        if self.data.minor < self.least:
            raise StopValidation(_("Enter more than nothing"))
        if self.data.minor > self.most:
            raise StopValidation(_("That is more than can be asked for here"))

    def params(self) -> dict[str, Any]:
        return super().params() | {"prefix": {"text": {"GBP": "£", "EUR": "€", "USD": "$"}.get(self.currency, self.currency)}}


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
    except ValueError:
        raise ValueError(_("Enter a time, like 9:30 or 14:00")) from None
    return at.replace(hour=at.hour % 12 + (12 if half == "pm" else 0)) if half else at


Choices = Iterable[tuple[str, Words] | tuple[str, Words, Words]]


class _Chosen(Question):
    """Shared by radios, checkboxes and selects: a list of (value, label[, hint])."""

    def __init__(self, label: Words, *, choices: Choices | Callable[[], Choices] = (), **words: Any) -> None:
        super().__init__(label, **words)
        self._choices = choices

    @property
    def choices(self) -> list[tuple[str, Words, Words]]:
        """The choices as (value, label, hint)."""
        listed = self._choices() if callable(self._choices) else self._choices
        return [(c[0], c[1], c[2] if len(c) > 2 else "") for c in listed]  # noqa: PLR2004

    @choices.setter
    def choices(self, choices: Choices) -> None:
        self._choices = choices

    def values(self) -> set[str]:
        """The values that may come back."""
        return {value for value, _label, _hint in self.choices}

    def items(self, chosen: set[str]) -> list[dict[str, Any]]:
        """The items as the macros take them."""
        return [
            {
                "value": value,
                "text": str(label),
                "checked": value in chosen,
                **({"hint": {"text": str(hint)}} if hint else {}),
            }
            for value, label, hint in self.choices
        ]


class OneOf(_Chosen):
    """Radios: one answer of a few."""

    macro = "radios"

    def process_formdata(self, valuelist: Sequence[Any]) -> None:
        """Take the value that was chosen."""
        self.data = valuelist[-1] if valuelist and isinstance(valuelist[-1], str) else None

    def check(self) -> None:
        if self.data not in self.values():
            raise StopValidation(_("Choose one of the answers on this page"))

    def params(self) -> dict[str, Any]:
        return super().params() | {"idPrefix": self.id, "items": self.items({self.data} if self.data else set())}


class YesNo(OneOf):
    """Yes or no. `data` is "yes", "no" or None; `is_yes` says which."""

    def __init__(self, label: Words, **words: Any) -> None:
        super().__init__(label, choices=[("yes", lazy("Yes")), ("no", lazy("No"))], **words)

    @property
    def is_yes(self) -> bool:
        """Whether the answer is yes."""
        return bool(self.data == "yes")


class Select(OneOf):
    """A native select: one answer of many. A blank choice comes first unless the question is needed and answered."""

    macro = "select"

    def params(self) -> dict[str, Any]:
        params = super().params()
        params["items"] = [
            {"value": "", "text": "", "selected": not self.data},
            *({**item, "selected": item["checked"]} for item in params["items"]),
        ]
        return params


class ManyOf(_Chosen):
    """Checkboxes: any number of answers. `data` is a list of values, in the order of the choices."""

    macro = "checkboxes"

    def process_formdata(self, valuelist: Sequence[Any]) -> None:
        """Take every value that was ticked."""
        self.data = list(dict.fromkeys(value for value in valuelist if isinstance(value, str)))

    def check(self) -> None:
        """Refuse a value that was not there to tick; keep the others in the order of the page."""
        if set(self.data) - self.values():
            raise StopValidation(_("Choose from the answers on this page"))
        self.data = [value for value, _label, _hint in self.choices if value in self.data]

    def process_data(self, value: Any) -> None:
        """Take what is stored."""
        self.data = list(value) if isinstance(value, list | tuple | set) else []

    def params(self) -> dict[str, Any]:
        return super().params() | {"idPrefix": self.id, "items": self.items(set(self.data or []))}


class Tick(ManyOf):
    """One checkbox. `is_ticked` says whether it was."""

    def __init__(self, label: Words, *, says: Words, **words: Any) -> None:
        super().__init__(label, choices=[("yes", says)], **words)

    @property
    def is_ticked(self) -> bool:
        """Whether the box was ticked."""
        return bool(self.data)


class Day(Question):
    """A date in three boxes; takes "3", "03", "March" and "mar". `data` is a datetime.date or None."""

    macro = "dateInput"
    PARTS = (("day", lazy("Day"), 2), ("month", lazy("Month"), 2), ("year", lazy("Year"), 4))

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


class Upload(Question):
    """One or more files. `data` is the list of files that have a name; what is in them is checked elsewhere."""

    macro = "fileUpload"

    def __init__(self, label: Words, *, accept: str = "", **words: Any) -> None:
        super().__init__(label, **words)
        self.accept = accept

    def process_formdata(self, valuelist: Sequence[Any]) -> None:
        """Keep the files that were really chosen."""
        self.data = [item for item in valuelist if isinstance(item, FileStorage) and item.filename]

    def params(self) -> dict[str, Any]:
        return super().params() | {"multiple": True, "attributes": {"accept": self.accept} if self.accept else {}}


class Version(wtforms.Field):
    """The version of the thing that the person saw. `data` is an int; a form without one is refused by the command."""

    def shown(self) -> str:
        """What stands in the hidden box."""
        return "" if self.data is None else str(self.data)

    def process_formdata(self, valuelist: Sequence[Any]) -> None:
        """Read the number; anything else reads as a version nobody has."""
        text = str(valuelist[0]) if valuelist else ""
        self.data = int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else -1  # noqa: PLR2004


def errors_of(form: wtforms.Form) -> Mapping[str, tuple[str, str]]:
    """Return field name -> (sentence, id to focus), in the order of the page, for every field that has an error."""
    return {
        field.name: (str(field.errors[0]), field.focus_id)
        for field in form
        if isinstance(field, Question) and field.errors
    }
