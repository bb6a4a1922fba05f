"""What every question has: a hint, a sentence for a blank, and where an error link lands."""

from collections.abc import Hashable
from typing import Any, cast

import wtforms
from wtforms.validators import StopValidation

from eventsite.kernel.i18n import LazyString, _

Words = str | LazyString


class Field(wtforms.Field):
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

    def process(self, formdata: Any, data: object = wtforms.utils.unset_value, extra_filters: Any = None) -> None:
        """Take what was typed, or what is stored where the person chose that over what they typed before."""
        is_kept = formdata is not None and formdata.get(f"keep-{self.name}") == "now"
        self.take(None if is_kept else formdata, data, extra_filters)

    def take(self, formdata: Any, data: object, extra_filters: Any) -> None:
        """Take what was typed (None: nothing was) and what is stored."""
        super().process(formdata, data, extra_filters)

    def answer(self) -> str:
        """The answer as people read it."""
        return _("Nothing") if self.is_blank() else self.told()

    def told(self) -> str:
        """Put an answer that is there in words."""
        return str(self.data)

    def check(self) -> None:
        """Look at an answer that is there; raise StopValidation with a sentence."""

    def error(self) -> dict[str, str] | None:
        """The error as the macros take it."""
        return {"text": str(self.errors[0])} if self.errors else None

    def marks(self) -> dict[str, str]:
        """The attributes by which a screen reader knows that the answer needs mending; the macros add what describes it."""
        return {"aria-invalid": "true"} if self.errors else {}

    def params(self) -> dict[str, Any]:
        """Return the parameters of the macro."""
        params: dict[str, Any] = {
            "id": self.id, "name": self.name, "errorMessage": self.error(), "attributes": self.marks(),
        }
        if self.hint:
            params["hint"] = {"text": str(self.hint)}
        return params

    def look(self, *, is_heading: bool) -> Hashable:
        """Everything that the macro draws, so that two questions with the same look are drawn the same."""
        return repr(self.params()), repr(self.label_params(is_heading=is_heading)), self.small

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
