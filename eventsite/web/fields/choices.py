"""Questions answered by choosing: radios, checkboxes, selects."""

from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from typing import Any

from wtforms.validators import StopValidation

from eventsite.kernel.i18n import _, lazy_gettext
from eventsite.web.fields.field import Field, Words

Choices = Iterable[tuple[str, Words] | tuple[str, Words, Hashable]]
"""Value and label; and what stands beside it: a sentence, or what a page draws more of."""


class _Chosen(Field):
    """Shared by radios, checkboxes and selects: a list of (value, label[, hint])."""

    def __init__(self, label: Words, *, choices: Choices | Callable[[], Choices] = (), **words: Any) -> None:
        super().__init__(label, **words)
        self._choices = choices

    @property
    def choices(self) -> list[tuple[str, Words, Hashable]]:
        """The choices as (value, label, hint)."""
        listed = self._choices() if callable(self._choices) else self._choices
        return [(c[0], c[1], c[2] if len(c) > 2 else "") for c in listed]  # noqa: PLR2004

    @choices.setter
    def choices(self, choices: Choices) -> None:
        self._choices = choices

    def values(self) -> set[str]:
        """The values that may come back."""
        return {value for value, _label, _hint in self.choices}

    def is_chosen(self, value: str) -> bool:
        """Whether this choice is the answer, or part of it."""
        return bool(self.data == value)

    def told(self) -> str:
        return "\n".join(str(label) for value, label, _hint in self.choices if self.is_chosen(value))

    def look(self, *, is_heading: bool) -> Hashable:
        return super().look(is_heading=is_heading), tuple(self.choices)

    def boxes(self) -> Iterator[tuple[str, str, str, str, bool]]:
        """The boxes to tick as (id, value, label, hint, is chosen); the first has the field's own id."""
        for number, (value, label, hint) in enumerate(self.choices):
            own = f"{self.id}-{number + 1}" if number else self.id
            yield own, value, str(label), str(hint), self.is_chosen(value)


class OneOf(_Chosen):
    """Radios: one answer of a few."""

    macro = "radios"

    def process_formdata(self, valuelist: Sequence[Any]) -> None:
        """Take the value that was chosen."""
        self.data = valuelist[-1] if valuelist and isinstance(valuelist[-1], str) else None

    def check(self) -> None:
        if self.data not in self.values():
            raise StopValidation(_("Choose one of the answers on this page"))


class YesNo(OneOf):
    """Yes or no. `data` is "yes", "no" or None; `is_yes` says which."""

    def __init__(self, label: Words, **words: Any) -> None:
        super().__init__(label, choices=[("yes", lazy_gettext("Yes")), ("no", lazy_gettext("No"))], **words)

    @property
    def is_yes(self) -> bool:
        """Whether the answer is yes."""
        return bool(self.data == "yes")


class Select(OneOf):
    """A native select: one answer of many. A blank choice comes first unless the question is needed and answered."""

    macro = "select"

    def params(self) -> dict[str, Any]:
        blank = {"value": "", "text": "", "selected": not self.data}
        options = [
            {"value": value, "text": str(label), "selected": self.is_chosen(value)} for value, label, _hint in self.choices
        ]
        return super().params() | {"items": [blank, *options]}


class ManyOf(_Chosen):
    """Checkboxes: any number of answers. `data` is a list of values, in the order of the choices.

    Where others can take an answer off the page meanwhile, `gone` is the sentence that says so.
    """

    macro = "checkboxes"

    def __init__(self, label: Words, *, gone: Words = "", **words: Any) -> None:
        super().__init__(label, **words)
        self.gone = gone

    def process_formdata(self, valuelist: Sequence[Any]) -> None:
        """Take every value that was ticked."""
        self.data = list(dict.fromkeys(value for value in valuelist if isinstance(value, str)))

    def check(self) -> None:
        """Refuse a value that was not there to tick; keep the others in the order of the page."""
        if set(self.data) - self.values():
            raise StopValidation(str(self.gone) or _("Choose from the answers on this page"))
        self.data = [value for value, _label, _hint in self.choices if value in self.data]

    def process_data(self, value: Any) -> None:
        """Take what is stored."""
        self.data = list(value) if isinstance(value, list | tuple | set) else []

    def is_chosen(self, value: str) -> bool:
        """Whether this box is ticked."""
        return value in (self.data or ())


class CheckboxField(ManyOf):
    """One checkbox. `is_ticked` says whether it was."""

    def __init__(self, label: Words, *, says: Words, **words: Any) -> None:
        super().__init__(label, choices=[("yes", says)], **words)

    def answer(self) -> str:
        return _("Yes") if self.is_ticked else _("No")

    @property
    def is_ticked(self) -> bool:
        """Whether the box was ticked."""
        return bool(self.data)
