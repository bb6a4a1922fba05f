"""What can happen to an organisation; `about` is its reference, or a steward's."""

from dataclasses import dataclass
from typing import ClassVar

from eventsite.kernel.facts import Fact


@dataclass(frozen=True, kw_only=True)
class OrganisationFounded(Fact):
    """A steward, or the command line, handed out an organisation."""


@dataclass(frozen=True, kw_only=True)
class OrganisationDescribed(Fact):
    """Its name or what its gatherings start from changed; `fields` are the names of what did.

    Public pages of what it hosts may show any of it: which costs are paid, for one, depends on the country.
    """

    is_public: ClassVar[bool] = True
    fields: list[str]


@dataclass(frozen=True, kw_only=True)
class OrganisationMemberInvited(Fact):
    """A person got a role in the organisation."""

    person_id: int
    role: str


@dataclass(frozen=True, kw_only=True)
class OrganisationMemberLeft(Fact):
    """A person gave up, or lost, a role in the organisation."""

    person_id: int
    role: str


@dataclass(frozen=True, kw_only=True)
class StewardAppointed(Fact):
    """Somebody looks after the site from now on; `about` is the steward."""


@dataclass(frozen=True, kw_only=True)
class SiteEmailTriedAgain(Fact):
    """A steward put a parked message back in the queue; `about` is the steward."""

    message_id: int
