"""Who is acting: a signed-in person, whoever holds a registration link, or the system itself."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

NO_ROLES: Mapping[int, frozenset[str]] = MappingProxyType({})


@dataclass(frozen=True, kw_only=True)
class Actor:
    """Everything a permission may look at.

    `roles` maps event ids to the roles the person has in that event's team, `organisations` organisation ids to theirs
    there. `acts_for` are the ids of persons whose things are this person's as well: themselves, who shares their mailbox,
    whom they keep. `registration_refs` are those of registrations opened with the link of a letter. `browser` is the digest
    of the secret of this browser: what was begun here and is not sent yet may be changed here. `is_steward` is true for who
    looks after the whole site. `is_system` is true only for the worker and the command line.
    """

    person_id: int | None = None
    name: str = ""
    email: str | None = None
    roles: Mapping[int, frozenset[str]] = field(default_factory=lambda: NO_ROLES)
    acts_for: frozenset[int] = frozenset()
    registration_refs: frozenset[str] = frozenset()
    browser: str | None = None
    organisations: Mapping[int, frozenset[str]] = field(default_factory=lambda: NO_ROLES)
    is_steward: bool = False
    is_system: bool = False

    @property
    def is_signed_in(self) -> bool:
        """Whether a person proved who they are."""
        return self.person_id is not None

    @property
    def is_stranger(self) -> bool:
        """Whether there is neither a person nor a registration to go by."""
        return not self.is_signed_in and not self.registration_refs

    @property
    def label(self) -> str:
        """How audit entries name this actor: never a name or an address."""
        if self.is_system:
            return "system"
        if self.person_id is not None:
            return f"person:{self.person_id}"
        return "visitor"

    def has_role(self, event_id: int, *roles: str) -> bool:
        """Whether the person has one of `roles` in that event's team."""
        return not self.roles.get(event_id, frozenset()).isdisjoint(roles)

    def has_organisation_role(self, organisation_id: int, *roles: str) -> bool:
        """Whether the person has one of `roles` in that organisation."""
        return not self.organisations.get(organisation_id, frozenset()).isdisjoint(roles)


SYSTEM = Actor(is_system=True, name="eventsite")
VISITOR = Actor()
