"""Two ways a letter leaves: by SMTP, or into a folder that the demo shows in the browser."""

import re
import smtplib
import socket
import ssl
import threading
from contextlib import suppress
from email.message import EmailMessage
from email.utils import format_datetime, parseaddr
from ipaddress import ip_address
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any
from urllib.parse import unquote, urlsplit

from email_validator import EmailNotValidError, validate_email

from eventsite.kernel.clock import Clock
from eventsite.kernel.paths import private_folder
from eventsite.kernel.ports import Email, Mailer, Undeliverable

TIMEOUT_SECONDS = 20
LONGEST_SESSION = 60
"""Seconds from the first byte to the last, well below an outbox lease: a server that answers a byte at a time is left too."""
GOODBYE_SECONDS = 3
PATIENCE_WITH_DNS = 5
"""Seconds."""
PERMANENT = range(500, 600)
"""Replies that trying again does not change. Source: RFC 5321, 4.2.1; the enhanced codes are those of RFC 3463."""
_ENHANCED = re.compile(rb"^\s*(5\.\d{1,3}\.\d{1,3})\b")


def open_mailer(url: str, sender: str, clock: Clock) -> Mailer:
    """Return the mailer for `mailbox:///folder`, `smtp://[user:password@]host[:port]` or `smtps://...`.

    Raises ValueError for another scheme.
    """
    parts = urlsplit(url)
    if parts.scheme == "mailbox":
        return Mailbox(Path(unquote(parts.path)), sender, clock)
    if parts.scheme in {"smtp", "smtps"}:
        return Smtp(url, sender, clock)
    message = "mail goes to smtp://, smtps:// or mailbox://"
    raise ValueError(message)


def as_message(email: Email, sender: str, clock: Clock) -> EmailMessage:
    """Build the mail. The Message-ID follows from the letter's key, so a repeat is seen as one by mail programs."""
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = sender, in_ascii(email.to), email.subject
    message["Date"] = format_datetime(clock.now())
    domain = parseaddr(sender)[1].partition("@")[2] or "localhost"
    message["Message-ID"] = f"<{email.key}@{domain}>"
    message["Content-Language"] = email.locale.replace("_", "-")
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(email.body)
    if email.html:
        message.add_alternative(email.html, subtype="html")
    for attachment in email.attachments:
        main, _, sub = attachment.media_type.partition(";")[0].partition("/")
        message.add_attachment(attachment.content, maintype=main, subtype=sub, filename=attachment.name)
    return message


def in_ascii(address: str) -> str:
    """Return the address as every mail server takes it, its domain in punycode (RFC 5891).

    Raises Undeliverable for one that needs SMTPUTF8 (RFC 6531).
    """
    if address.isascii():
        return address
    try:
        found = validate_email(address, check_deliverability=False).ascii_email
    except EmailNotValidError:
        found = None
    if found is None:
        raise Undeliverable("the address has letters that mail servers do not take")
    return found


def takes_email(address: str) -> bool:
    """Whether the domain of a sender exists and takes email, as far as the DNS says; where it says nothing, yes."""
    try:
        validate_email(address, check_deliverability=True, timeout=PATIENCE_WITH_DNS)
    except EmailNotValidError:
        return False
    return True


class Mailbox:
    """A folder of .eml files, one per letter; the same key never makes two."""

    def __init__(self, folder: Path, sender: str, clock: Clock) -> None:
        self.folder, self.sender, self.clock = folder, sender, clock

    def send(self, email: Email) -> None:
        """Write the letter down. Raises OSError when the disk is full, Undeliverable for an address that is none."""
        private_folder(self.folder)
        path = self.folder / f"{email.key}.eml"
        draft = path.with_suffix(".part")
        draft.write_bytes(bytes(as_message(email, self.sender, self.clock)))
        draft.rename(path)

    def probe(self) -> bool:
        """Make a file and remove it."""
        private_folder(self.folder)
        with TemporaryFile(dir=self.folder):
            return True


class _Timed:
    """A session that is cut after LONGEST_SESSION; whatever waits for the other side then fails with OSError."""

    sock: socket.socket | None

    def connect(self, *where: Any) -> tuple[int, bytes]:
        self.timer = threading.Timer(LONGEST_SESSION, self._cut)
        self.timer.daemon = True
        self.timer.start()
        try:
            return super().connect(*where)  # type: ignore[misc,no-any-return]
        except OSError:
            self.timer.cancel()
            raise

    def __exit__(self, *_trouble: object) -> None:
        """Say goodbye, and wait only a little for the answer: what was taken is taken, and must not be sent again over this."""
        with suppress(OSError):
            if self.sock is not None:
                self.sock.settimeout(GOODBYE_SECONDS)
                super().docmd("QUIT")  # type: ignore[misc]
        self.close()

    def close(self) -> None:
        self.timer.cancel()
        super().close()  # type: ignore[misc]

    def _cut(self) -> None:
        if self.sock is not None:
            with suppress(OSError):
                socket.socket.shutdown(self.sock, socket.SHUT_RDWR)  # of the connection itself, below any TLS


class _TimedSmtp(_Timed, smtplib.SMTP):
    pass


class _TimedSmtps(_Timed, smtplib.SMTP_SSL):
    pass


class Smtp:
    """A mail server."""

    def __init__(self, url: str, sender: str, clock: Clock) -> None:
        parts = urlsplit(url)
        self.host, self.port = parts.hostname or "localhost", parts.port
        self.user, self.password = unquote(parts.username or ""), unquote(parts.password or "")
        self.is_tls, self.sender, self.clock = parts.scheme == "smtps", sender, clock

    def send(self, email: Email) -> None:
        """Hand the letter to the server.

        Raises OSError (SMTPException is one) when it cannot take it now, and Undeliverable when it says that it never will.
        """
        message = as_message(email, self.sender, self.clock)
        with self._connect() as server:
            if self.user and not self._is_private(server):
                raise smtplib.SMTPNotSupportedError("the server offers no STARTTLS, and the password does not travel in the open")
            if self.user:
                server.login(self.user, self.password)
            try:
                server.send_message(message)
            except smtplib.SMTPRecipientsRefused as refused:
                _raise_if_permanent(*refused.recipients[message["To"]])
                raise
            except smtplib.SMTPDataError as refused:
                _raise_if_permanent(refused.smtp_code, refused.smtp_error)
                raise

    def probe(self) -> bool:
        """Connect and sign in, the password never in the open."""
        with self._connect() as server:
            is_private = self._is_private(server)
            if self.user and is_private:
                server.login(self.user, self.password)
            server.noop()
        return is_private

    def _is_private(self, server: smtplib.SMTP) -> bool:
        return isinstance(server.sock, ssl.SSLSocket) or _is_here(self.host)

    def _connect(self) -> smtplib.SMTP:
        context = ssl.create_default_context()
        if self.is_tls:
            return _TimedSmtps(self.host, self.port or 465, timeout=TIMEOUT_SECONDS, context=context)
        server = _TimedSmtp(self.host, self.port or 25, timeout=TIMEOUT_SECONDS)
        try:
            server.ehlo()
            if server.has_extn("starttls"):
                server.starttls(context=context)
        except Exception:
            server.close()
            raise
        return server


def _is_here(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def _raise_if_permanent(code: int, says: bytes | str) -> None:
    if code in PERMANENT:
        # What the server says often repeats the address, which belongs in no log and on no page of somebody else.
        found = _ENHANCED.match(says if isinstance(says, bytes) else says.encode())
        raise Undeliverable(f"{code} {found[1].decode()}" if found else str(code)) from None
