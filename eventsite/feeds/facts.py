"""What can happen to a private feed; `about` is the feed."""

from dataclasses import dataclass

from eventsite.kernel.facts import Fact


@dataclass(frozen=True, kw_only=True)
class FeedMade(Fact):
    """Somebody made a secret address."""


@dataclass(frozen=True, kw_only=True)
class FeedRevoked(Fact):
    """Somebody took a secret address back."""
