"""Looking at uploads: checks that cost nothing first, then each file in a child process, within the time of one post."""

import io
import os
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import BinaryIO

from eventsite.attachments import rules
from eventsite.attachments.answers import read_answer
from eventsite.attachments.sandbox import LONGEST_WAIT, NoFreeSlot, Stopped, run_confined
from eventsite.attachments.values import POST_SECONDS, CannotDraw, Drawing, Limits, Trouble

TASK = "eventsite.attachments.drawing:draw_to_bytes"
LEAST_SECONDS = 1.0


@dataclass(frozen=True)
class Upload:
    """A file as it came: the name somebody's browser gave it, and its bytes, from the start."""

    name: str
    stream: BinaryIO

    @property
    def size(self) -> int:
        """How many bytes came."""
        return self.stream.seek(0, os.SEEK_END)

    def read(self) -> bytes:
        """Return all of it."""
        self.stream.seek(0)
        return self.stream.read()


@dataclass(frozen=True, kw_only=True)
class LookedAt:
    """An upload that is fit to be stored, and what it shows."""

    name: str
    content: bytes
    drawing: Drawing


def look_at(uploads: Sequence[Upload], *, field: str | None = None, limits: Limits | None = None) -> list[LookedAt]:
    """Return what every upload shows. `field` is the form's field that refusals go to.

    Raises TooManyFiles, BadFile, BusyWithFiles; one bad file refuses all, before any is stored.
    """
    rules.refuse_too_many([upload.size for upload in uploads], field)
    named = [(rules.safe_name(upload.name, field), upload) for upload in uploads]
    for name, upload in named:
        rules.refuse_size(name, upload.size, field)
    until = time.monotonic() + POST_SECONDS
    return [_look(name, upload.read(), field, limits or Limits(), until - time.monotonic()) for name, upload in named]


def _look(name: str, content: bytes, field: str | None, limits: Limits, seconds: float) -> LookedAt:
    try:
        answer = run_confined(TASK, content, limits, wait=min(LONGEST_WAIT, max(LEAST_SECONDS, seconds)))
        return LookedAt(name=name, content=content, drawing=read_answer(answer))
    except NoFreeSlot:
        raise rules.busy(field) from None
    except Stopped:
        raise rules.bad_file(Trouble.TOO_MUCH, name, field) from None
    except CannotDraw as problem:
        raise rules.bad_file(problem.trouble, name, field) from None


def upload_of(name: str, content: bytes) -> Upload:
    """Return bytes that are here already as an upload, for imports and demonstrations."""
    return Upload(name, io.BytesIO(content))
