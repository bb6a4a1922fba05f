"""What can happen to people here."""

from dataclasses import dataclass

from eventsite.kernel.facts import Fact


@dataclass(frozen=True, kw_only=True)
class SignInAsked(Fact):
    """Somebody asked for a link to sign in; `about` is the request."""


@dataclass(frozen=True, kw_only=True)
class SignedIn(Fact):
    """Somebody proved an address is theirs; `about` is the person."""


@dataclass(frozen=True, kw_only=True)
class SignedOut(Fact):
    """A person ended a sign-in; `about` is the person."""


@dataclass(frozen=True, kw_only=True)
class PersonNamed(Fact):
    """A person said what they like to be called; `about` is the person."""
