"""The words of this room."""

from enum import StrEnum

from eventsite.kernel.i18n import lazy_gettext
from eventsite.kernel.labels import LabelledEnum
from eventsite.kernel.lifecycle import Lifecycle


class RegistrationState(StrEnum):
    """Where a registration is. A draft is kept while somebody thinks; there is no clock on it."""

    DRAFT = "draft"
    CONFIRMED = "confirmed"
    CANCELLED = "cancelled"


REGISTRATION_LIFE = Lifecycle(
    {
        (RegistrationState.DRAFT, "start"): RegistrationState.DRAFT,
        (RegistrationState.DRAFT, "answer"): RegistrationState.DRAFT,
        (RegistrationState.CONFIRMED, "answer"): RegistrationState.CONFIRMED,
        (RegistrationState.DRAFT, "submit"): RegistrationState.CONFIRMED,
        (RegistrationState.CONFIRMED, "cancel"): RegistrationState.CANCELLED,
        (RegistrationState.CONFIRMED, "renew link"): RegistrationState.CONFIRMED,
        (RegistrationState.CONFIRMED, "prove"): RegistrationState.CONFIRMED,
        (RegistrationState.CONFIRMED, "disown"): RegistrationState.CANCELLED,
        (RegistrationState.CONFIRMED, "replace"): RegistrationState.CANCELLED,
        (RegistrationState.DRAFT, "forget browser"): RegistrationState.DRAFT,
        (RegistrationState.CONFIRMED, "forget browser"): RegistrationState.CONFIRMED,
        (RegistrationState.CANCELLED, "forget browser"): RegistrationState.CANCELLED,
        (RegistrationState.DRAFT, "move"): RegistrationState.DRAFT,
        (RegistrationState.CONFIRMED, "move"): RegistrationState.CONFIRMED,
        (RegistrationState.CANCELLED, "move"): RegistrationState.CANCELLED,
        (RegistrationState.CONFIRMED, "try code"): RegistrationState.CONFIRMED,
        (RegistrationState.CONFIRMED, "vouch"): RegistrationState.CONFIRMED,
        (RegistrationState.CONFIRMED, "lapse"): RegistrationState.CANCELLED,
        (RegistrationState.CONFIRMED, "record attendance"): RegistrationState.CONFIRMED,
        (RegistrationState.CONFIRMED, "take attendance back"): RegistrationState.CONFIRMED,
        (RegistrationState.CONFIRMED, "tell of cancellation"): RegistrationState.CONFIRMED,
        (RegistrationState.CONFIRMED, "tell of changes"): RegistrationState.CONFIRMED,
    },
    repeats=frozenset({(RegistrationState.CONFIRMED, "submit"), (RegistrationState.CANCELLED, "cancel")}),
)


class PlaceState(StrEnum):
    """Whether a place is taken. One live place per registration and subject."""

    HELD = "held"
    GIVEN_UP = "given_up"


class AttendanceMode(LabelledEnum):
    """How somebody will be there."""

    IN_PERSON = "in_person", lazy_gettext("In person")
    ONLINE = "online", lazy_gettext("Online")


class Perspective(LabelledEnum):
    """How people connect to the topic: a list of our own. Any number, or none."""

    LIVED_EXPERIENCE = "lived_experience", lazy_gettext("I have lived with it myself")
    CARER = "carer", lazy_gettext("I care for somebody, or am family")
    COMMUNITY = "community", lazy_gettext("I am with a community group")
    PRACTITIONER = "practitioner", lazy_gettext("I work in health or care")
    RESEARCHER = "researcher", lazy_gettext("I do research")
    FUNDER = "funder", lazy_gettext("I commission or fund work")
    POLICY = "policy", lazy_gettext("I manage or make policy")
    STUDENT = "student", lazy_gettext("I am a student")
    NEW = "new", lazy_gettext("I am new here")
