"""Whatever fails, nothing of a person is in what the server writes: people are planted, each kind of failure caused, and all of it searched."""

import asyncio
import http.cookiejar
import re
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
import uuid

import pytest
from aiosmtpd.controller import Controller
from sqlalchemy import select

from eventsite.claims.commands.opening import OpenClaim, open_claim
from eventsite.kernel.crypto import FieldCipher
from eventsite.offers.values import OfferAnswer
from eventsite.records.models import OutboxMessage
from eventsite.registration.rules import link_token
from tests.builders.pictures import photo
from tests.builders.server import PATIENCE, environment, wait_for
from tests.conftest import KEYS
from tests.contract.test_ports import free_port

CANARY, NOBODY = "canary", 9
MAIL = {
    "refused": "550 5.1.1 <{address}> is unknown here, canary", "later": "451 4.2.1 <{address}> is busy, canary",
    "away": "421 4.3.2 canary server is going away", "hangs": None,
}
"""What the mail server says to a letter for such an address; None: nothing, for longer than anybody waits."""
TROUBLES = {
    "refused": "refused for good: 550 5.1.1", "later": "SMTPRecipientsRefused", "away": "SMTP", "hangs": "SMTPServerDisconnected|TimeoutError", "handler": "ValueError",
}


class Unwilling:
    """A mail server that takes no letter, each in its own way."""

    async def handle_RCPT(self, _server, _session, envelope, address, _options):  # noqa: N802 - aiosmtpd's name
        answer = next((answer for kind, answer in MAIL.items() if kind in address), "250 yes")
        if answer is None:
            await asyncio.sleep(5)
        envelope.rcpt_tos.append(address)
        return (answer or "250 yes").format(address=address)


class Browser:
    """Enough of one for forms."""

    def __init__(self, site) -> None:
        self.site, self.page, self.url = site, "", ""
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))

    def open(self, path, data=None, kind="application/x-www-form-urlencoded"):
        request = urllib.request.Request(urllib.parse.urljoin(self.site, path), data, {"Content-Type": kind} if data else {})
        try:
            answer = self.opener.open(request, timeout=PATIENCE)
        except urllib.error.HTTPError as refused:
            answer = refused
        with answer:
            self.page, self.url = answer.read().decode(errors="replace"), answer.url
        return answer.status

    def send(self, path="", *, files=(), **fields):
        token = re.search(r'name="csrf_token" value="([^"]+)"', self.page)
        fields = ({"csrf_token": token[1]} if token else {}) | fields
        if not files:
            return self.open(path or self.url, urllib.parse.urlencode(fields).encode())
        mark = uuid.uuid4().hex.encode()
        parts = [b'Content-Disposition: form-data; name="%s"\r\n\r\n%s' % (name.encode(), str(value).encode()) for name, value in fields.items()]
        parts += [b'Content-Disposition: form-data; name="receipts"; filename="%s"\r\n\r\n%s' % (name.encode(), content) for name, content in files]
        body = b"".join(b"--" + mark + b"\r\n" + part + b"\r\n" for part in parts) + b"--" + mark + b"--\r\n"
        return self.open(path or self.url, body, f"multipart/form-data; boundary={mark.decode()}")


@pytest.fixture(params=["text", "json"])
def running(request, engine, scenario, tmp_path, monkeypatch):
    """The failing server: its address, what it wrote so far, and a claim whose person is a canary."""
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "a")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "b")
    event = scenario.event()
    scenario.terms(event)
    registration = scenario.coming(event, "canary.claimant@example.org", offer=OfferAnswer.ACCEPT, name="Canary Claimant")
    scenario.there(event, registration)
    claim = scenario.database.perform(open_claim, OpenClaim(registration=registration)).ref
    post = Controller(Unwilling(), hostname="127.0.0.1", port=free_port())
    post.start()
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    settings = environment(
        tmp_path, address, DATABASE_URL=engine.url.render_as_string(hide_password=False), LOG_FORMAT=request.param, DEMO="",
        SECRET_KEY="q8Zr" * 10 + uuid.uuid4().hex, FIELD_KEYS="test:a2tra2tra2tra2tra2tra2tra2tra2tra2tra2tra2s=",
        MAIL_URL=f"smtp://127.0.0.1:{post.port}", MAIL_FROM="hello@example.org", TRUSTED_PROXIES="0", REDIS_URL=f"redis://127.0.0.1:{NOBODY}/0",
        FILES_URL=f"s3://bucket/canary-files?endpoint=http://127.0.0.1:{NOBODY}",
    )
    log = tmp_path / "server.log"
    with log.open("w") as written:
        server = subprocess.Popen([sys.executable, "-m", "tests.builders.failing_server", "run", "--port", str(port)], env=settings, stdout=written, stderr=written, cwd=tmp_path)
    try:
        wait_for(f"{address}/healthz")
        yield address, log, f"/my/open/{registration}/{link_token(FieldCipher(KEYS), registration, 0)}", claim
    finally:
        server.terminate()
        server.wait(PATIENCE)
        post.stop()


def sign_in_as(site, kind, **more):
    browser = Browser(site)
    browser.open("/sign-in")
    return browser.send(email=f"{CANARY}.{kind}@example.org", **more)


def upload(site, link, claim, *files):
    browser = Browser(site)
    browser.open(link)
    browser.send()
    browser.open(f"/claims/{claim}/add/fare")
    return browser.send(files=files, what="Canary train", amount="28.40", **{"incurred_on-day": "1", "incurred_on-month": "2", "incurred_on-year": "2026"})


def raw(site, line):
    """Say a line of our own to the server; it hardly is HTTP."""
    host, port = urllib.parse.urlsplit(site).netloc.split(":")
    with socket.create_connection((host, int(port)), timeout=PATIENCE) as connection:
        connection.sendall(line)
        connection.settimeout(PATIENCE)
        return connection.recv(4096)


def wait_until(scenario, kind, trouble):
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        found = [told for told in scenario.read(select(OutboxMessage.trouble)) if told and re.search(trouble, told)]
        if found:
            return found
        time.sleep(0.2)
    raise AssertionError(f"{kind}: {scenario.read(select(OutboxMessage.trouble))}")


def test_nothing_of_a_person_is_written_whatever_fails(running, scenario, engine):
    site, log, link, claim = running
    statuses = {
        **{kind: sign_in_as(site, kind) for kind in (*MAIL, "handler", "integrity", "statement", "view")},
        "no token": sign_in_as(site, "token", csrf_token="canary-made-up"),
        "no file that can be read": upload(site, link, claim, ("canary-receipt.jpg", b"canary, no picture at all")),
        "files away": upload(site, link, claim, ("canary-receipt.jpg", photo())),
        "not there": Browser(site).open("/calendars/canary-secret.ics?name=canary"),
        "too large": Browser(site).open("/sign-in", b"canary=" + b"x" * 200_000),
    }
    for line in (b"GET /calendars/canary.ics canary HTTP/1.1\r\n\r\n", b"canary /sign-in/a/canary\r\n\r\n", b"GET /canary HTTP/1.1\r\nca nary: canary\r\n\r\n", b"GET /canary HTTP/9.canary\r\n\r\n", b"POST /sign-in?canary HTTP/1.1\r\nHost: a\r\nContent-Length: canary\r\n\r\n"):
        raw(site, line)
    for kind, trouble in TROUBLES.items():
        assert not [told for told in wait_until(scenario, kind, trouble) if CANARY in told], kind
    with engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE sign_in_request RENAME TO gone")
    statuses["database away"] = sign_in_as(site, "database")
    written = log.read_text()
    assert statuses == dict.fromkeys((*MAIL, "handler"), 200) | {
        "integrity": 500, "statement": 503, "view": 500, "no token": 400, "no file that can be read": 422, "files away": 503, "not there": 404, "too large": 400, "database away": 503,
    }
    assert [line for line in written.splitlines() if CANARY in line.lower()] == []
    for kind in ("IntegrityError", "OperationalError", "RuntimeError", "LookupError", "ValueError", "Invalid request"):
        assert kind in written, kind
