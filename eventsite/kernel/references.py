"""Public references and secrets: short enough to read out, long enough never to be guessed."""

import hashlib
import secrets

ALPHABET = "23456789abcdefghjkmnpqrstvwxyz"
"""No 0/o, 1/i/l or u: nobody should have to spell a reference twice."""


def new_reference(length: int = 12) -> str:
    """Return a random reference of `length` letters (12 letters carry about 58 bits)."""
    return "".join(secrets.choice(ALPHABET) for _ in range(length))


def is_reference(text: str, length: int = 12) -> bool:
    """Whether `text` could be a reference that `new_reference` made."""
    return len(text) == length and set(text) <= set(ALPHABET)


def new_secret() -> str:
    """Return a URL-safe secret of 192 bits, for links that work without signing in."""
    return secrets.token_urlsafe(24)


def digest(secret: str) -> str:
    """Return what is stored in place of a secret: its SHA-256, which is enough for values that cannot be guessed."""
    return hashlib.sha256(secret.encode()).hexdigest()
