"""What templates may ask: money, dates and times in the person's language, assets, permissions."""

import datetime as dt
from collections.abc import MutableMapping
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_timedelta
from flask import Flask
from flask.templating import Environment
from jinja2 import ChainableUndefined
from jinja2.utils import missing
from markupsafe import Markup, escape

from eventsite.kernel.i18n import _, current_locale, ngettext
from eventsite.kernel.money import Money, show
from eventsite.kernel.permissions import Permission
from eventsite.web.assets import asset
from eventsite.web.current import actor, services
from eventsite.web.headers import nonce


class HouseUndefined(ChainableUndefined):
    """Printing a name nobody passed in is an error; a missing key inside macro parameters is not."""

    def __str__(self) -> str:
        if self._undefined_obj is missing:
            raise self._undefined_exception(self._undefined_message)
        return ""

    __html__ = __str__


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


@lru_cache(maxsize=512)
def _day_in(value: dt.date, pattern: str, locale: str) -> str:
    # The same few days are written hundreds of times on one page.
    return format_date(value, pattern, locale=locale)


def day(value: dt.date) -> str:
    """Saturday 27 March 2027."""
    return _day_in(value, "EEEE d MMMM y", current_locale())


def short_day(value: dt.date) -> str:
    """27 March 2027."""
    return _day_in(value, "d MMMM y", current_locale())


def clock_time(value: dt.datetime, zone: str) -> str:
    """9:30 in the event's own zone."""
    local = value.astimezone(ZoneInfo(zone))
    return f"{local.hour}:{local.minute:02d}"


def local_day(value: dt.datetime, zone: str) -> str:
    """Sat 27 March, in the event's own zone."""
    return format_date(value.astimezone(ZoneInfo(zone)).date(), "E d MMMM", locale=current_locale())


def moment(value: dt.datetime, zone: str = "Europe/London") -> str:
    """27 March 2027 at 9:30."""
    local = value.astimezone(ZoneInfo(zone))
    return _("%(day)s at %(time)s") % {"day": short_day(local.date()), "time": clock_time(value, zone)}


def ago(value: dt.datetime) -> str:
    """2 days ago."""
    passed = value - services().database.clock.now()
    return format_timedelta(passed, granularity="minute", add_direction=True, locale=current_locale())


def day_range(first: dt.date, last: dt.date) -> str:
    """One day, or the first and the last."""
    if first == last:
        return day(first)
    return _("%(first)s to %(last)s") % {"first": day(first), "last": day(last)}


def month_name(value: dt.date) -> str:
    """March 2027."""
    return format_date(value, "MMMM y", locale=current_locale())


def lines(text: str) -> Markup:
    """Keep the line breaks somebody typed."""
    return Markup("<br>").join(escape(text).splitlines())


def init(app: Flask) -> None:
    """Give templates their filters and globals."""
    env = app.jinja_env
    env.undefined = HouseUndefined
    env.trim_blocks = env.lstrip_blocks = True
    env.add_extension("jinja2.ext.i18n")
    env.install_gettext_callables(_, ngettext, newstyle=True)  # type: ignore[attr-defined]
    env.filters.update(
        money=money, day=day, short_day=short_day, clock=clock_time, moment=moment, lines=lines, local_day=local_day, ago=ago,
    )
    env.globals.update(
        asset=asset, month_name=month_name, csp_nonce=nonce, day_range=day_range, locale=current_locale, actor=actor,
        can=_can,
    )


def _can(permission: Permission, subject: object) -> bool:
    return permission.allows(actor(), subject)
