"""Sealing whole files: AES-256-GCM under a key of the file's own, with the stored name as associated data."""

import base64
import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from eventsite.kernel.crypto import KEY_BYTES, NONCE_BYTES, CannotOpen


def new_file_key() -> str:
    """Return a fresh key as text, to be sealed into its row."""
    return base64.urlsafe_b64encode(secrets.token_bytes(KEY_BYTES)).decode()


def seal_file(key: str, name: str, content: bytes) -> bytes:
    """Return `content` sealed; it opens under the same `name` only."""
    nonce = secrets.token_bytes(NONCE_BYTES)
    return nonce + _cipher(key).encrypt(nonce, content, name.encode())


def open_file(key: str, name: str, sealed: bytes) -> bytes:
    """Return the content again. Raises CannotOpen for another key, another name or a changed byte."""
    try:
        return _cipher(key).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], name.encode())
    except (InvalidTag, ValueError):
        raise CannotOpen(name) from None


def _cipher(key: str) -> AESGCM:
    return AESGCM(base64.urlsafe_b64decode(key))
