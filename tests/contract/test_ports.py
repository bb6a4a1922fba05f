"""One suite per port: what stands in for it in tests keeps the same promises as the real thing."""

import contextlib
import dataclasses
import datetime as dt
import email
import os
import smtplib
import socket
import ssl
import threading
import time
from email import policy as mail_policy
from ipaddress import ip_address

import boto3
import pytest
from aiosmtpd.controller import Controller
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID
from moto.server import ThreadedMotoServer

from eventsite.integrations import mail
from eventsite.integrations.file_stores import open_files
from eventsite.integrations.mail import open_mailer
from eventsite.kernel.clock import FixedClock
from eventsite.kernel.ports import Attachment, Email, Undeliverable
from tests.builders.scenario import NOW, MemoryFiles, RecordingMailer

LETTER = Email(
    to="joyce@example.org", subject="Grüße, Łukasz", body="Zeile 1\nZeile 2 – ünïcode\n", key="outbox-7",
    attachments=[Attachment(name="day.ics", media_type="text/calendar; charset=utf-8", content=b"BEGIN:VCALENDAR\r\n")],
)


def free_port():
    """A port nobody has. Below 32768: a client waiting for a server there can never connect to itself."""
    for port in range(21000 + os.getpid() % 5000, 32000):
        with socket.socket() as trial:
            if trial.connect_ex(("127.0.0.1", port)):
                return port
    raise RuntimeError("no free port")


class Inbox:
    """A real SMTP server's handler that keeps what arrives."""

    def __init__(self) -> None:
        self.messages, self.is_encrypted, self.lock = [], False, threading.Lock()
        self.answers = {}
        """Address -> what the server says when a letter is for it."""

    async def handle_RCPT(self, _server, _session, envelope, address, _options):  # noqa: N802 - aiosmtpd's name
        envelope.rcpt_tos.append(address)
        return self.answers.get(address, "250 yes")

    async def handle_DATA(self, _server, session, envelope):  # noqa: N802 - aiosmtpd's name
        with self.lock:
            self.messages.append(email.message_from_bytes(envelope.content, policy=mail_policy.default))
            self.is_encrypted = session.ssl is not None
        return self.answers.get("the words", "250 kept")


@pytest.fixture
def inbox():
    """A mail server; its `mailer` sends there."""
    kept = Inbox()
    server = Controller(kept, hostname="127.0.0.1", port=free_port())
    server.start()
    kept.mailer = open_mailer(f"smtp://127.0.0.1:{server.port}", "hello@example.org", FixedClock(NOW))
    yield kept
    server.stop()


@pytest.fixture(params=["smtp", "mailbox"])
def sent(request, tmp_path):
    """A post, and a function that returns what arrived."""
    if request.param == "mailbox":
        folder = tmp_path / "mailbox"
        post = open_mailer(f"mailbox://{folder}", "hello@example.org", FixedClock(NOW))
        yield post, lambda: [email.message_from_bytes(p.read_bytes(), policy=mail_policy.default) for p in folder.glob("*.eml")]
        return
    inbox = request.getfixturevalue("inbox")
    yield inbox.mailer, lambda: inbox.messages


@pytest.fixture
def encrypting(tmp_path):
    """A mail server that offers STARTTLS: its address, its inbox and the file with its certificate."""
    key = ec.generate_private_key(ec.SECP256R1())
    name, today = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "mail")]), dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), 1, today, today + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    certificate, secret = tmp_path / "certificate.pem", tmp_path / "key.pem"
    certificate.write_bytes(made.public_bytes(Encoding.PEM))
    secret.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, secret)
    inbox, port = Inbox(), free_port()
    server = Controller(inbox, hostname="127.0.0.1", port=port, tls_context=context)
    server.start()
    yield f"smtp://127.0.0.1:{port}", inbox, certificate
    server.stop()


def test_mail_is_encrypted_wherever_the_server_can(encrypting, monkeypatch):
    url, inbox, certificate = encrypting
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    open_mailer(url, "hello@example.org", FixedClock(NOW)).send(LETTER)
    assert len(inbox.messages) == 1
    assert inbox.is_encrypted


def test_mail_goes_to_no_server_that_cannot_prove_who_it_is(encrypting):
    url, inbox, _certificate = encrypting
    with pytest.raises(OSError, match="certificate"):
        open_mailer(url, "hello@example.org", FixedClock(NOW)).send(LETTER)
    assert inbox.messages == []


def test_a_letter_arrives_whole(sent):
    post, arrived = sent
    post.send(LETTER)
    message = arrived()[0]
    assert (message["To"], message["Subject"], message["From"]) == ("joyce@example.org", "Grüße, Łukasz", "hello@example.org")
    assert message["Message-ID"] == "<outbox-7@example.org>"
    assert message.get_body(("plain",)).get_content().splitlines() == LETTER.body.splitlines()
    attachment = next(message.iter_attachments())
    assert (attachment.get_filename(), attachment.get_content_type()) == ("day.ics", "text/calendar")


@pytest.mark.parametrize("goodbye", ["221 bye", "451 not now", "500 what?", "nothing", "cut"])
def test_a_letter_that_was_taken_is_not_sent_again_whatever_is_said_to_goodbye(inbox, monkeypatch, goodbye):
    monkeypatch.setattr(mail, "GOODBYE_SECONDS", 0.2)
    said = []

    async def quit_(_inbox, server, *_words):
        said.append("QUIT")
        if goodbye == "cut":
            server.transport.abort()
        return None if goodbye in ("cut", "nothing") else goodbye

    monkeypatch.setattr(Inbox, "handle_QUIT", quit_, raising=False)
    begun = time.monotonic()
    inbox.mailer.send(LETTER)
    assert inbox.mailer.probe()
    assert (len(inbox.messages), said) == (1, ["QUIT"] * 2)
    assert time.monotonic() - begun < mail.TIMEOUT_SECONDS / 2


def test_a_password_never_travels_in_the_open_with_a_letter(inbox, monkeypatch):
    mailer = open_mailer(f"smtp://user:hunter2@127.0.0.1:{inbox.mailer.port}", "hello@example.org", FixedClock(NOW))
    tried = []
    monkeypatch.setattr(smtplib.SMTP, "login", lambda _server, user, password: tried.append((user, password)))
    mailer.send(LETTER)
    assert tried == [("user", "hunter2")]
    monkeypatch.setattr(mail, "_is_here", lambda _host: False)
    with pytest.raises(OSError, match="in the open"):
        mailer.send(LETTER)
    assert (len(inbox.messages), len(tried)) == (1, 1)


def test_a_letter_sent_twice_can_be_seen_to_be_one(sent):
    post, arrived = sent
    post.send(LETTER)
    post.send(LETTER)
    assert {m["Message-ID"] for m in arrived()} == {"<outbox-7@example.org>"}


def test_a_line_break_in_a_subject_smuggles_nothing_in(sent):
    post, _arrived = sent
    with pytest.raises(ValueError, match="Header"):
        post.send(Email(to="a@example.org", subject="Hi\nBcc: x@example.org", body="x", key="k"))


@pytest.mark.parametrize("url", ["smtp://127.0.0.1:1", "mailbox:///proc/nowhere"])
def test_a_post_that_is_away_says_so(url):
    with pytest.raises(OSError, match=r".*"):
        open_mailer(url, "hello@example.org", FixedClock(NOW)).send(LETTER)


def to(address):
    return dataclasses.replace(LETTER, to=address)


def test_a_domain_with_an_umlaut_travels_in_punycode(sent):
    post, arrived = sent
    post.send(to("joyce@straße-bücher.example"))
    assert arrived()[0]["To"] == "joyce@xn--strae-bcher-y6a49a.example"
    with pytest.raises(Undeliverable):
        post.send(to("jürgen@example.org"))


@pytest.mark.parametrize("place", ["joyce@example.org", "the words"])
def test_a_refusal_for_good_is_told_apart_and_names_nobody(inbox, place):
    inbox.answers[place] = "550 5.1.1 <joyce@example.org> nobody of this name"
    with pytest.raises(Undeliverable, match=r"^550 5\.1\.1$"):
        inbox.mailer.send(LETTER)
    inbox.answers[place] = "451 4.7.1 joyce@example.org: come back later"
    with pytest.raises(OSError, match="4"):
        inbox.mailer.send(LETTER)
    del inbox.answers[place]
    arrived = len(inbox.messages)
    inbox.mailer.send(LETTER)
    assert len(inbox.messages) == arrived + 1


def test_a_server_that_answers_a_byte_at_a_time_is_left(monkeypatch):
    monkeypatch.setattr(mail, "LONGEST_SESSION", 0.5)
    with socket.create_server(("127.0.0.1", 0)) as server:
        stop = threading.Event()

        def drip():
            session, _where = server.accept()
            with session, contextlib.suppress(OSError):
                while not stop.wait(0.1):
                    session.sendall(b"2")

        threading.Thread(target=drip, daemon=True).start()
        began = time.monotonic()
        with pytest.raises(OSError, match=r".*"):
            open_mailer(f"smtp://127.0.0.1:{server.getsockname()[1]}", "hello@example.org", FixedClock(NOW)).send(LETTER)
        stop.set()
    assert time.monotonic() - began < 5


def test_the_stand_in_says_so_too():
    mailer = RecordingMailer()
    mailer.is_away = True
    with pytest.raises(OSError, match="away"):
        mailer.send(LETTER)


def test_other_ways_to_send_are_refused():
    with pytest.raises(ValueError, match="smtp"):
        open_mailer("pigeon://roof", "a@example.org", FixedClock(NOW))


@pytest.fixture(params=["memory", "disk", "s3"])
def store(request, tmp_path, monkeypatch):
    if request.param == "memory":
        yield MemoryFiles()
    elif request.param == "disk":
        yield open_files(f"file://{tmp_path / 'files'}")
    else:
        for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
            monkeypatch.setenv(name, "test")
        server = ThreadedMotoServer("127.0.0.1", port=0, verbose=False)
        server.start()
        host, port = server.get_host_and_port()
        endpoint = f"http://{host}:{port}"
        boto3.client("s3", endpoint_url=endpoint, region_name="us-east-1").create_bucket(Bucket="bucket")
        yield open_files(f"s3://bucket/here?endpoint={endpoint}&region=us-east-1")
        server.stop()


def test_files_come_back_byte_for_byte(store):
    content = bytes(range(256)) * 100
    store.put("evidence/one", content)
    assert store.get("evidence/one") == content
    store.put("evidence/one", b"other")
    assert store.get("evidence/one") == b"other"


def test_what_is_not_there_says_so_and_can_be_removed(store):
    with pytest.raises(FileNotFoundError):
        store.get("evidence/never")
    store.remove("evidence/never")
    store.put("evidence/one", b"x")
    store.remove("evidence/one")
    with pytest.raises(FileNotFoundError):
        store.get("evidence/one")


def test_other_places_for_files_are_refused():
    with pytest.raises(ValueError, match="s3"):
        open_files("ftp://somewhere")
