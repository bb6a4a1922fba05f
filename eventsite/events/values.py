"""The words of this room: states, roles, ways of meeting, honest labels."""

from enum import StrEnum

from eventsite.kernel.i18n import LazyString, lazy_gettext
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


class Role(StrEnum):
    """What somebody does in an event's team. One person may have several, but never check and pay the same claim."""

    ORGANISER = "organiser"
    FACILITATOR = "facilitator"
    ACCESS_LEAD = "access_lead"
    CHECKER = "checker"
    PAYER = "payer"


ROLE_NAMES: dict[Role, LazyString] = {
    Role.ORGANISER: lazy_gettext("Organiser"),
    Role.FACILITATOR: lazy_gettext("Facilitator"),
    Role.ACCESS_LEAD: lazy_gettext("Access lead"),
    Role.CHECKER: lazy_gettext("Checks claims"),
    Role.PAYER: lazy_gettext("Pays claims"),
}


class Meeting(StrEnum):
    """How people can be there."""

    IN_PERSON = "in_person"
    ONLINE = "online"
    BOTH = "both"


MEETING_NAMES: dict[Meeting, LazyString] = {
    Meeting.IN_PERSON: lazy_gettext("In person"),
    Meeting.ONLINE: lazy_gettext("Online"),
    Meeting.BOTH: lazy_gettext("In person and online"),
}


class PowerHolder(StrEnum):
    """Who holds a power: the people who called the event, everybody together, or nobody has said."""

    HOSTS = "hosts"
    TOGETHER = "together"
    NOT_SAID = "not_said"


class Label(StrEnum):
    """What an event honestly is: the rungs that fit an event, of a ladder of seven.

    Source: Ladder of Co-production, Think Local Act Personal and its National Co-production Advisory Group,
    thinklocalactpersonal.org.uk, read November 2026.
    """

    NOT_STATED = "not_stated"
    INFORMING = "informing"
    CONSULTATION = "consultation"
    ENGAGEMENT = "engagement"
    CO_DESIGN = "co_design"
    CO_PRODUCTION = "co_production"


LABEL_NAMES: dict[Label, LazyString] = {
    Label.NOT_STATED: lazy_gettext("Not stated yet"),
    Label.INFORMING: lazy_gettext("Sharing news"),
    Label.CONSULTATION: lazy_gettext("Asking for your views"),
    Label.ENGAGEMENT: lazy_gettext("Talking together"),
    Label.CO_DESIGN: lazy_gettext("Designing together"),
    Label.CO_PRODUCTION: lazy_gettext("Made together, decided together"),
}

LABEL_MEANING: dict[Label, LazyString] = {
    Label.NOT_STATED: lazy_gettext("The organisers have not yet said who decides what."),
    Label.INFORMING: lazy_gettext("You will hear what is planned. You cannot change it here."),
    Label.CONSULTATION: lazy_gettext("You say what you think. The hosts decide later, and tell you what they did."),
    Label.ENGAGEMENT: lazy_gettext("You can change what we talk about. The hosts decide what happens after."),
    Label.CO_DESIGN: lazy_gettext("You shape the questions and the plan. The hosts hold the money or the last word."),
    Label.CO_PRODUCTION: lazy_gettext("The questions, the plan, the money and the last word are shared with you."),
}
