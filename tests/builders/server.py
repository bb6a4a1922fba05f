"""The real server in a process of its own, for tests that need a socket."""

import os
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager

from eventsite.kernel.paths import ROOT
from tests.contract.test_ports import free_port

PATIENCE = 120
"""Seconds that a busy machine may take to start or stop a process; a quiet one takes two."""


def environment(folder, address, **settings):
    """What a process of the demo is started with: its data lies in `folder`."""
    known = {"DEMO": "1", "INSTANCE": str(folder), "BASE_URL": address, **settings}
    return os.environ | {f"EVENTSITE_{name}": value for name, value in known.items()} | {"PYTHONPATH": str(ROOT)}


@contextmanager
def serving(folder, **settings):
    """Serve as `eventsite run` does; give the address, and stop afterwards."""
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    command = [sys.executable, "-m", "eventsite", "run", "--port", str(port)]
    with (folder / f"server-{port}.log").open("w") as log:
        server = subprocess.Popen(command, env=environment(folder, address, **settings), stdout=log, stderr=log, cwd=folder)
    try:
        wait_for(f"{address}/healthz")
        yield address
    finally:
        server.terminate()
        server.wait(PATIENCE)


def wait_for(url, seconds=PATIENCE):
    """Return once somebody answers there."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        try:
            urllib.request.urlopen(url, timeout=2)
        except OSError:
            time.sleep(0.1)
        else:
            return
    message = f"nobody answers at {url}"
    raise AssertionError(message)
