"""Questions answered with a number or an amount."""

from collections.abc import Sequence
from typing import Any, cast

from wtforms.validators import StopValidation

from eventsite.kernel.i18n import _, current_locale
from eventsite.kernel.money import Money, NotAnAmount, parse, show
from eventsite.web.fields.field import Words
from eventsite.web.fields.text import Text


class IntegerField(Text):
    """A whole number. `data` is an int."""

    inputmode = "numeric"
    is_code = True

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
    is_code = True

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

    def told(self) -> str:
        return show(self.data, current_locale())

    def check(self) -> None:
        if self.data.minor < self.least:
            raise StopValidation(_("Enter more than nothing"))
        if self.data.minor > self.most:
            raise StopValidation(_("That is more than can be asked for here"))

    def params(self) -> dict[str, Any]:
        return super().params() | {"prefix": {"text": {"GBP": "£", "EUR": "€", "USD": "$"}.get(self.currency, self.currency)}}
