"""Rate limits on pages that send mail or guess at codes: in memory for one process, in Redis for several.

Counted first is who would suffer: the mailbox that gets letters, the code that is guessed. A network is counted only far
above what a hospital behind one address does, and then it is slowed down, not shut out. Waiting is done by the client:
the answer is a page that says when to try again, at once.
"""

from collections.abc import Callable
from ipaddress import IPv6Address, ip_address, ip_network
from typing import Any

from flask import Flask, request
from flask_limiter import Limiter
from limits import parse

from eventsite.kernel.clock import SystemClock

PATIENCE = 1.0
"""Seconds that a request waits for Redis before it is counted here."""
FAST_ROAD = parse("1000 per hour")
"""What one network may do of one thing without noticing any of this: 300 people who need three tries each."""
SLOW_ROAD = "30 per minute"
"""What it may do beyond that; so nobody waits for longer than a minute."""
HOME_BITS = 64
"""An IPv6 network that one home or one machine gets has a prefix of so many bits (RFC 6177)."""


def network() -> str:
    """Return the network that a request comes from: an IPv4 address, or an IPv6 network of HOME_BITS."""
    try:
        address = ip_address(request.remote_addr or "")
    except ValueError:
        return "unknown"
    if not isinstance(address, IPv6Address):
        return str(address)
    return str(address.ipv4_mapped or ip_network((address, HOME_BITS), strict=False))


limiter = Limiter(network, default_limits=[], headers_enabled=False, strategy="moving-window")


def slowed_by_network() -> Callable[..., Any]:
    """Slow down a network that posts to a page more often than FAST_ROAD allows."""
    return limiter.limit(SLOW_ROAD, methods=["POST"], exempt_when=_is_on_the_fast_road)


def _is_on_the_fast_road() -> bool:
    return request.method == "POST" and limiter.limiter.hit(FAST_ROAD, network(), request.endpoint or "")


def limited_by(key: Callable[[], str], amount: str) -> Callable[..., Any]:
    """Allow `amount` ("5 per hour") of posts for each `key()`; where that is empty, nothing is counted."""
    return limiter.limit(amount, key_func=key, methods=["POST"], exempt_when=lambda: not key())


def wait() -> int:
    """Return how many seconds it takes until what was just refused is allowed again."""
    refused = limiter.current_limit
    now = int(SystemClock().now().timestamp())  # the one that the limiter counts by
    return 60 if refused is None else max(1, refused.reset_at - now)


def is_storage_there() -> bool:
    """Whether what counts for all processes answers."""
    return bool(limiter.storage.check())


def init(app: Flask, redis_url: str) -> None:
    """Start counting. When Redis is away each process counts for itself until it is back."""
    app.config.setdefault("RATELIMIT_STORAGE_URI", redis_url or "memory://")
    app.config.setdefault("RATELIMIT_IN_MEMORY_FALLBACK_ENABLED", bool(redis_url))
    if redis_url:
        app.config.setdefault("RATELIMIT_STORAGE_OPTIONS", {"socket_connect_timeout": PATIENCE, "socket_timeout": PATIENCE})
    limiter.init_app(app)
