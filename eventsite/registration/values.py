"""The words of this room."""

from enum import StrEnum

from eventsite.kernel.lifecycle import Lifecycle
from eventsite.kernel.words import Lazy, lazy


class RegistrationState(StrEnum):
    """Where a registration is. A draft is kept while somebody thinks; there is no clock on it."""

    DRAFT = "draft"
    COMING = "coming"
    CANCELLED = "cancelled"


REGISTRATION_LIFE = Lifecycle(
    {
        (RegistrationState.DRAFT, "send"): RegistrationState.COMING,
        (RegistrationState.COMING, "cancel"): RegistrationState.CANCELLED,
        (RegistrationState.CANCELLED, "come_back"): RegistrationState.COMING,
    }
)


class PlaceState(StrEnum):
    """Whether a place is taken. One live place per registration and subject."""

    HELD = "held"
    GIVEN_UP = "given_up"


class Coming(StrEnum):
    """How somebody will be there."""

    IN_PERSON = "in_person"
    ONLINE = "online"


COMING_NAMES: dict[Coming, Lazy] = {Coming.IN_PERSON: lazy("In person"), Coming.ONLINE: lazy("Online")}

PERSPECTIVES: dict[str, Lazy] = {
    "lived_experience": lazy("I have lived with it myself"),
    "carer": lazy("I care for somebody, or am family"),
    "community": lazy("I am with a community group"),
    "practitioner": lazy("I work in health or care"),
    "researcher": lazy("I do research"),
    "funder": lazy("I commission or fund work"),
    "policy": lazy("I manage or make policy"),
    "student": lazy("I am a student"),
    "new": lazy("I am new here"),
}
"""How people connect to the topic (domain note on co-production, section 4). Any number, or none."""
