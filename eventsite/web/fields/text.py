"""Questions answered in words: one line, several, a code, an address, a phone number."""

import re
from collections.abc import Sequence
from typing import Any, ClassVar

from email_validator import EmailNotValidError, validate_email
from wtforms.validators import StopValidation

from eventsite.kernel.i18n import _
from eventsite.kernel.text import tidy, tidy_code
from eventsite.web.fields.field import Field, Words

TEXT_LIMIT, LONG_TEXT_LIMIT = 200, 4000
PHONE_LIMIT = 60
FEWEST_DIGITS, MOST_DIGITS = 7, 30
"""A phone number's digits: the 15 that E.164 allows, and with them 18001 for Relay UK, a code to get through, an extension."""
_PHONE = re.compile(r"[0-9+()\s./,;:#*-]*(?:(?:extension|extn?|x)[\s.:=]*[0-9]+)?", re.IGNORECASE)


class Text(Field):
    """One line of words."""

    macro = "input"
    input_type = "text"
    inputmode: str | None = None
    is_code: ClassVar[bool] = False
    """Whether the answer means something to a machine, so that a pasted dash or space has to be the one on the keyboard."""

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
        """Take the last value typed, cleaned; a file where words belong is no answer."""
        value = valuelist[-1] if valuelist else ""
        clean = tidy_code if self.is_code else tidy
        self.data = clean(value) if isinstance(value, str) else ""

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


class Code(Text):
    """Letters and digits that mean something to a machine: an account number, a code from an email."""

    is_code = True

    def __init__(self, label: Words, *, limit: int = 20, width: str = "10", is_number: bool = False, **words: Any) -> None:
        super().__init__(label, limit=limit, width=width, spellcheck=False, **words)
        self.inputmode = "numeric" if is_number else None


class Email(Text):
    """An email address. Whether mail arrives there is found out by sending some."""

    input_type = "email"
    is_code = True

    def __init__(self, label: Words, **words: Any) -> None:
        super().__init__(label, autocomplete="email", spellcheck=False, limit=254, **words)

    def check(self) -> None:
        super().check()
        try:
            found = validate_email(self.data, check_deliverability=False)
        except EmailNotValidError:
            raise StopValidation(_("Enter an email address in the right form, like name@example.org")) from None
        if found.ascii_email is None:  # it needs SMTPUTF8 (RFC 6531) all the way, which few mail servers do
            raise StopValidation(
                _("Before the @ we can only write to letters from a to z, digits and signs. Enter another address that you have.")
            )
        self.data = found.normalized.lower()


class Phone(Text):
    """A phone number as people write it: digits, spaces, a plus, brackets; with an extension, or 18001 for Relay UK."""

    input_type = "tel"
    is_code = True

    def __init__(self, label: Words, **words: Any) -> None:
        super().__init__(label, autocomplete="tel", width="20", spellcheck=False, limit=PHONE_LIMIT, **words)

    def check(self) -> None:
        super().check()
        digits = sum(ch.isdigit() for ch in self.data)
        if not FEWEST_DIGITS <= digits <= MOST_DIGITS or not _PHONE.fullmatch(self.data):
            raise StopValidation(_("Enter a phone number, like 01632 960 001 or +44 7700 900 982"))
