"""Time is passed in, never looked up: nothing else may ask what time it is."""

import datetime as dt
from typing import Protocol


class Clock(Protocol):
    """Anything that says what time it is."""

    def now(self) -> dt.datetime:
        """Return the current instant, aware and in UTC."""
        ...


class SystemClock:
    """The machine's own clock."""

    def now(self) -> dt.datetime:
        """Return the current instant in UTC."""
        return dt.datetime.now(dt.UTC)


class FixedClock:
    """A clock that stands still until it is told to move; for tests and for filling the demo with a past."""

    def __init__(self, at: dt.datetime) -> None:
        if at.tzinfo is None:
            message = "a clock needs an aware instant"
            raise ValueError(message)
        self._at = at.astimezone(dt.UTC)

    def now(self) -> dt.datetime:
        """Return the instant it was set to."""
        return self._at

    def set(self, at: dt.datetime) -> None:
        """Move to another instant."""
        self._at = at.astimezone(dt.UTC)

    def forward(self, **delta: float) -> None:
        """Move on by the arguments of `timedelta`."""
        self._at += dt.timedelta(**delta)
