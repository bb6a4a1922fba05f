"""The floor: a Flask view that returns a ready string of a given length, or 304 at once."""

from flask import Flask, Response, request

app = Flask(__name__)
READY: dict[int, bytes] = {}


@app.get("/ready/<int:length>")
def ready(length: int) -> Response:
    """Return so many bytes that were there before."""
    if request.headers.get("If-None-Match") == '"ready"':
        return Response(status=304, headers={"ETag": '"ready"'})
    body = READY.setdefault(length, b"x" * length)
    return Response(body, content_type="text/html; charset=utf-8", headers={"ETag": '"ready"'})
