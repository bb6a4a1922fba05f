"""Logs as lines for people, or as JSON for machines. Neither ever holds what somebody typed, nor an address with a secret."""

import logging
import traceback
from contextvars import ContextVar
from typing import TYPE_CHECKING

from pythonjsonlogger.json import JsonFormatter

if TYPE_CHECKING:
    from logging import _SysExcInfoType

TEXT = "%(asctime)s %(levelname)s %(name)s: %(message)s"
REQUEST: ContextVar[str] = ContextVar("request", default="")
"""The id of the request that is being answered; empty elsewhere."""


class RequestId(logging.Filter):
    """Puts the id of the request on each line that is written while it is answered."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Let every line through."""
        if request := REQUEST.get():
            record.request = request
        return True


class QuietTrace(logging.Formatter):
    """Writes of an exception what it is and where it came from, and not what it says.

    A mail server's answer repeats an address, a database's the values of a row: whoever raises it, no words of it are written.
    """

    def formatException(self, ei: "_SysExcInfoType") -> str:  # noqa: N802 - logging calls it so
        """Return the frames and the type of the exception and of each that led to it, the first one first."""
        parts: list[str] = []
        trouble = ei[1]
        while trouble is not None:
            kind = type(trouble)
            parts.insert(0, "".join([*traceback.format_tb(trouble.__traceback__), f"{kind.__module__}.{kind.__qualname__}"]))
            trouble = trouble.__cause__ or (None if trouble.__suppress_context__ else trouble.__context__)
        return "\n\n".join(parts)


class QuietJson(QuietTrace, JsonFormatter):
    """The same as JSON."""


def formatter(log_format: str) -> logging.Formatter:
    """Return what writes a line: `json` or `text`."""
    if log_format == "json":
        fields = {"levelname": "level", "name": "logger", "exc_info": "trace"}
        return QuietJson("%(levelname)s %(name)s %(message)s", rename_fields=fields, timestamp="at", json_ensure_ascii=False)
    return QuietTrace(TEXT)


def init(log_format: str) -> None:
    """Write logs to standard error in the format asked for; what is set up already stays."""
    handler = logging.StreamHandler()
    handler.addFilter(RequestId())
    handler.setFormatter(formatter(log_format))
    logging.basicConfig(level=logging.INFO, handlers=[handler])
