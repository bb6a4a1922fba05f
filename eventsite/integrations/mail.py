"""Two ways a letter leaves: by SMTP, or into a folder that the demo shows in the browser."""

import smtplib
import ssl
from email.message import EmailMessage
from email.utils import format_datetime, parseaddr
from pathlib import Path
from urllib.parse import unquote, urlsplit

from eventsite.kernel.clock import Clock
from eventsite.kernel.ports import Email, Mailer

TIMEOUT_SECONDS = 20


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
    message["From"], message["To"], message["Subject"] = sender, email.to, email.subject
    message["Date"] = format_datetime(clock.now())
    domain = parseaddr(sender)[1].partition("@")[2] or "localhost"
    message["Message-ID"] = f"<{email.key}@{domain}>"
    message["Content-Language"] = email.locale.replace("_", "-")
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(email.body)
    for attachment in email.attachments:
        main, _, sub = attachment.media_type.partition(";")[0].partition("/")
        message.add_attachment(attachment.content, maintype=main, subtype=sub, filename=attachment.name)
    return message


class Mailbox:
    """A folder of .eml files, one per letter; the same key never makes two."""

    def __init__(self, folder: Path, sender: str, clock: Clock) -> None:
        self.folder, self.sender, self.clock = folder, sender, clock

    def send(self, email: Email) -> None:
        """Write the letter down. Raises OSError when the disk is full."""
        self.folder.mkdir(parents=True, exist_ok=True)
        path = self.folder / f"{email.key}.eml"
        draft = path.with_suffix(".part")
        draft.write_bytes(bytes(as_message(email, self.sender, self.clock)))
        draft.rename(path)


class Smtp:
    """A mail server."""

    def __init__(self, url: str, sender: str, clock: Clock) -> None:
        parts = urlsplit(url)
        self.host, self.port = parts.hostname or "localhost", parts.port
        self.user, self.password = unquote(parts.username or ""), unquote(parts.password or "")
        self.is_tls, self.sender, self.clock = parts.scheme == "smtps", sender, clock

    def send(self, email: Email) -> None:
        """Hand the letter to the server. Raises OSError (SMTPException is one) when it cannot take it."""
        with self._connect() as server:
            if self.user:
                server.login(self.user, self.password)
            server.send_message(as_message(email, self.sender, self.clock))

    def _connect(self) -> smtplib.SMTP:
        context = ssl.create_default_context()
        if self.is_tls:
            return smtplib.SMTP_SSL(self.host, self.port or 465, timeout=TIMEOUT_SECONDS, context=context)
        server = smtplib.SMTP(self.host, self.port or 25, timeout=TIMEOUT_SECONDS)
        server.ehlo()
        if server.has_extn("starttls"):
            server.starttls(context=context)
        return server
