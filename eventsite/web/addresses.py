"""What stands in an address can be asked of a database or a disk: no control character, no number above any id, not too long."""

import unicodedata
from typing import Any

from flask import Flask, abort, request
from werkzeug.routing import IntegerConverter, PathConverter, UnicodeConverter, ValidationError

HIGHEST = 2**31 - 1
"""The largest id; PostgreSQL refuses to compare one with more, and SQLite's driver with more than 64 bits."""


LONGEST = 200
"""Above every reference, secret and slug; a disk takes names of 255 bytes."""


class _Plain:
    """A part of an address, short and without control characters; others are not found."""

    def to_python(self, value: str) -> str:
        if len(value) > LONGEST or any(unicodedata.category(character) == "Cc" for character in value):
            raise ValidationError
        return value


class Word(_Plain, UnicodeConverter):
    """Up to the next slash."""


class Words(_Plain, PathConverter):
    """Slashes too."""


class Number(IntegerConverter):
    """The id of a row."""

    def to_python(self, value: str) -> Any:
        if len(value) > len(str(HIGHEST)) or int(value) > HIGHEST:
            raise ValidationError
        return super().to_python(value)


def init(app: Flask) -> None:
    """Use these converters for every route that is registered from now on, and look at queries too."""
    app.url_map.converters.update(default=Word, string=Word, path=Words, int=Number)

    @app.before_request
    def refuse_control_characters() -> None:
        for name, value in request.args.items(multi=True):
            if "\0" in name + value:
                abort(404)
