"""What this browser remembers between pages; nobody else touches Flask's session.

It holds three things: the secret of a sign-in, the request a code belongs to, and the registrations that were begun or
opened here with their private link.
"""

from flask import Flask, get_flashed_messages, session
from flask import flash as _flash

MOST_HELD = 20
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


def keep_sign_in(secret: str) -> None:
    """Remember a sign-in. Everything else is dropped but the held registrations: a new person, a new session."""
    held = held_registrations()
    session.clear()
    session.permanent = True
    session["sign_in"], session["held"] = secret, sorted(held)


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


def held_registrations() -> frozenset[str]:
    """Return the references of registrations this browser may change."""
    held = session.get("held")
    return frozenset(ref for ref in held if isinstance(ref, str)) if isinstance(held, list) else frozenset()


def hold_registration(ref: str) -> None:
    """Let this browser change a registration from now on."""
    session.permanent = True
    session["held"] = [*sorted(held_registrations() - {ref}), ref][-MOST_HELD:]


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
