"""Security headers on every answer: no inline script, no other host, no framing, no leaking of addresses."""

import secrets

from flask import Flask, Response, g, request

COMMON = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), interest-cohort=()",
}
POLICY = (
    "default-src 'none'; script-src {scripts}; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; manifest-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
SAME_FOR_ALL = POLICY.format(scripts="'self'")
"""Public pages are stored whole and answered with 304, so a nonce would be the same for everyone; they take no input."""


def nonce() -> str:
    """Return this answer's nonce for script tags."""
    if "nonce" not in g:
        g.nonce = secrets.token_urlsafe(16)
    return str(g.nonce)


def init(app: Flask, *, is_secure: bool) -> None:
    """Put the headers on every answer of `app`."""
    common = COMMON | ({"Strict-Transport-Security": "max-age=31536000; includeSubDomains"} if is_secure else {})

    @app.after_request
    def protect(response: Response) -> Response:
        headers = response.headers
        given = {name.lower() for name, _value in headers}  # looked at once: Werkzeug's own looks go through all of them each time
        for name, value in common.items():
            if name.lower() not in given:
                headers.add(name, value)
        if "content-security-policy" not in given:
            headers.add("Content-Security-Policy", POLICY.format(scripts=f"'nonce-{nonce()}'"))
        if "cache-control" not in given and request.endpoint != "static":
            headers.add("Cache-Control", "no-store")
        return response
