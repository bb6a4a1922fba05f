"""Rate limits with Redis behind them: counted over all processes, and still there when Redis is not."""

import http.cookiejar
import re
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from contextlib import ExitStack

import pytest

from tests.builders.server import PATIENCE, serving
from tests.contract.test_ports import free_port

TRIES = 25


REDIS = "import sys; from fakeredis import TcpFakeServer; TcpFakeServer(('127.0.0.1', int(sys.argv[1])), server_type='redis').serve_forever()"


@pytest.fixture
def redis():
    """A server that speaks Redis over a real socket, in a process of its own. Returns its address.

    Whoever asks it waits longer on a busy machine than they would for a real one before counting alone: that they count
    together is what is tried, not how fast.
    """
    port = free_port()
    server = subprocess.Popen([sys.executable, "-c", REDIS, str(port)])
    try:
        wait_until_open(port)
        yield f"redis://127.0.0.1:{port}/0?socket_timeout=60&socket_connect_timeout=60"
    finally:
        server.kill()
        server.wait()


def wait_until_open(port):
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        with socket.socket() as trial:
            if trial.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise AssertionError("no Redis came up")


@pytest.fixture
def process(engine, tmp_path):
    """Return a function that starts the site as one more process over the same database."""
    url = engine.url.render_as_string(hide_password=False)
    with ExitStack() as running:
        yield lambda redis_url: running.enter_context(serving(tmp_path, DATABASE_URL=url, REDIS_URL=redis_url))


def ask_for_links(site, times):
    """How the site answered so many requests for a sign-in link."""
    browser_session = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))
    page = browser_session.open(f"{site}/sign-in").read().decode()
    token = re.search(r'name="csrf_token" value="([^"]+)"', page)[1]
    data = urllib.parse.urlencode({"email": "somebody@example.org", "csrf_token": token}).encode()
    return [status_of(browser_session, f"{site}/sign-in", data) for _try in range(times)]


def status_of(browser_session, url, data):
    try:
        return browser_session.open(url, data).status
    except urllib.error.HTTPError as refused:
        return refused.code


def test_processes_count_together(process, redis):
    first, second = process(redis), process(redis)
    answers = ask_for_links(first, TRIES)
    allowed = answers.index(429)
    assert 0 < allowed < TRIES
    assert set(answers[allowed:]) == {429}
    assert ask_for_links(second, 1) == [429]


def test_without_redis_people_are_served_and_still_counted(process):
    answers = ask_for_links(process(f"redis://127.0.0.1:{free_port()}/0"), TRIES)
    assert answers[0] == 200
    assert answers[-1] == 429
