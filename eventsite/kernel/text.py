"""Cleaning what people type, nothing lost and nothing invisible kept; and putting names in order."""

import re
import unicodedata

_LINE_ENDS = re.compile(r"\r\n?|[\u0085\u2028\u2029]")
_DASHES = re.compile("[\u00ad\u2010-\u2015\u2043\u2212\ufe58\ufe63\uff0d]+")
_KEPT_MARKS = {"\u200c", "\u200d", "\u200e", "\u200f", "\u061c"} | {chr(tag) for tag in range(0xE0020, 0xE0080)}
"""Format characters that writing needs: joiners (Persian, Hindi, emoji), marks of direction, the tags of three flags."""
_BLANK_LETTERS = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
"""Letters and marks that show nothing. Source: Unicode Character Database, Default_Ignorable_Code_Point; U+2800 is the empty Braille cell."""


def tidy(text: str) -> str:
    """Return what somebody typed or pasted: NFC, plain spaces and line ends, nothing that disguises, trimmed ends.

    Every kind of space becomes a space and a non-breaking hyphen a hyphen; control characters, what turns text round and
    what has no width go. What shows nothing at all is empty.
    """
    plain = _LINE_ENDS.sub("\n", unicodedata.normalize("NFC", text)).replace("\u2011", "-")
    kept = "".join(_plain(character) for character in plain).strip()
    return kept if any(map(_shows, kept)) else ""


def tidy_code(text: str) -> str:
    """Return `tidy` of a number, an amount, an address: as a keyboard types it, each dash a hyphen, no joiners.

    Wide digits and letters of one width become the plain ones (NFKC).
    """
    plain = unicodedata.normalize("NFKC", _DASHES.sub(_hyphen, text))
    return "".join(character for character in tidy(plain) if unicodedata.category(character) != "Cf")


def _plain(character: str) -> str:
    category = unicodedata.category(character)
    if category == "Zs":
        return " "
    is_dropped = category in {"Cc", "Cs", "Cn", "Cf"} and character not in _KEPT_MARKS and character not in "\n\t"
    return "" if is_dropped else character


def _shows(character: str) -> bool:
    # A mark alone is drawn on nothing; letters, digits, signs and pictures show.
    return unicodedata.category(character)[0] in "LNPS" and character not in _BLANK_LETTERS


def _hyphen(dashes: re.Match[str]) -> str:
    return "-" if dashes[0].strip("\u00ad") else ""  # a soft hyphen alone is not shown


def slug(text: str) -> str:
    """Return letters, digits and single hyphens in lower case, at most 60; may be empty for other scripts."""
    ascii_text = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", ascii_text)[:60].strip("-")


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


class OwnWords(str):
    """Text that this site wrote itself: an address of its own pages, a day in words. Nobody typed it."""

    __slots__ = ()


MOST_IN_LETTERS = 60
_DOT = "[.\u3002\uff0e\uff61]"
_ADDRESS = re.compile(
    rf"@|//|\\\\|\bwww{_DOT}|\S{_DOT}[^\W\d_]{{2}}|\d{_DOT}\d+{_DOT}\d+{_DOT}\d|(?:mailto|tel|sms|data|javascript):", re.IGNORECASE
)


def harmless(text: str, most: int = MOST_IN_LETTERS) -> str:
    """Return what strangers typed as it may stand in a letter to an address that nobody has proven.

    One line of at most `most` characters, without any word that looks like an address or that a mail program could turn
    into a link.
    """
    kept = " ".join(word for word in tidy(text).split() if not looks_like_address(word))
    return kept if len(kept) <= most else kept[: most - 1].rstrip() + "…"


def looks_like_address(word: str) -> bool:
    """Whether a word could be taken for an email address, a web address or the name of a host.

    What is written in other forms of the same letters counts as well, and so does what format characters divide.
    """
    plain = "".join(one for one in unicodedata.normalize("NFKC", word) if unicodedata.category(one) != "Cf")
    return any(_ADDRESS.search(form) for form in (word, plain))
