"""The page that stands in for a release that cannot be read."""

from flask import Flask, render_template
from werkzeug.wrappers import Response

from eventsite.programme.release_content import UnreadableRelease

SOON = "600"
"""Seconds after which calendars and browsers may ask again."""


def init(app: Flask) -> None:
    """Say so where a release cannot be read; a calendar that asks keeps what it has."""
    app.register_error_handler(UnreadableRelease, _unreadable)


def _unreadable(_trouble: UnreadableRelease) -> Response:
    response = Response(render_template("programme/unreadable.html"), 503, content_type="text/html; charset=utf-8")
    response.headers["Retry-After"] = SOON
    return response
