"""What a child process gives up before it looks at a stranger's file: memory, time, the network, every descriptor.

Only the standard library is imported here. The limits are those of setrlimit(2); network namespaces are unshare(2).
"""

import contextlib
import ctypes
import os
import resource
import signal
import sys

from eventsite.attachments.values import Limits

CLONE_NEWUSER, CLONE_NEWNET = 0x10000000, 0x40000000


def confine(limits: Limits) -> None:
    """Set the limits on this process, for good. Everything that is needed must be imported and open already."""
    _leave_network()
    _limit(resource.RLIMIT_CPU, limits.cpu_seconds)
    _limit(resource.RLIMIT_FSIZE, limits.output)
    _limit(resource.RLIMIT_CORE, 0)
    if sys.platform != "darwin":  # macOS refuses to set it; time and descriptors are limited there all the same
        _limit(resource.RLIMIT_AS, limits.memory)
    # Standard input and output are open; nothing else can be: no file, no socket, whatever the libraries are made to do.
    _limit(resource.RLIMIT_NOFILE, 3)
    # The parent kills in time; should it have died, the alarm does.
    signal.setitimer(signal.ITIMER_REAL, limits.wall_seconds)


def _limit(what: int, most: int) -> None:
    resource.setrlimit(what, (most, most))


def _leave_network() -> None:
    """Move into a network namespace with nothing in it, where the system lets us; the descriptor limit holds anyway."""
    if sys.platform != "linux":
        return
    with contextlib.suppress(OSError, AttributeError):
        libc = ctypes.CDLL(None, use_errno=True)
        libc.unshare(CLONE_NEWNET if os.geteuid() == 0 else CLONE_NEWUSER | CLONE_NEWNET)
