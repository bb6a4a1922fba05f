"""How long links live and how codes are made."""

import datetime as dt
import hmac

from eventsite.kernel.crypto import FieldCipher
from eventsite.kernel.references import ALPHABET

LINK_LIFE = dt.timedelta(minutes=30)
SIGN_IN_LIFE = dt.timedelta(days=30)
SHARED_LIFE = dt.timedelta(hours=2)
"""On a computer that somebody shares."""
CHANGE_LIFE = dt.timedelta(hours=48)
REQUESTS_KEPT = dt.timedelta(days=1)
"""How long a request stays after its link has ended: it holds an address that anybody may have typed."""
SIGN_INS_KEPT = dt.timedelta(days=30)
"""How long an ended sign-in stays, in case somebody asks who that was."""
PERSONS_KEPT = dt.timedelta(days=30)
"""How long a person stays whom nothing points to yet: they may be about to be needed."""
CODE_LENGTH = 6
WRONG_CODES = 5
"""After so many wrong codes a request is used up: 29^6 codes leave a guesser one chance in a hundred million."""


LETTERS_TO_STRANGERS = "5 per hour"
"""Letters to one mailbox that browsers ask for which never signed in with it: each could be somebody who means harm."""
LETTERS_TO_ACQUAINTANCES = "10 per hour"
"""And those that each browser asks for which did."""


OTHER_DOMAINS = {
    "googlemail.com": "gmail.com",
    "me.com": "icloud.com", "mac.com": "icloud.com",
    "protonmail.com": "proton.me", "pm.me": "proton.me", "protonmail.ch": "proton.me",
}
"""Domains of one provider whose mailboxes are those of another domain: Google's, Apple's and Proton's, as their help pages say."""


def mailbox(email: str) -> str:
    """Return what many providers take for the same mailbox: small letters, no dots before the @, nothing after a plus there."""
    local, _at, domain = email.lower().rpartition("@")
    return f"{local.partition('+')[0].replace('.', '')}@{OTHER_DOMAINS.get(domain, domain)}"


def is_same_mailbox(one: str | None, other: str | None) -> bool:
    """Whether two addresses may come to one mailbox. No address is like no other."""
    return bool(one) and mailbox(one or "") == mailbox(other or "")


def letters_to(cipher: FieldCipher, email: str) -> str:
    """Return what letters to a mailbox are counted by: nobody who reads the counters learns the address."""
    return cipher.fingerprint(f"letters to {mailbox(email)}")


def link_token(cipher: FieldCipher, ref: str) -> str:
    """Return the secret part of the emailed link."""
    return cipher.fingerprint(f"sign-in link {ref}")[:40]


def code(cipher: FieldCipher, ref: str) -> str:
    """Return the six letters and digits that do the same as the link."""
    return short_code(cipher.fingerprint(f"sign-in code {ref}"))


def short_code(fingerprint: str) -> str:
    """Return a fingerprint (hexadecimal) as six letters and digits that nobody mixes up."""
    number, letters = int(fingerprint, 16), []
    for _place in range(CODE_LENGTH):
        number, index = divmod(number, len(ALPHABET))
        letters.append(ALPHABET[index])
    return "".join(letters)


def change_token(cipher: FieldCipher, ref: str) -> str:
    """Return the secret part of the link in a letter to a new address."""
    return cipher.fingerprint(f"address change {ref}")[:40]


def same(typed: str, right: str) -> bool:
    """Compare in constant time, forgiving case, spaces and hyphens."""
    cleaned = typed.lower().replace(" ", "").replace("-", "")
    return hmac.compare_digest(cleaned.encode(), right.encode())


def safe_back(path: str | None) -> str:
    """Return a path on this site to go back to, or "" for anything that could lead elsewhere."""
    if not path or not path.startswith("/") or path.startswith(("//", "/\\")) or any(ord(ch) < 32 for ch in path):  # noqa: PLR2004
        return ""
    return path[:500]
