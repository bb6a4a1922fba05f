"""The real server in a process of its own, for tests that need a socket."""

import os
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager

from eventsite.kernel.paths import ROOT
from tests.contract.test_ports import free_port


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
        server.wait(10)


def wait_for(url, tries=150):
    """Return once somebody answers there."""
    for _try in range(tries):
        try:
            urllib.request.urlopen(url, timeout=2)
        except OSError:
            time.sleep(0.1)
        else:
            return
    message = f"nobody answers at {url}"
    raise AssertionError(message)
