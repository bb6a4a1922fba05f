"""The doors to the outside, as the rooms see them; `integrations` holds what stands behind each."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

from eventsite.kernel.i18n import SOURCE_LOCALE


@dataclass(frozen=True, kw_only=True)
class Attachment:
    """A file that goes with a letter."""

    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True)
class Recipient:
    """Where a letter goes. `is_proven` says that whoever reads there has shown it: they signed in with a letter to it.

    What strangers typed reaches nobody else as they typed it; see `records/emails.py`.
    """

    email: str
    is_proven: bool = False


@dataclass(frozen=True, kw_only=True)
class Email:
    """A mail, complete as plain text; `html` says the same. `key` makes sending it twice recognisable."""

    to: str
    subject: str
    body: str
    key: str
    locale: str = SOURCE_LOCALE
    attachments: Sequence[Attachment] = field(default=())
    html: str = ""


class Undeliverable(Exception):  # noqa: N818
    """The other side will never take this letter, however often it is tried. Says why, in no words that name anybody."""


class Mailer(Protocol):
    """Anything that takes letters away."""

    def send(self, email: Email) -> None:
        """Hand over one letter. Raises OSError when the other side cannot take it now, Undeliverable when it never will."""
        ...

    def probe(self) -> bool:
        """Ask whether letters would be taken, and send none; return whether nobody on the way can read them.

        Raises OSError when they would not be taken now.
        """
        ...


class Files(Protocol):
    """A place for bytes under names we choose."""

    def put(self, name: str, content: bytes) -> None:
        """Store `content`. Storing the same name again replaces it."""
        ...

    def get(self, name: str) -> bytes:
        """Return what was stored. Raises FileNotFoundError for an unknown name."""
        ...

    def remove(self, name: str) -> None:
        """Forget `name`; fine when it was never there."""
        ...
