"""By what a browser is known for a day where money is claimed, checked or paid: to see that one does not do both.

The secret is in a cookie of its own, because signing in drops all that a session holds. We keep its digest, for a day.
"""

from flask import after_this_request, current_app, g, request
from werkzeug.wrappers import Response

from eventsite.kernel.references import digest, new_secret
from eventsite.web.readable_cookies import DAY_BROWSER

LIFE = 24 * 60 * 60
"""Seconds."""
LONGEST = 100


def day_mark() -> str:
    """Return the mark of this browser; from now on it has one, for a day."""
    if "day_secret" not in g:
        g.day_secret = request.cookies.get(DAY_BROWSER, "")[:LONGEST] or _keep(new_secret())
    return digest(g.day_secret)


def _keep(secret: str) -> str:
    is_secure = current_app.config["SESSION_COOKIE_SECURE"]

    @after_this_request
    def keep(response: Response) -> Response:
        response.set_cookie(DAY_BROWSER, secret, max_age=LIFE, secure=is_secure, httponly=True, samesite="Lax")
        return response

    return secret
