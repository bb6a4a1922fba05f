"""Who may do what to an organisation, and to the site. The subject is the organisation; for the site there is none."""

from typing import Any

from eventsite.kernel.actor import Actor
from eventsite.kernel.aggregates import Aggregate, LockOrder
from eventsite.kernel.permissions import Permission, Predicate, any_of
from eventsite.organisations.models import Organisation, OrganisationMember, Steward
from eventsite.organisations.values import HOSTING, OrganisationRole


def in_organisation(*roles: OrganisationRole) -> Predicate:
    """Yes for a person with one of `roles` in the organisation."""
    return lambda actor, subject: actor.has_organisation_role(subject.id, *roles)


def _looks_after_site(actor: Actor, _subject: Any) -> bool:
    return actor.is_steward


def _is_the_steward(actor: Actor, steward: Any) -> bool:
    return actor.is_steward and actor.person_id == steward.person_id


STEWARD_SITE = Permission("organisations.steward_site", _looks_after_site)
ACT_AS_STEWARD = Permission("organisations.act_as_steward", _is_the_steward)
SEE_ORGANISATION = Permission("organisations.see", any_of(in_organisation(*OrganisationRole), _looks_after_site))
MANAGE_ORGANISATION = Permission("organisations.manage", any_of(in_organisation(OrganisationRole.OWNER), _looks_after_site))
HOST_EVENTS = Permission("organisations.host_events", in_organisation(*HOSTING))

ORGANISATION = Aggregate(
    model=Organisation,
    order=LockOrder.ORGANISATION,
    sees=SEE_ORGANISATION,
    actions={
        "found": STEWARD_SITE,
        "describe": MANAGE_ORGANISATION,
        "invite": MANAGE_ORGANISATION,
        "remove member": MANAGE_ORGANISATION,
        "host": HOST_EVENTS,
    },
    unversioned=frozenset({"invite", "remove member"}),
    parts=(OrganisationMember.organisation_id,),
)
STEWARD = Aggregate(
    model=Steward, order=LockOrder.STEWARD, actions={"appoint": STEWARD_SITE, "act": ACT_AS_STEWARD}
)
