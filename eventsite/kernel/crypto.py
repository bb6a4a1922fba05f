"""Sensitive fields: AES-256-GCM with table, row and field as associated data, and a key id in front.

A sealed value copied into another row or field does not open: the place is
authenticated with it (NIST SP 800-38D, Galois/Counter Mode, November 2007).
"""

import base64
import hmac
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

NONCE_BYTES = 12
KEY_BYTES = 32


class CannotOpen(Exception):  # noqa: N818
    """The key is not known any more, or the value is not where it was sealed."""


@dataclass(frozen=True)
class SealedAt:
    """Where a sealed text stands; it opens nowhere else."""

    table: str
    row: str
    field: str


class FieldCipher:
    """Seals and opens texts. `keys` maps key ids to 32 bytes.

    The first one seals and all of them open. The last one makes the secrets in links, so that putting a new key in front
    ends no link that is out; taking the last one away ends them all.
    """

    def __init__(self, keys: Mapping[str, bytes]) -> None:
        if not keys or any(len(key) != KEY_BYTES for key in keys.values()):
            message = "field keys are 32 bytes each, and there is at least one"
            raise ValueError(message)
        self._keys = dict(keys)
        self._current = next(iter(self._keys))
        self._derives = self._keys[next(reversed(self._keys))]

    def seal(self, text: str, *, table: str, row: str, field: str) -> str:
        """Return `text` sealed for one field of one row."""
        nonce = secrets.token_bytes(NONCE_BYTES)
        body = AESGCM(self._keys[self._current]).encrypt(nonce, text.encode(), _place(table, row, field))
        return f"{self._current}:{base64.urlsafe_b64encode(nonce + body).decode()}"

    @property
    def ids(self) -> Sequence[str]:
        """The ids of all keys, the one that seals first."""
        return list(self._keys)

    @property
    def current_id(self) -> str:
        """The id of the key that seals now; every text it seals begins with it and a colon."""
        return self._current

    def reseal(self, sealed: str, place: "SealedAt") -> str:
        """Return the same text sealed with the key that seals now. Raises CannotOpen."""
        where = {"table": place.table, "row": place.row, "field": place.field}
        return self.seal(self.open(sealed, **where), **where)

    def open(self, sealed: str, *, table: str, row: str, field: str) -> str:
        """Return the text again. Raises CannotOpen for another place, another key or a changed byte."""
        key_id, _, encoded = sealed.partition(":")
        try:
            raw = base64.urlsafe_b64decode(encoded)
            body = AESGCM(self._keys[key_id]).decrypt(raw[:NONCE_BYTES], raw[NONCE_BYTES:], _place(table, row, field))
        except (KeyError, InvalidTag, ValueError):
            raise CannotOpen(f"{table}.{field}") from None
        return body.decode()

    def fingerprint(self, text: str) -> str:
        """Return a keyed digest, for "have we seen this before?" without storing the text."""
        return hmac.new(self._derives, b"fingerprint:" + text.encode(), "sha256").hexdigest()

    def mark(self, purpose: str, text: str) -> str:
        """Return a keyed digest as `fingerprint` does, under a key made for one purpose alone: no other digest is like it.

        The key is derived as RFC 5869 (HKDF, May 2010) says.
        """
        made = HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=f"eventsite: {purpose}".encode())
        return hmac.new(made.derive(self._derives), text.encode(), "sha256").hexdigest()


def _place(table: str, row: str, field: str) -> bytes:
    return f"{table}\x1f{row}\x1f{field}".encode()


def new_key() -> str:
    """Return a fresh key as it is written in settings: an id, a colon, 32 bytes in base64."""
    return f"k{secrets.token_hex(2)}:{base64.urlsafe_b64encode(secrets.token_bytes(KEY_BYTES)).decode()}"


def parse_keys(text: str) -> dict[str, bytes]:
    """Read `id:base64,id:base64`. Raises ValueError for anything else."""
    keys = {}
    for part in filter(None, text.split(",")):
        key_id, colon, encoded = part.strip().partition(":")
        if not colon or not key_id:
            message = "field keys are written id:base64"
            raise ValueError(message)
        if key_id in keys:
            message = f"the field key id {key_id} stands there twice"
            raise ValueError(message)
        keys[key_id] = base64.urlsafe_b64decode(encoded)
    return keys
