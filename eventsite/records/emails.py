"""Writing letters from templates, and what of other people's words may stand in one.

An address that nobody has proven may be anybody's: a stranger who typed it into a form must not be able to write to its
owner in our name. So everything that goes into a letter to such an address passes through `guarded`, whatever it hangs on.
"""

import datetime as dt
import functools
from collections.abc import Callable, Mapping
from dataclasses import is_dataclass
from decimal import Decimal
from enum import Enum
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from eventsite.kernel import days
from eventsite.kernel.base import Base
from eventsite.kernel.i18n import LazyString, _, ngettext
from eventsite.kernel.money import Money
from eventsite.kernel.paths import TEMPLATES
from eventsite.kernel.ports import Recipient
from eventsite.kernel.text import OwnWords, harmless

Shown = Callable[[Any], Any]
"""Makes of a value what may be shown to the recipient."""
_AS_IT_IS = (type(None), bool, int, Decimal, dt.date, dt.time, Enum, type, LazyString, Money, OwnWords)


class Guarded:
    """Something that stands for a row or a value object, and gives away nothing but what is harmless."""

    __slots__ = ("_guards",)

    def __init__(self, value: object) -> None:
        self._guards = value

    def __getattr__(self, name: str) -> Any:
        return guarded(getattr(self._guards, name))


def guarded(value: Any) -> Any:
    """Return `value` with everything harmless that anybody may have typed. Raises TypeError for what nobody thought of."""
    if isinstance(value, _AS_IT_IS):
        return value
    if isinstance(value, str):
        return harmless(value)
    if isinstance(value, Mapping):
        return {key: guarded(one) for key, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [guarded(one) for one in value]
    if isinstance(value, Base) or is_dataclass(value):
        return Guarded(value)
    if callable(value):
        return _guarded_call(value)
    message = f"nobody said how to show {type(value).__name__} in a letter"
    raise TypeError(message)


def _guarded_call(function: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(function)
    def call(*words: Any, **named: Any) -> Any:
        return guarded(function(*words, **named))

    return call


def shown_to(recipient: Recipient) -> Shown:
    """Return what makes of a value what may be shown to `recipient`."""
    return (lambda value: value) if recipient.is_proven else guarded


def write(template: str, recipient: Recipient, words: Mapping[str, Any], link: Callable[[str], OwnWords]) -> tuple[str, str]:
    """Return subject and text of the letter `template` (a file in templates/emails/); its first line is the subject.

    Templates also know `link`, which makes addresses of this site, and `is_proven`.
    """
    shown = shown_to(recipient)
    told = {name: shown(value) for name, value in words.items()}
    text = _LETTERS.get_template(template).render(told, link_to=link, is_proven=recipient.is_proven)
    subject, _blank, body = text.partition("\n")
    return subject.strip(), body.strip() + "\n"


def hello(name: str = "") -> str:
    """Return how every letter begins; without a name where there is none, or where nothing of it may be shown."""
    return _("Hello %(name)s,") % {"name": name} if name.strip() else _("Hello,")


_LETTERS = Environment(
    loader=FileSystemLoader(TEMPLATES / "emails"),
    autoescape=False,  # noqa: S701 - letters are plain text
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    extensions=["jinja2.ext.i18n"],
)
_LETTERS.install_gettext_callables(_, ngettext, newstyle=True)  # type: ignore[attr-defined]
_LETTERS.globals.update(hello=hello)
_LETTERS.filters.update(weekday=days.weekday)
