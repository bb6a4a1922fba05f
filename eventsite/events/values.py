"""The words of this room: states, roles, ways of meeting, honest labels."""

from enum import StrEnum

from eventsite.kernel.lifecycle import Lifecycle
from eventsite.kernel.words import Lazy, lazy


class EventState(StrEnum):
    """Where an event is on its way."""

    DRAFT = "draft"
    OPEN = "open"
    OVER = "over"


EVENT_LIFE = Lifecycle(
    {
        (EventState.DRAFT, "publish"): EventState.OPEN,
        (EventState.OPEN, "publish"): EventState.OPEN,
        (EventState.OPEN, "close"): EventState.OVER,
    }
)


class Role(StrEnum):
    """What somebody does in an event's team. One person may have several, but never check and pay the same claim."""

    ORGANISER = "organiser"
    FACILITATOR = "facilitator"
    ACCESS_LEAD = "access_lead"
    CHECKER = "checker"
    PAYER = "payer"


ROLE_NAMES: dict[Role, Lazy] = {
    Role.ORGANISER: lazy("Organiser"),
    Role.FACILITATOR: lazy("Facilitator"),
    Role.ACCESS_LEAD: lazy("Access lead"),
    Role.CHECKER: lazy("Checks claims"),
    Role.PAYER: lazy("Pays claims"),
}


class Meeting(StrEnum):
    """How people can be there."""

    IN_PERSON = "in_person"
    ONLINE = "online"
    BOTH = "both"


MEETING_NAMES: dict[Meeting, Lazy] = {
    Meeting.IN_PERSON: lazy("In person"),
    Meeting.ONLINE: lazy("Online"),
    Meeting.BOTH: lazy("In person and online"),
}


class Held(StrEnum):
    """Who holds a power: the people who called the event, everybody together, or nobody has said."""

    HOSTS = "hosts"
    TOGETHER = "together"
    NOT_SAID = "not_said"


class Label(StrEnum):
    """What an event honestly is: rungs of the ladder in the domain note on co-production, row 1, that fit an event."""

    NOT_STATED = "not_stated"
    INFORMING = "informing"
    CONSULTATION = "consultation"
    ENGAGEMENT = "engagement"
    CO_DESIGN = "co_design"
    CO_PRODUCTION = "co_production"


LABEL_NAMES: dict[Label, Lazy] = {
    Label.NOT_STATED: lazy("Not stated yet"),
    Label.INFORMING: lazy("Sharing news"),
    Label.CONSULTATION: lazy("Asking for your views"),
    Label.ENGAGEMENT: lazy("Talking together"),
    Label.CO_DESIGN: lazy("Designing together"),
    Label.CO_PRODUCTION: lazy("Made together, decided together"),
}

LABEL_MEANING: dict[Label, Lazy] = {
    Label.NOT_STATED: lazy("The organisers have not yet said who decides what."),
    Label.INFORMING: lazy("You will hear what is planned. You cannot change it here."),
    Label.CONSULTATION: lazy("You say what you think. The hosts decide later, and tell you what they did."),
    Label.ENGAGEMENT: lazy("You can change what we talk about. The hosts decide what happens after."),
    Label.CO_DESIGN: lazy("You shape the questions and the plan. The hosts hold the money or the last word."),
    Label.CO_PRODUCTION: lazy("The questions, the plan, the money and the last word are shared with you."),
}
