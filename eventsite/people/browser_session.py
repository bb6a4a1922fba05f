"""What this browser remembers between pages; nobody else touches Flask's session.

It holds the secret of a sign-in, the request a code belongs to, a secret of the browser's own, and which registration was
begun here for which event, and a secret for each letter that was opened here. What these secrets
open is written down on our side, so that it can be ended there.
"""

from flask import Flask, get_flashed_messages, session
from flask import flash as _flash

from eventsite.kernel.references import digest, new_secret

MOST_OPENINGS = 20
"""Openings that one browser remembers, a household's many times over: a cookie holds 4096 bytes. Earlier ones lapse by themselves."""
SAYS_NOTHING = {"csrf_token", "_permanent"}
"""What a session may hold of somebody who only opened a form."""


def init(app: Flask) -> None:
    """Let every page show the sentences that were left for it."""
    app.jinja_env.globals["notes"] = notes


def is_personal() -> bool:
    """Whether a page may look different in this browser: a sign-in, a registration held, a sentence left to show."""
    return bool(session.keys() - SAYS_NOTHING)


def sign_in_secret() -> str | None:
    """Return the secret of the sign-in, if this browser has one."""
    secret = session.get("sign_in")
    return secret if isinstance(secret, str) else None


def keep_sign_in(secret: str, *, is_shared: bool = False) -> None:
    """Remember a sign-in, and only until the browser is closed where it is shared.

    Everything else is dropped, also what was begun or opened here: a new person, a new session.
    """
    session.clear()
    session.permanent = not is_shared
    session["sign_in"] = secret


def forget_everything() -> None:
    """Leave no trace in this browser."""
    session.clear()


def pending_request() -> str | None:
    """Return the reference of the sign-in that was asked for in this browser."""
    ref = session.get("asked")
    return ref if isinstance(ref, str) else None


def keep_request(ref: str) -> None:
    """Remember which sign-in was asked for here, so that a link works only in the browser that asked."""
    session["asked"] = ref


def browser_digest() -> str | None:
    """Return by what this browser is known to what was begun or opened in it; None before anything was."""
    secret = session.get("browser")
    return digest(secret) if isinstance(secret, str) else None


def known_browser() -> str:
    """Give this browser a secret, if it has none; returns its digest."""
    session.permanent = True
    if not isinstance(session.get("browser"), str):
        session["browser"] = new_secret()
    return digest(session["browser"])


def new_opening() -> str:
    """Make a secret for one opening: of two openings in one browser neither secret opens what the other does."""
    return new_secret()


def keep_opening(secret: str) -> None:
    """Remember what was opened here, once it was, beside what was opened before."""
    session.permanent = True
    session["opened"] = [*_openings(), secret][-MOST_OPENINGS:]


def opening_digests() -> list[str]:
    """Return by what this browser is known to what it opened with the links of letters, one for each opening."""
    known = [digest(secret) for secret in _openings()]
    earlier = browser_digest() if session.get("opened") is True else None  # so it was until 1 December 2026
    return [*known, earlier] if earlier else known


def _openings() -> list[str]:
    kept = session.get("opened")
    return [secret for secret in kept if isinstance(secret, str)] if isinstance(kept, list) else []


def all_digests() -> set[str]:
    """Return everything by which this browser is known to what was begun or opened in it."""
    return {known for known in (browser_digest(), *opening_digests()) if known}


def drafts() -> dict[str, str]:
    """Return event slug -> reference of the registration begun here."""
    begun = session.get("drafts")
    return {str(k): str(v) for k, v in begun.items()} if isinstance(begun, dict) else {}


def keep_draft(slug: str, ref: str) -> None:
    """Remember a begun registration."""
    session.permanent = True
    session["drafts"] = drafts() | {slug: ref}


def drop_draft(slug: str) -> None:
    """Forget a begun registration."""
    session["drafts"] = {k: v for k, v in drafts().items() if k != slug}


def flash(sentence: str) -> None:
    """Show a sentence at the top of the next page."""
    _flash(sentence)


def notes() -> list[str]:
    """Return the sentences to show now, once."""
    return [str(note) for note in get_flashed_messages()]
