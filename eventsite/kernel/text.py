"""Cleaning what people type, nothing lost and nothing invisible kept; and putting names in order."""

import re
import unicodedata

TURNS = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff"
_LINE_ENDS = re.compile(r"\r\n?|\u2028|\u2029")


def tidy(text: str) -> str:
    """Normalise to NFC, unify line ends, drop control and bidi-override characters, trim the ends."""
    plain = _LINE_ENDS.sub("\n", unicodedata.normalize("NFC", text))
    kept = "".join(ch for ch in plain if ch in "\n\t" or not _is_invisible(ch))
    return kept.strip()


def _is_invisible(character: str) -> bool:
    # Format characters stay where scripts need them (joiners); only those that turn text round, and can disguise it, go.
    return unicodedata.category(character) in {"Cc", "Cs", "Cn"} or character in TURNS


def slug(text: str) -> str:
    """Return letters, digits and single hyphens in lower case, at most 60; may be empty for other scripts."""
    ascii_text = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", ascii_text).strip("-")[:60].strip("-")


_OWN_LETTERS = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "ħ": "h", "ı": "i", "ŧ": "t", "æ": "ae", "œ": "oe", "þ": "th", "ŋ": "n"}
)
"""Letters of Europe's Latin alphabets that Unicode takes for whole ones, so that decomposing leaves them alone."""


def name_key(name: str) -> tuple[str, str, str]:
    """Return what puts names in the order in which people look for them: Łukasz before Magda, Émile beside Emil.

    As the first levels of Unicode Technical Standard 10 (collation): letters first, then marks, then small before capital.
    """
    composed = unicodedata.normalize("NFC", name)
    decomposed = unicodedata.normalize("NFKD", composed.casefold().translate(_OWN_LETTERS))
    letters = "".join(character for character in decomposed if not unicodedata.combining(character))
    return letters, composed.casefold(), composed.swapcase()
