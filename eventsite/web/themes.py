"""Light or dark, where a person has chosen; otherwise the browser decides."""

from collections.abc import Mapping
from enum import StrEnum

from flask import Flask, request

COOKIE = "theme"


class Theme(StrEnum):
    """How the pages look; the values of the cookie."""

    LIGHT = "light"
    DARK = "dark"


THEMES = {theme.value: theme for theme in Theme}


def theme_in(cookies: Mapping[str, str]) -> Theme | None:
    """Return the theme that was chosen; any other word counts as none."""
    chosen = cookies.get(COOKIE)
    return THEMES.get(chosen or "")


def current_theme() -> Theme | None:
    """Return the theme that the visitor of this request has chosen."""
    return theme_in(request.cookies)


def init(app: Flask) -> None:
    """Let every page say its theme."""
    app.jinja_env.globals["theme"] = current_theme
