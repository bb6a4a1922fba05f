"""Choices that carry their own words, so that no second table of names can fall behind the first."""

from enum import StrEnum
from typing import Self

from eventsite.kernel.i18n import LazyString


class LabelledEnum(StrEnum):
    """Members are `MEMBER = "stored value", lazy_gettext("Words for people")`, and a hint as a third where one helps.

    Everything that is stored, compared or sent is the value; everything that a person reads is `label` or `hint`.
    """

    _value_: str
    label: LazyString
    hint: LazyString | str

    def __new__(cls, value: str, *words: LazyString) -> Self:
        """Make a member whose value is only the first part. A member without words stops the start."""
        member = str.__new__(cls, value)
        member._value_ = value
        member.label, *hints = words
        member.hint = hints[0] if hints else ""
        return member

    @classmethod
    def choices(cls) -> list[tuple[str, LazyString, LazyString | str]]:
        """Return every member as (value, label, hint), in order: what a question offers."""
        return [(member.value, member.label, member.hint) for member in cls]
