"""Organisations: who hosts gatherings, and who looks after the site."""

from eventsite.kernel.i18n import lazy_gettext
from eventsite.organisations import facts, handlers, permissions
from eventsite.organisations.views import members, stewards
from eventsite.records.rooms import Manifest

MANIFEST = Manifest(
    name="organisations",
    blueprints=(members.blueprint, stewards.blueprint),
    permissions=(
        permissions.STEWARD_SITE, permissions.ACT_AS_STEWARD, permissions.SEE_ORGANISATION, permissions.MANAGE_ORGANISATION,
        permissions.HOST_EVENTS,
    ),
    facts=(
        facts.OrganisationFounded, facts.OrganisationDescribed, facts.OrganisationMemberInvited,
        facts.OrganisationMemberLeft, facts.StewardAppointed, facts.SiteEmailTriedAgain,
    ),
    handlers={facts.OrganisationMemberInvited: (handlers.welcome_to_organisation,)},
    emails={"welcome_to_organisation": lazy_gettext("A welcome to somebody in an organisation")},
)
