"""Flask's session in a signed cookie, with one signer for all requests instead of a new one for each reading and writing."""

from functools import cached_property

from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from itsdangerous import URLSafeTimedSerializer


class CookieSessions(SecureCookieSessionInterface):
    """The sessions of one application, whose keys stay as they are."""

    def __init__(self, app: Flask) -> None:
        self._app = app

    def get_signing_serializer(self, app: Flask) -> URLSafeTimedSerializer | None:
        """Return the signer that there is."""
        return self._signer

    @cached_property
    def _signer(self) -> URLSafeTimedSerializer | None:
        return super().get_signing_serializer(self._app)
