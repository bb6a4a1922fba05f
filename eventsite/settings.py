"""Settings, read once from EVENTSITE_*; a bad value stops the start with one plain sentence."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self
from urllib.parse import urlsplit

from eventsite.kernel.crypto import KEY_BYTES, parse_keys

PREFIX = "EVENTSITE_"
DEMO_SECRET = "demo-secret-not-for-real-people"  # noqa: S105 - named so that production can refuse it
DEMO_KEYS = "demo:ZXZlbnRzaXRlIGRlbW8ga2V5LCBub3QgYSBzZWNyZXQ="
SHORTEST_SECRET = 32


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
        demo = given.pop("demo", "0") == "1"
        given.pop("instance", None)
        unknown = sorted(set(given) - set(cls.__dataclass_fields__))
        if unknown:
            raise BadSetting(f"There is no setting called {PREFIX}{unknown[0].upper()}.")
        home = Path(source.get(PREFIX + "INSTANCE", "instance")).resolve()
        secret = given.pop("secret_key", DEMO_SECRET if demo else "")
        keys = _keys(given.pop("field_keys", DEMO_KEYS if demo else ""))
        proxies = _count(given.pop("trusted_proxies", "0"))
        given.setdefault("database_url", f"sqlite:///{home / 'eventsite.sqlite'}")
        given.setdefault("mail_url", f"mailbox://{home / 'mailbox'}" if demo else "")
        given.setdefault("files_url", f"file://{home / 'files'}")
        settings = cls(demo=demo, secret_key=secret, field_keys=keys, trusted_proxies=proxies, **given)
        settings.refuse_unsafe()
        return settings

    def refuse_unsafe(self) -> None:
        """Raise BadSetting for what must never serve real people."""
        address = urlsplit(self.base_url)
        if address.scheme not in {"http", "https"} or not address.hostname:
            raise BadSetting("EVENTSITE_BASE_URL must be a full address, like https://events.example.org.")
        if self.log_format not in {"text", "json"}:
            raise BadSetting("EVENTSITE_LOG_FORMAT must be text or json.")
        if self.demo:
            return
        if len(self.secret_key) < SHORTEST_SECRET or self.secret_key == DEMO_SECRET:
            raise BadSetting(f"EVENTSITE_SECRET_KEY must be {SHORTEST_SECRET} random characters or more of your own.")
        if not self.field_keys or "demo" in self.field_keys:
            raise BadSetting("EVENTSITE_FIELD_KEYS must hold a key of your own; `eventsite check --new-key` makes one.")
        if not self.mail_url:
            raise BadSetting("EVENTSITE_MAIL_URL must say where mail goes, like smtp://localhost:25.")

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


def _count(text: str) -> int:
    if not text.isdecimal():
        raise BadSetting("EVENTSITE_TRUSTED_PROXIES must be how many proxies stand in front, like 1.")
    return int(text)
