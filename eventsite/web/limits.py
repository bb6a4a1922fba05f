"""Rate limits on pages that send mail or guess at codes: in memory for one process, in Redis for several."""

from collections.abc import Callable
from typing import Any

from flask import Flask
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address

PATIENCE = 1.0
"""Seconds that a request waits for Redis before it is counted here."""
limiter = Limiter(get_remote_address, default_limits=[], headers_enabled=False)


def limited(amount: str, methods: list[str]) -> Callable[..., Any]:
    """Allow `amount` ("20 per hour") of `methods` from one address; then the 429 page."""
    return limiter.limit(amount, methods=methods)


def init(app: Flask, redis_url: str) -> None:
    """Start counting. When Redis is away each process counts for itself until it is back."""
    app.config.setdefault("RATELIMIT_STORAGE_URI", redis_url or "memory://")
    app.config.setdefault("RATELIMIT_IN_MEMORY_FALLBACK_ENABLED", bool(redis_url))
    if redis_url:
        app.config.setdefault("RATELIMIT_STORAGE_OPTIONS", {"socket_connect_timeout": PATIENCE, "socket_timeout": PATIENCE})
    limiter.init_app(app)
