"""Every sentence a person reads passes through here, so that another language needs no code.

The catalogue in force is a context variable: the web sets it per request, the worker per letter.
"""

import gettext
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from html import escape
from pathlib import Path

CATALOGUES = Path(__file__).resolve().parent.parent / "translations"
SOURCE_LOCALE = "en_GB"
_locale: ContextVar[str] = ContextVar("locale", default=SOURCE_LOCALE)


@cache
def _catalogue(locale: str) -> gettext.NullTranslations:
    return gettext.translation("messages", CATALOGUES, [locale], fallback=True)


def catalogues() -> list[str]:
    """Return the locales there are compiled catalogues for, besides English."""
    return sorted(path.parent.parent.name for path in CATALOGUES.glob("*/LC_MESSAGES/messages.mo"))


def catalogue() -> gettext.NullTranslations:
    """Return the catalogue in force: what is kept of its sentences is kept under it, and goes with it."""
    return _catalogue(_locale.get())


def _(message: str) -> str:
    """Return `message` in the language in force."""
    return catalogue().gettext(message)


def ngettext(one: str, many: str, count: int) -> str:
    """Return the plural form that `count` needs in the language in force."""
    return _catalogue(_locale.get()).ngettext(one, many, count)


def current_locale() -> str:
    """Return the locale in force, like en_GB."""
    return _locale.get()


@contextmanager
def use_locale(locale: str) -> Iterator[None]:
    """Use `locale` inside the block."""
    token = _locale.set(locale)
    try:
        yield
    finally:
        _locale.reset(token)


class LazyString:
    """A sentence that is looked up when it is shown; for labels that are written down at import time."""

    def __init__(self, message: str) -> None:
        self.message = message

    def __str__(self) -> str:
        return _(self.message)

    def __html__(self) -> str:
        return escape(str(self), quote=False)

    def __repr__(self) -> str:
        return f"Lazy({self.message!r})"

    def __eq__(self, other: object) -> bool:
        return str(self) == str(other)

    def __hash__(self) -> int:
        return hash(self.message)


def lazy_gettext(message: str) -> LazyString:
    """Mark `message` for translation at the moment it is shown."""
    return LazyString(message)
