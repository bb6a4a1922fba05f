"""What templates may ask: money, dates and times in the person's language, assets, permissions."""

import datetime as dt
from collections.abc import MutableMapping
from functools import lru_cache
from gettext import NullTranslations
from typing import Any, Self, cast

from babel.dates import format_timedelta
from babel.numbers import format_decimal
from flask import Flask
from flask.templating import Environment
from jinja2 import ChainableUndefined, StrictUndefined, Undefined, UndefinedError
from jinja2.exceptions import TemplateRuntimeError
from jinja2.utils import missing
from markupsafe import Markup, escape

from eventsite.kernel import days
from eventsite.kernel.i18n import _, catalogue, current_locale, ngettext
from eventsite.kernel.money import Money, show, show_exact, show_in_full
from eventsite.kernel.permissions import Permission
from eventsite.web.assets import asset
from eventsite.web.current import actor, services
from eventsite.web.drawn import SameForAll, drawn_once
from eventsite.web.headers import nonce


class StrictNames(Undefined):
    """What stands for a name that nobody passed in, or an attribute that a thing does not have: any use is an error.

    In place of a key that a dictionary lacks it is nothing: parameters of macros are dictionaries with what is needed. So
    is the `caller` of a macro that is not called with a block; `undefined` and `null` are GOV.UK Frontend's names for nothing.
    """

    MAY_BE_AWAY = ("caller", "undefined", "null")

    def __new__(
        cls, hint: str | None = None, obj: Any = missing, name: str | None = None,
        exc: type[TemplateRuntimeError] = UndefinedError,
    ) -> Self:
        """Make one of Jinja's own two, and never one of this class."""
        is_nothing = isinstance(obj, dict) or (obj is missing and name in cls.MAY_BE_AWAY)
        kind = ChainableUndefined if is_nothing else StrictUndefined
        return cast("Self", kind(hint, obj, name, exc))


class StrictEnvironment(Environment):
    """Flask's, with one dictionary of globals for every template.

    Jinja gives each template a chain of two. Nobody here adds globals to a single template, and comparing the chains at
    every import of a macro took a fifteenth of a page's time.
    """

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """Return what a template sees everywhere."""
        return super().make_globals(d) if d else self.globals


def money(amount: Money) -> str:
    """£12.50, in the language in force."""
    return show(amount, current_locale())


def money_in_full(amount: Money) -> str:
    """£12.50 (GBP), in the language in force."""
    return show_in_full(amount, current_locale())


def exact(amount: Money) -> str:
    """£12.00, in the language in force: for sums that stand below each other."""
    return show_exact(amount, current_locale())


def number(value: int) -> str:
    """5,000, in the language in force."""
    return format_decimal(value, locale=current_locale())


def ago(value: dt.datetime) -> str:
    """2 days ago; just now, where a minute has not passed."""
    passed = value - services().database.clock.now()
    if abs(passed) < dt.timedelta(minutes=1):
        return _("just now")
    return format_timedelta(passed, granularity="minute", add_direction=True, locale=current_locale())


def lines(text: str) -> Markup:
    """Keep the line breaks somebody typed."""
    return Markup("<br>").join(escape(text).splitlines())


def translated(message: str, **values: object) -> Markup:
    """Say a sentence of a template in the language in force, with what is put into it escaped.

    What Jinja's extension puts in its place calls through the context twice and fills in what has no gaps: a tenth of a
    page's time. As there, a percent sign is written twice.
    """
    said = _markup(message, catalogue())
    return said % values if "%" in said else said


@lru_cache(maxsize=4096)
def _markup(message: str, known: NullTranslations) -> Markup:
    return Markup(known.gettext(message))  # noqa: S704 - a sentence of the templates or of our catalogue, as Jinja's extension takes it


def init(app: Flask) -> None:
    """Give templates their filters and globals."""
    env = app.jinja_env
    env.undefined = StrictNames
    env.trim_blocks = env.lstrip_blocks = True
    env.add_extension("jinja2.ext.i18n")
    env.install_gettext_callables(_, ngettext, newstyle=True)  # type: ignore[attr-defined]
    env.filters.update(
        money=money, exact=exact, money_in_full=money_in_full, number=number, day=days.day, short_day=days.short_day, weekday=days.weekday, local_day=days.local_day,
        clock=days.clock_time, moment=days.moment, duration=days.duration, lines=lines, ago=ago,
    )
    env.globals.update(
        asset=asset, month_name=days.month_name, csp_nonce=nonce, day_range=days.day_range, locale=current_locale, actor=actor,
        can=_can, _=translated, drawn_once=drawn_once, same_for_all=SameForAll(),
    )


def _can(permission: Permission, subject: object) -> bool:
    return permission.allows(actor(), subject)
