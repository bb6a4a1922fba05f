"""Who may do what to an event. The subject is the event, or anything with an `event_id`."""

from typing import Any

from eventsite.events.models import Event, TeamMember
from eventsite.events.values import EVENT_LIFE, Role
from eventsite.kernel.actor import Actor
from eventsite.kernel.aggregates import Aggregate, LockOrder
from eventsite.kernel.permissions import Permission, Predicate, any_of
from eventsite.organisations.values import HOSTING, OrganisationRole


def event_id_of(subject: Any) -> int:
    """Return which event a subject belongs to."""
    return int(getattr(subject, "event_id", None) or subject.id)


def in_team(*roles: Role) -> Predicate:
    """Yes for a person with one of `roles` in the event's team."""
    return lambda actor, subject: actor.has_role(event_id_of(subject), *roles)


def in_host(*roles: OrganisationRole) -> Predicate:
    """Yes for a person with one of `roles` in the organisation that hosts the event."""
    return lambda actor, subject: actor.has_organisation_role(subject.organisation_id, *roles)


def _is_steward(actor: Actor, _event: Any) -> bool:
    return actor.is_steward


def _stepped_in(actor: Actor, event: Any) -> bool:
    """Yes for a steward, where one stepped in before."""
    return actor.is_steward and bool(event.steward_note)


START_EVENT = Permission("events.start", in_host(*HOSTING))
SEE_TEAM_PAGES = Permission("events.see_team_pages", in_team(*Role))
EDIT_EVENT = Permission("events.edit", in_team(Role.ORGANISER), until_archived=True)
INVITE_MEMBER = Permission("events.invite_member", in_team(Role.ORGANISER))
OPEN_EVENT = Permission("events.open", any_of(in_team(Role.ORGANISER), _stepped_in))
STOP_EVENT = Permission("events.stop", any_of(in_team(Role.ORGANISER), _is_steward))
"""Unpublish it, or close it for registrations: any event, for a steward."""
END_EVENT = Permission("events.end", in_team(Role.ORGANISER))
"""Cancel, archive or delete it."""
APPOINT_ORGANISER = Permission("events.appoint_organiser", in_host(OrganisationRole.OWNER))

EVENT = Aggregate(
    model=Event,
    order=LockOrder.EVENT,
    lifecycle=EVENT_LIFE,
    actions={
        "start": START_EVENT,
        "describe": EDIT_EVENT,
        "invite": INVITE_MEMBER,
        "appoint organiser": APPOINT_ORGANISER,
        "remove member": INVITE_MEMBER,
        "publish": OPEN_EVENT,
        "unpublish": STOP_EVENT,
        "close": STOP_EVENT,
        "reopen": OPEN_EVENT,
        "cancel": END_EVENT,
        "archive": END_EVENT,
        "delete": END_EVENT,
    },
    unversioned=frozenset({"invite", "appoint organiser", "remove member"}),
    parts=(TeamMember.event_id,),
)
