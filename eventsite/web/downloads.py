"""Answers with bytes that came from outside: pictures that we drew, and files that no browser may run."""

from flask import Response

LOCKED_AWAY = "default-src 'none'; sandbox"


def picture(content: bytes) -> Response:
    """Answer with a JPEG of our own making."""
    response = Response(content, content_type="image/jpeg")
    response.headers["Content-Security-Policy"] = LOCKED_AWAY
    return response


def download(content: bytes, filename: str) -> Response:
    """Answer with a file as it came, to be saved and not shown. `filename` is one that we made up."""
    response = Response(content, content_type="application/octet-stream")
    response.headers["Content-Disposition"] = f'attachment; filename="{filename}"'
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = LOCKED_AWAY
    return response
