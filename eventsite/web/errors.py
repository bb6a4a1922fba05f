"""Error pages: the truth, in plain words, with what to do next and a reference for the log."""

import logging

from flask import Flask, Response, render_template, request
from flask_limiter import RateLimitExceeded
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as AnyResponse

from eventsite.kernel.references import new_reference
from eventsite.kernel.refusals import ChangedMeanwhile, NotAllowed, NotVisible, Refusal
from eventsite.web.conflicts import page_of_both
from eventsite.web.limits import wait

log = logging.getLogger(__name__)
Answer = tuple[str, int]
KNOWN = {400, 403, 404, 405, 409, 410, 413, 422, 500, 503}


def init(app: Flask) -> None:
    """Register a page for everything that can go wrong."""
    app.register_error_handler(NotVisible, lambda _trouble: _page(404))
    app.register_error_handler(NotAllowed, lambda _trouble: _page(403))
    app.register_error_handler(ChangedMeanwhile, _changed)
    app.register_error_handler(Refusal, lambda refusal: _page(422, sentence=refusal.sentence))
    app.register_error_handler(CSRFError, lambda _trouble: _page(400, kind="csrf"))
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(OperationalError, _database)
    app.register_error_handler(OSError, _outside)
    app.register_error_handler(Exception, _unknown)


def _page(status: int, **words: str) -> Answer:
    known = status if status in KNOWN else (500 if status >= 500 else 400)  # noqa: PLR2004
    return render_template(f"errors/{known}.html", **words), status


def _changed(_trouble: ChangedMeanwhile) -> Answer | AnyResponse:
    try:
        return page_of_both()
    except NotVisible:
        return _page(404)
    except NotAllowed:
        return _page(403)
    except HTTPException as trouble:
        return _page(trouble.code or 500)


def _http(trouble: HTTPException) -> Answer | HTTPException | Response:
    status = trouble.code or 500
    if isinstance(trouble, RateLimitExceeded):
        return _too_many(wait())
    return trouble if status < 400 else _page(status)  # noqa: PLR2004


def _too_many(seconds: int) -> Response:
    page = Response(render_template("errors/429.html", seconds=seconds), 429, content_type="text/html; charset=utf-8")
    page.headers["Retry-After"] = str(seconds)
    return page


def _database(trouble: OperationalError) -> Answer:
    log.error("database away: %s", type(trouble.orig).__name__, exc_info=trouble)
    return _page(503)


def _outside(trouble: OSError) -> Answer:
    log.error("disk or network away", exc_info=trouble)
    return _page(503)


def _unknown(trouble: Exception) -> Answer:
    reference = new_reference(8)
    log.error("unexpected, reference %s, %s %s", reference, request.method, request.endpoint, exc_info=trouble)
    return _page(500, reference=reference)
