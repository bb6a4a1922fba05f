"""What can happen to people here."""

from dataclasses import dataclass
from typing import ClassVar

from eventsite.kernel.facts import Fact, Lane, Payload, reads_schema


@dataclass(frozen=True, kw_only=True)
class SignInAsked(Fact):
    """Somebody asked for a link to sign in; `about` is the request."""

    lane: ClassVar[Lane] = Lane.URGENT


@dataclass(frozen=True, kw_only=True)
class CodeTried(Fact):
    """Somebody typed a code for a request to sign in, right or wrong; `about` is the request."""


@dataclass(frozen=True, kw_only=True)
class SignedIn(Fact):
    """Somebody proved an address is theirs with a request; `about` is the person."""

    schema: ClassVar[int] = 2
    request: str


@dataclass(frozen=True, kw_only=True)
class SignedOut(Fact):
    """A person ended a sign-in; `about` is the person."""


@dataclass(frozen=True, kw_only=True)
class PersonNamed(Fact):
    """A person said what they like to be called; `about` is the person."""


@dataclass(frozen=True, kw_only=True)
class MailboxProven(Fact):
    """Somebody opened a letter that went to an address for the first time; `about` is the mailbox."""


@dataclass(frozen=True, kw_only=True)
class AddressChangeAsked(Fact):
    """A person wants their letters elsewhere; `about` is the change."""

    lane: ClassVar[Lane] = Lane.URGENT


@dataclass(frozen=True, kw_only=True)
class AddressChangeUsed(Fact):
    """The new address was proven; `about` is the change."""


@dataclass(frozen=True, kw_only=True)
class AddressChangeEnded(Fact):
    """The person wants another address, or the one they have; `about` is the change."""


@dataclass(frozen=True, kw_only=True)
class PersonMoved(Fact):
    """A person has a new mailbox; `about` is the person."""


@reads_schema("SignedIn", 1)
def _without_request(payload: Payload) -> Payload:
    return payload | {"request": ""}
