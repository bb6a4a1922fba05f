"""Logs as lines for people, or as JSON for machines. Neither ever holds what somebody typed, nor an address with a secret."""

import logging
from contextvars import ContextVar

from pythonjsonlogger.json import JsonFormatter

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


def formatter(log_format: str) -> logging.Formatter:
    """Return what writes a line: `json` or `text`."""
    if log_format == "json":
        fields = {"levelname": "level", "name": "logger", "exc_info": "trace"}
        return JsonFormatter("%(levelname)s %(name)s %(message)s", rename_fields=fields, timestamp="at", json_ensure_ascii=False)
    return logging.Formatter(TEXT)


def init(log_format: str) -> None:
    """Write logs to standard error in the format asked for; what is set up already stays."""
    handler = logging.StreamHandler()
    handler.addFilter(RequestId())
    handler.setFormatter(formatter(log_format))
    logging.basicConfig(level=logging.INFO, handlers=[handler])
