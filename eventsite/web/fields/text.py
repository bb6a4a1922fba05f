"""Questions answered in words: one line, several, an address, a phone number."""

from collections.abc import Sequence
from typing import Any

from email_validator import EmailNotValidError, validate_email
from wtforms.validators import StopValidation

from eventsite.kernel.i18n import _
from eventsite.kernel.text import tidy
from eventsite.web.fields.field import Field, Words

TEXT_LIMIT, LONG_TEXT_LIMIT = 200, 4000
FEWEST_DIGITS, MOST_DIGITS = 7, 15
"""A phone number's digits; 15 is the most that E.164 allows."""


class Text(Field):
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
