"""Browsers that somebody signed in with before: they have a budget of letters of their own, whatever strangers ask for.

A cookie keeps a few marks, each a number and a keyed digest of it and the mailbox. A mark signs nobody in and names nobody;
it stays when somebody signs out.
"""

from flask import after_this_request, current_app, request
from werkzeug.wrappers import Response

from eventsite.kernel.crypto import FieldCipher
from eventsite.kernel.references import is_reference, new_reference
from eventsite.people import rules
from eventsite.web.current import services
from eventsite.web.readable_cookies import KNOWN_BROWSER

MOST_MARKS = 5
LIFE = 400 * 24 * 60 * 60
"""Seconds; browsers keep no cookie for longer (RFC 6265bis, 5.5)."""


def remember(email: str) -> None:
    """Mark this browser as one that signed in with `email`."""
    mark = mark_for(email) or _new_mark(rules.mailbox(email))
    others = [other for other in _marks() if other != mark]
    value, is_secure = "~".join([mark, *others][:MOST_MARKS]), current_app.config["SESSION_COOKIE_SECURE"]

    @after_this_request
    def keep(response: Response) -> Response:
        response.set_cookie(KNOWN_BROWSER, value, max_age=LIFE, secure=is_secure, httponly=True, samesite="Lax", path="/sign-in")
        return response


def mark_for(email: str) -> str:
    """Return the mark that says that this browser signed in with the mailbox of `email`; "" if it did not."""
    return next((mark for mark in _marks() if _is_for(mark, rules.mailbox(email))), "")


def _new_mark(mailbox: str) -> str:
    number = new_reference()
    return f"{number}.{_digest(number, mailbox)}"


def _is_for(mark: str, mailbox: str) -> bool:
    number, _dot, digest = mark.partition(".")
    return is_reference(number) and rules.same(digest, _digest(number, mailbox))


def _marks() -> list[str]:
    return request.cookies.get(KNOWN_BROWSER, "").split("~")[:MOST_MARKS]


def _digest(number: str, mailbox: str) -> str:
    return _cipher().fingerprint(f"known browser {number} {mailbox}")[:40]


def _cipher() -> FieldCipher:
    return services().database.cipher
