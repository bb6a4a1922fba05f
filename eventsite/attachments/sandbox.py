"""Runs a task on a stranger's bytes in a child process of its own: spawned, bare, limited, at most two on a machine.

Input and output are unnamed temporary files, so a child that writes without end meets its own limit and fills no
memory of ours, and nobody waits on a pipe.
"""

import contextlib
import dataclasses
import fcntl
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from eventsite.attachments.values import Limits

IMPORT_FROM = Path(__file__).resolve().parents[2]
MOST_AT_ONCE = 2
LONGEST_WAIT = 20.0
LOOK_AGAIN = 0.05
_START = "import sys; sys.path.insert(0, sys.argv.pop(1)); from eventsite.attachments.child import main; main()"


class Stopped(Exception):  # noqa: N818
    """The child ran into a limit, or died of what it was given."""


class NoFreeSlot(Exception):  # noqa: N818
    """Others were being served all the time that the caller could wait."""


def run_confined(task: str, content: bytes, limits: Limits, *, wait: float = LONGEST_WAIT) -> bytes:
    """Return what the task `module:function` makes of `content`, in a child process.

    Waits at most `wait` seconds for its turn. Raises Stopped, NoFreeSlot.
    """
    with _slot(wait), tempfile.TemporaryFile() as given, tempfile.TemporaryFile() as made:
        given.write(content)
        given.seek(0)
        command = [sys.executable, "-I", "-c", _START, str(IMPORT_FROM), task, json.dumps(dataclasses.asdict(limits))]
        with subprocess.Popen(  # noqa: S603 - our own interpreter and our own words; no part comes from outside
            command,
            stdin=given,
            stdout=made,
            stderr=subprocess.DEVNULL,
            cwd="/",
            env={},
            close_fds=True,
            start_new_session=True,
        ) as child:
            try:
                status = child.wait(limits.wall_seconds)
            except subprocess.TimeoutExpired:
                status = -signal.SIGKILL
            finally:
                _kill_family(child.pid)
        if status != 0:
            raise Stopped(f"status {status}")
        made.seek(0)
        return made.read(limits.output)


def _kill_family(pid: int) -> None:
    # The child leads a process group, so that whatever it started goes with it, even when it ended by itself.
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, signal.SIGKILL)


@contextlib.contextmanager
def _slot(wait: float) -> Iterator[None]:
    """Hold one of the slots of this machine. A lock on a file: it spans processes, and ends with whoever holds it."""
    until = time.monotonic() + wait
    while True:
        for number in range(MOST_AT_ONCE):
            handle = os.open(_lock_file(number), os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
            with contextlib.closing(os.fdopen(handle)):
                if _is_locked(handle):
                    yield
                    return
        if time.monotonic() >= until:
            raise NoFreeSlot
        time.sleep(LOOK_AGAIN)


def _lock_file(number: int) -> Path:
    return Path(tempfile.gettempdir()) / f"eventsite-{os.getuid()}-attachments-{number}.lock"


def _is_locked(handle: int) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
