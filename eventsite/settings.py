"""Settings, read once from EVENTSITE_*; a bad value stops the start with one plain sentence."""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from email.utils import parseaddr
from pathlib import Path
from typing import Self
from unicodedata import category
from urllib.parse import quote, unquote, urlsplit

from email_validator import EmailNotValidError, validate_email

from eventsite.kernel.crypto import KEY_BYTES, parse_keys

PREFIX = "EVENTSITE_"
DEMO_SECRET = "demo-secret-not-for-real-people"  # noqa: S105 - named so that production can refuse it
DEMO_KEYS = "demo:ZXZlbnRzaXRlIGRlbW8ga2V5LCBub3QgYSBzZWNyZXQ="
SHORTEST_SECRET = 32
ADDRESSES: Mapping[str, tuple[tuple[str, ...], str]] = {
    "base_url": (("https", "http"), "https://events.example.org"),
    "database_url": (("postgresql", "postgres", "postgresql+psycopg", "sqlite"), "postgresql://eventsite@localhost/eventsite"),
    "mail_url": (("smtp", "smtps", "mailbox"), "smtp://mail.example.org"),
    "files_url": (("s3", "file"), "s3://bucket"),
    "redis_url": (("redis", "rediss"), "redis://localhost"),
}
"""Which schemes each address may have, and an example of one."""
LOCAL_HOSTS = {"localhost", "127.0.0.1", "::1"}
MOST_PROXIES = 10
LONGEST_NAME = 80
NO_TEXT = {"Cc", "Cs"}
"""Unicode categories: control characters, and halves of characters (bytes of the environment that are no UTF-8)."""
_HOST = re.compile(r"[\w.:-]+")
WITHOUT_HOST = {"sqlite", "file", "mailbox", "postgresql", "postgres", "postgresql+psycopg"}
"""Folders, and PostgreSQL, which may listen on a socket of the machine."""


class BadSetting(Exception):  # noqa: N818
    """One plain sentence about what is wrong with a setting."""


@dataclass(frozen=True, kw_only=True)
class Settings:
    """How this installation runs. Every field is EVENTSITE_ and its name in capitals."""

    database_url: str
    secret_key: str = field(repr=False)
    field_keys: Mapping[str, bytes] = field(repr=False)
    base_url: str = "http://127.0.0.1:8000"
    site_name: str = "eventsite"
    mail_url: str = field(default="", repr=False)
    mail_from: str = "hello@example.org"
    files_url: str = field(default="", repr=False)
    redis_url: str = field(default="", repr=False)
    trusted_proxies: int = 0
    log_format: str = "text"
    demo: bool = False

    @classmethod
    def read(cls, environment: Mapping[str, str] | None = None) -> Self:
        """Read from the environment. Raises BadSetting with a sentence for the operator."""
        source = os.environ if environment is None else environment
        given = {k.removeprefix(PREFIX).lower(): v for k, v in source.items() if k.startswith(PREFIX) and v != ""}
        _refuse_unprintable(given)
        demo = _switch(given.pop("demo", "0"))
        given.pop("instance", None)
        unknown = sorted(set(given) - set(cls.__dataclass_fields__))
        if unknown:
            raise BadSetting(f"There is no setting called {PREFIX}{unknown[0].upper()}.")
        home = quote(str(Path(source.get(PREFIX + "INSTANCE", "instance")).resolve()))
        secret = given.pop("secret_key", DEMO_SECRET if demo else "")
        keys = _keys(given.pop("field_keys", DEMO_KEYS if demo else ""))
        proxies = _count(given.pop("trusted_proxies", "0"))
        given.setdefault("database_url", f"sqlite:///{home}/eventsite.sqlite")
        given.setdefault("mail_url", f"mailbox://{home}/mailbox" if demo else "")
        given.setdefault("files_url", f"file://{home}/files")
        settings = cls(demo=demo, secret_key=secret, field_keys=keys, trusted_proxies=proxies, **given)
        settings.refuse_unsafe()
        return settings

    def refuse_unsafe(self) -> None:
        """Raise BadSetting for what must never serve real people."""
        self._refuse_malformed()
        if self.log_format not in {"text", "json"}:
            raise BadSetting("EVENTSITE_LOG_FORMAT must be text or json.")
        if self.demo:
            return
        if len(self.secret_key) < SHORTEST_SECRET or self.secret_key == DEMO_SECRET:
            raise BadSetting(f"EVENTSITE_SECRET_KEY must be {SHORTEST_SECRET} random characters or more of your own.")
        given = set(self.field_keys.values())
        if not given or given & {*parse_keys(DEMO_KEYS).values(), bytes(KEY_BYTES)}:
            raise BadSetting("EVENTSITE_FIELD_KEYS must hold a key of your own; `eventsite check --new-key` makes one.")
        if not self.mail_url:
            raise BadSetting("EVENTSITE_MAIL_URL must say where mail goes, like smtp://localhost:25.")

    def _refuse_malformed(self) -> None:
        for name, (schemes, example) in ADDRESSES.items():
            if (address := getattr(self, name)) and not _is_address(address, schemes):
                raise BadSetting(f"{PREFIX}{name.upper()} must be a full address, like {example}.")
        if not _is_origin(self.base_url):
            raise BadSetting("EVENTSITE_BASE_URL must end with the host, like https://events.example.org.")
        if not self.site_name.strip() or len(self.site_name) > LONGEST_NAME:
            raise BadSetting(f"EVENTSITE_SITE_NAME must be a name of at most {LONGEST_NAME} characters.")
        if not _is_sender(self.mail_from):
            raise BadSetting("EVENTSITE_MAIL_FROM must be an email address, like hello@events.example.org.")

    @property
    def is_secure(self) -> bool:
        """Whether people reach the site over https."""
        return self.base_url.startswith("https://")

    @property
    def host(self) -> str:
        """The host name people use; also the domain in calendar ids, so it must stay when the address changes."""
        return urlsplit(self.base_url).hostname or "localhost"

    @property
    def sqlalchemy_url(self) -> str:
        """The database address with the driver we use written out."""
        for short in ("postgres://", "postgresql://"):
            if self.database_url.startswith(short):
                return "postgresql+psycopg://" + self.database_url.removeprefix(short)
        return self.database_url


def _keys(text: str) -> Mapping[str, bytes]:
    try:
        keys = parse_keys(text)
    except ValueError:
        raise BadSetting("EVENTSITE_FIELD_KEYS is written id:base64,id:base64.") from None
    if any(len(key) != KEY_BYTES for key in keys.values()):
        raise BadSetting("Each key in EVENTSITE_FIELD_KEYS must be 32 bytes in base64.")
    return keys


def _is_address(text: str, schemes: tuple[str, ...]) -> bool:
    try:
        parts = urlsplit(text)
        is_reachable = parts.port != 0
    except ValueError:  # a port that is no number
        return False
    is_host = parts.scheme in WITHOUT_HOST if parts.hostname is None else _HOST.fullmatch(parts.hostname) is not None
    return is_reachable and parts.scheme in schemes and is_host


def _refuse_unprintable(given: Mapping[str, str]) -> None:
    """Raise BadSetting for control characters and bytes that are no text: they break headers, paths and what is stored."""
    for name, value in given.items():
        written = value + unquote(value) if name in ADDRESSES else value
        if any(category(character) in NO_TEXT for character in written):
            raise BadSetting(f"{PREFIX}{name.upper()} has a character in it that cannot be printed.")


def _is_origin(address: str) -> bool:
    parts = urlsplit(address)
    return parts.path in {"", "/"} and not (parts.query or parts.fragment or parts.username or parts.password)


def _is_sender(text: str) -> bool:
    try:
        validate_email(parseaddr(text)[1], check_deliverability=False, test_environment=True)
    except EmailNotValidError:
        return False
    return "\n" not in text


def _switch(text: str) -> bool:
    if text not in {"0", "1"}:
        raise BadSetting("EVENTSITE_DEMO must be 1, or left out.")
    return text == "1"


def _count(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) <= len(str(MOST_PROXIES)) and int(text) <= MOST_PROXIES):
        raise BadSetting(f"EVENTSITE_TRUSTED_PROXIES must be how many proxies stand in front, like 1, and at most {MOST_PROXIES}.")
    return int(text)
