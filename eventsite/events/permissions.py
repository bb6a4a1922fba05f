"""Who may do what to an event. The subject is the event, or anything with an `event_id`."""

from typing import Any

from eventsite.events.values import Role
from eventsite.kernel.actor import Actor
from eventsite.kernel.permissions import Permission, Predicate


def event_id_of(subject: Any) -> int:
    """Return which event a subject belongs to."""
    return int(getattr(subject, "event_id", None) or subject.id)


def in_team(*roles: Role) -> Predicate:
    """Yes for a person with one of `roles` in the event's team."""
    return lambda actor, subject: actor.has_role(event_id_of(subject), *roles)


def _signed_in(actor: Actor, _subject: Any) -> bool:
    return actor.is_signed_in


START_EVENT = Permission("events.start", _signed_in)
SEE_DESK = Permission("events.see_desk", in_team(*Role))
EDIT_EVENT = Permission("events.edit", in_team(Role.ORGANISER))
INVITE_MEMBER = Permission("events.invite_member", in_team(Role.ORGANISER))
OPEN_EVENT = Permission("events.open", in_team(Role.ORGANISER))
