"""Light or dark: one question, whose answer is a cookie and nothing else."""

from urllib.parse import urlsplit

from flask import Blueprint, current_app, make_response, redirect, render_template, request
from werkzeug.wrappers import Response

from eventsite.people.rules import safe_back
from eventsite.site.forms import LookForm
from eventsite.web.access import public
from eventsite.web.themes import COOKIE, THEMES, current_theme

blueprint = Blueprint("look", __name__)
Page = str | Response | tuple[str, int]
A_YEAR = 365 * 24 * 3600


@blueprint.route("/look", methods=["GET", "POST"])
@public
def look() -> Page:
    """Ask how the pages are to look, and go back to where one came from."""
    chosen = current_theme()
    form = LookForm(data={"theme": chosen.value if chosen else LookForm.AS_THE_DEVICE})
    if form.is_posted_well():
        answer = make_response(redirect(safe_back(request.form.get("back")) or "/"))
        if form.theme.data in THEMES:
            is_secure = bool(current_app.config["SESSION_COOKIE_SECURE"])
            answer.set_cookie(COOKIE, form.theme.data, max_age=A_YEAR, secure=is_secure, httponly=True, samesite="Lax")
        else:
            answer.delete_cookie(COOKIE)
        return answer
    return render_template("site/look.html", form=form, back=request.form.get("back") or _came_from()), form.status


def _came_from() -> str:
    # Pages whose address is a secret send no referrer.
    came = urlsplit(request.referrer or "")
    return safe_back(came.path) if came.netloc == request.host and came.path != request.path else ""
