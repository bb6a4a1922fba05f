"""The words of this room: states, roles, ways of meeting, honest labels."""

from enum import StrEnum

from eventsite.kernel.i18n import lazy_gettext
from eventsite.kernel.labels import LabelledEnum
from eventsite.kernel.lifecycle import Lifecycle


class EventState(StrEnum):
    """Where an event is on its way."""

    DRAFT = "draft"
    OPEN = "open"
    OVER = "over"


TEAM_ACTIONS = ("describe", "invite", "appoint organiser", "remove member")
EVENT_LIFE = Lifecycle(
    {
        (EventState.DRAFT, "start"): EventState.DRAFT,
        (EventState.DRAFT, "publish"): EventState.OPEN,
        (EventState.OPEN, "close"): EventState.OVER,
    }
    | {(state, action): state for state in EventState for action in TEAM_ACTIONS},
    repeats=frozenset({(EventState.OPEN, "publish"), (EventState.OVER, "close")}),
)


class Role(LabelledEnum):
    """What somebody does in an event's team. One person may have several, but never check and pay the same claim."""

    ORGANISER = "organiser", lazy_gettext("Organiser")
    FACILITATOR = "facilitator", lazy_gettext("Facilitator")
    ACCESS_LEAD = "access_lead", lazy_gettext("Access lead")
    CHECKER = "checker", lazy_gettext("Checks claims")
    PAYER = "payer", lazy_gettext("Pays claims")


class Meeting(LabelledEnum):
    """How people can be there."""

    IN_PERSON = "in_person", lazy_gettext("In person")
    ONLINE = "online", lazy_gettext("Online")
    BOTH = "both", lazy_gettext("In person and online")


class PowerHolder(StrEnum):
    """Who holds a power: the people who called the event, everybody together, or nobody has said."""

    HOSTS = "hosts"
    TOGETHER = "together"
    NOT_SAID = "not_said"


class Label(LabelledEnum):
    """What an event honestly is: the rungs that fit an event, of a ladder of seven.

    Source: Ladder of Co-production, Think Local Act Personal and its National Co-production Advisory Group,
    thinklocalactpersonal.org.uk, read November 2026.
    """

    NOT_STATED = (
        "not_stated",
        lazy_gettext("Not stated yet"),
        lazy_gettext("The organisers have not yet said who decides what."),
    )
    INFORMING = (
        "informing",
        lazy_gettext("Sharing news"),
        lazy_gettext("You will hear what is planned. You cannot change it here."),
    )
    CONSULTATION = (
        "consultation",
        lazy_gettext("Asking for your views"),
        lazy_gettext("You say what you think. The hosts decide later, and tell you what they did."),
    )
    ENGAGEMENT = (
        "engagement",
        lazy_gettext("Talking together"),
        lazy_gettext("You can change what we talk about. The hosts decide what happens after."),
    )
    CO_DESIGN = (
        "co_design",
        lazy_gettext("Designing together"),
        lazy_gettext("You shape the questions and the plan. The hosts hold the money or the last word."),
    )
    CO_PRODUCTION = (
        "co_production",
        lazy_gettext("Made together, decided together"),
        lazy_gettext("The questions, the plan, the money and the last word are shared with you."),
    )


