"""Access marks: every view says who may open it, and a test walks the URL map for one that does not."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from eventsite.kernel.refusals import NotVisible
from eventsite.web.current import actor

View = TypeVar("View", bound=Callable[..., Any])


def marked(view: View, mark: str) -> View:
    """Write the access mark on a view."""
    view.access_mark = mark  # type: ignore[attr-defined]
    return view


def public(view: View) -> View:
    """Anyone may open this."""
    return marked(view, "public")


def by_link(view: View) -> View:
    """Whoever holds the secret in the address, or the reference in their browser, may open this; the query decides."""
    return marked(view, "by link")


def private(view: Callable[..., Any]) -> Callable[..., Any]:
    """Whoever holds it in their browser or is signed in as its owner may open this; the query decides.

    Letters lead here, so a visitor to whom nothing is visible is asked to sign in and come back, whether it exists or not.
    """

    @wraps(view)
    def guarded(*args: Any, **words: Any) -> Any:
        try:
            return view(*args, **words)
        except NotVisible:
            if actor().is_signed_in:
                raise
            return sign_in_first()

    return marked(guarded, "private")


def signed_in(view: Callable[..., Any]) -> Callable[..., Any]:
    """Only a signed-in person may open this; others are asked to sign in and come back."""

    @wraps(view)
    def guarded(*args: Any, **words: Any) -> Any:
        return view(*args, **words) if actor().is_signed_in else sign_in_first()

    return marked(guarded, "signed in")


def sign_in_first() -> Response:
    """Send the visitor to sign in, and back here afterwards, where the address can be opened again."""
    is_page = request.method == "GET" or (request.url_rule is not None and "GET" in (request.url_rule.methods or ()))
    back = request.full_path.rstrip("?") if is_page else None
    return redirect(url_for("people.sign_in", next=back))
