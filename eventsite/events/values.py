"""The words of this room: states, roles, ways of meeting, honest labels."""

from enum import StrEnum

from eventsite.kernel.i18n import lazy_gettext
from eventsite.kernel.labels import LabelledEnum
from eventsite.kernel.lifecycle import Lifecycle


class EventState(LabelledEnum):
    """What was decided about an event. Where it is in time is another thing: see `rules.is_over`."""

    DRAFT = "draft", lazy_gettext("Only the team sees it")
    OPEN = "open", lazy_gettext("Public")
    CLOSED = "closed", lazy_gettext("Public, and closed for registrations")
    CANCELLED = "cancelled", lazy_gettext("Cancelled")
    ARCHIVED = "archived", lazy_gettext("Archived")


_GOING_ON = (EventState.DRAFT, EventState.OPEN, EventState.CLOSED, EventState.CANCELLED)
TEAM_ACTIONS = ("invite", "appoint organiser", "remove member")
"""Possible for ever: money is checked and paid long after the last day."""
EVENT_LIFE = Lifecycle(
    {
        (EventState.DRAFT, "start"): EventState.DRAFT,
        (EventState.DRAFT, "publish"): EventState.OPEN,
        (EventState.DRAFT, "cancel"): EventState.CANCELLED,
        (EventState.DRAFT, "delete"): EventState.DRAFT,
        (EventState.OPEN, "unpublish"): EventState.DRAFT,
        (EventState.OPEN, "close"): EventState.CLOSED,
        (EventState.OPEN, "cancel"): EventState.CANCELLED,
        (EventState.OPEN, "archive"): EventState.ARCHIVED,
        (EventState.CLOSED, "unpublish"): EventState.DRAFT,
        (EventState.CLOSED, "reopen"): EventState.OPEN,
        (EventState.CLOSED, "cancel"): EventState.CANCELLED,
        (EventState.CLOSED, "archive"): EventState.ARCHIVED,
        (EventState.CANCELLED, "archive"): EventState.ARCHIVED,
    }
    | {(state, "describe"): state for state in _GOING_ON}
    | {(state, action): state for state in EventState for action in TEAM_ACTIONS},
    repeats=frozenset(
        {
            (EventState.OPEN, "publish"),
            (EventState.DRAFT, "unpublish"),
            (EventState.CLOSED, "close"),
            (EventState.OPEN, "reopen"),
            (EventState.CANCELLED, "cancel"),
            (EventState.ARCHIVED, "archive"),
        }
    ),
)


class Standing(LabelledEnum):
    """Whether an event takes registrations now; `label` says so to whoever would like to come."""

    OPEN = "open", lazy_gettext("You can register.")
    NOT_PUBLIC = "not_public", lazy_gettext("This gathering is not public now.")
    CLOSED = "closed", lazy_gettext("This gathering takes no more registrations.")
    CANCELLED = "cancelled", lazy_gettext("This gathering is cancelled. It will not happen.")
    OVER = "over", lazy_gettext("This gathering is over.")


class OrganiserChange(StrEnum):
    """What the other organisers are told of somebody."""

    CAME = "came"
    LEFT = "left"


class StewardStep(StrEnum):
    """What a steward did to an event."""

    UNPUBLISHED = "unpublished"
    CLOSED = "closed"


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


