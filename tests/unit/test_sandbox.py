"""The child process: every limit is real, and nothing of ours is in reach."""

import dataclasses
import errno
import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import time

import pytest

from eventsite.attachments import sandbox
from eventsite.attachments.sandbox import NoFreeSlot, Stopped, run_confined
from eventsite.attachments.values import Limits
from tests.builders.misbehaving import network

BAD = "tests.builders.misbehaving"


def run(task, content=b"", wait=30.0, **limits):
    return run_confined(f"{BAD}:{task}", content, Limits(**limits), wait=wait)


@pytest.fixture(autouse=True)
def own_slots(tmp_path, monkeypatch):
    """Slots of this test alone, so that tests side by side do not wait for each other."""
    monkeypatch.setattr(sandbox, "_lock_file", lambda number: tmp_path / f"{number}.lock")


def test_a_task_answers():
    assert run("echo", b"abc") == b"cba"


@pytest.mark.parametrize("task", ["eat_memory", "die", "not_there"])
def test_a_child_that_breaks_is_told_of(task):
    with pytest.raises(Stopped):
        run(task)


def test_memory_has_an_end():
    with pytest.raises(Stopped):
        run("eat_memory", memory=300 * 1024 * 1024)


def test_work_has_an_end():
    begun = time.monotonic()
    with pytest.raises(Stopped):
        run("eat_time", cpu_seconds=1, wall_seconds=90)
    assert time.monotonic() - begun < 80  # it was the processor's time that ended, however busy the machine


def test_waiting_has_an_end():
    begun = time.monotonic()
    with pytest.raises(Stopped):
        run("sleep", wall_seconds=1)
    assert time.monotonic() - begun < 25


def test_waiting_has_an_end_also_when_whoever_waited_is_gone():
    """Without `run_confined`, which kills in time: only the child's own alarm is left."""
    limits = json.dumps(dataclasses.asdict(Limits(wall_seconds=1)))
    command = [sys.executable, "-I", "-c", sandbox._START, str(sandbox.IMPORT_FROM), f"{BAD}:sleep", limits]
    assert subprocess.run(command, check=False, timeout=6, stdin=subprocess.DEVNULL).returncode == -signal.SIGALRM


def test_an_answer_has_an_end():
    with pytest.raises(Stopped):
        run("write_too_much", output=5_000_000)


def test_nothing_is_inherited_and_nothing_can_be_opened(monkeypatch):
    monkeypatch.setenv("EVENTSITE_SECRET_KEY", "s" * 40)
    reading, writing = os.pipe()
    os.set_inheritable(writing, True)
    try:
        told = json.loads(run("report"))
    finally:
        os.close(reading)
        os.close(writing)
    assert set(told["environment"]) <= {"LC_CTYPE"}  # what Python itself sets where there is no locale (PEP 538)
    assert told["descriptors"] == [0, 1, 2]
    assert told["refused"] == dict.fromkeys(["socket", "unix socket", "file", "process"], errno.EMFILE)
    assert told["isolated"] == 1
    assert told["at"] == "/"


@pytest.mark.skipif(shutil.which("unshare") is None or subprocess.call(["unshare", "-rn", "true"], stderr=subprocess.DEVNULL) != 0, reason="this machine lets nobody leave the network")
def test_the_network_is_left_behind():
    assert network()
    assert json.loads(run("report"))["network"] != network()


def test_what_the_child_started_goes_with_it(tmp_path):
    marker = tmp_path / "outlived"
    assert run("leave_a_child", str(marker).encode()) == b"left one"
    time.sleep(3)
    assert not marker.exists()


def test_two_at_once_and_no_third():
    begun, ended = time.monotonic(), []

    def one():
        with pytest.raises(Stopped):
            run("sleep", wall_seconds=2)
        ended.append(time.monotonic() - begun)

    threads = [threading.Thread(target=one) for _ in range(2)]
    for thread in threads:
        thread.start()
    time.sleep(1)
    with pytest.raises(NoFreeSlot):
        run("echo", wait=0.2)
    assert run("echo", b"ab", wait=10) == b"ba"
    for thread in threads:
        thread.join()
    assert len(ended) == 2
