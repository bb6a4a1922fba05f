"""Whether a secret or a key could be guessed: printed somewhere, repeated, counted up, or made of words."""

from collections.abc import Iterator
from importlib import import_module
from itertools import pairwise

from sqlalchemy.orm import Session

from eventsite.kernel.crypto import parse_keys
from eventsite.records.resealing import lost_keys
from eventsite.records.work import Database
from eventsite.settings import DEMO_KEYS, DEMO_SECRET, Settings

PRINTED_SECRETS = {DEMO_SECRET, "KzX3v0dJq9yT2mWb7sLr5uHc8nEa4gPf"}
PRINTED_KEYS = {*parse_keys(DEMO_KEYS).values(), *parse_keys("k1:MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=").values()}
"""What stands in this project for everybody to read; a test finds every one that is not listed here."""
FEWEST_LETTERS = 10
"""Different characters that a random secret of 32 has at the very least."""
FEWEST_BYTES = 20
"""Different bytes, and different steps from one to the next, of a random key; fewer would be seen once in some 10^9 keys."""
WORDS = 0.85
"""Guesses that a secret withstands, as a power of ten for each character, at the very least.

Of 1,500 random ones of 32 hexadecimal digits, the weakest that anybody makes by machine, none was below 0.867; sentences
and passwords with some figures in them come to 0.5 to 0.83 (zxcvbn's measure).
"""
ENOUGH = 39
"""Guesses, as a power of ten, that nobody can make: 128 bits."""
LONGEST_MEASURED = 72
MAKES_ONE = "`eventsite check --new-key` makes one."


def lost(database: Database) -> Iterator[str]:
    """Yield a sentence for each key that what is stored needs, and is missing or another one. Raises what SQLAlchemy does."""
    with Session(database.engine) as session:
        missing, wrong = lost_keys(session, database.cipher)
    for key in sorted(missing):
        yield f"EVENTSITE_FIELD_KEYS lacks the key {key}, which sealed something that is stored: it cannot be read. Put that key back."
    for key in sorted(wrong):
        yield f"The key {key} of EVENTSITE_FIELD_KEYS opens nothing of what a key with that id sealed: it is another one. Put the right key back."


def weak_keys(settings: Settings) -> Iterator[str]:
    """Yield one sentence for each secret and key that somebody could guess."""
    if settings.demo:
        return
    if why := _weakness(settings.secret_key.encode(), settings.secret_key in PRINTED_SECRETS) or _words(settings.secret_key):
        yield f"EVENTSITE_SECRET_KEY {why}, so it can be guessed; {MAKES_ONE}"
    for key_id, key in settings.field_keys.items():
        if why := _weakness(key, key in PRINTED_KEYS) or _no_key(key):
            yield f"The key {key_id} in EVENTSITE_FIELD_KEYS {why}, so it can be guessed; {MAKES_ONE}"
    if len(set(settings.field_keys.values())) < len(settings.field_keys):
        yield "EVENTSITE_FIELD_KEYS has the same key twice: changing keys changed nothing."


def _weakness(secret: bytes, is_printed: bool) -> str:  # noqa: FBT001
    if is_printed:
        return "is printed in the documentation"
    if len(set(secret)) < FEWEST_LETTERS or _has_period(secret):
        return "repeats itself"
    return ""


def _has_period(secret: bytes) -> bool:
    """Whether a piece of it, at most half as long, makes up the whole, cut off anywhere."""
    return any(secret[step:] == secret[:-step] for step in range(1, len(secret) // 2 + 1))


def _no_key(key: bytes) -> str:
    if key.isascii() and key.decode().isprintable():
        return "is made of letters"
    steps = {(after - before) % 256 for before, after in pairwise(key)}
    return "is not random" if len(set(key)) < FEWEST_BYTES or len(steps) < FEWEST_BYTES else ""


def _words(secret: str) -> str:
    # Imported by whoever asks: its lists of words and names take half as long as the whole application.
    measure = import_module("zxcvbn").zxcvbn
    measured = secret[:LONGEST_MEASURED]
    strength = float(measure(measured)["guesses_log10"])
    return "is made of words, names or rows of keys" if strength < min(WORDS * len(measured), ENOUGH) else ""
