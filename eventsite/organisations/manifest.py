"""Organisations: who hosts gatherings, and who looks after the site."""

from eventsite.kernel.i18n import lazy_gettext
from eventsite.organisations import facts, handlers, permissions
from eventsite.organisations.models import Organisation, OrganisationMember, Steward
from eventsite.organisations.views import members, stewards
from eventsite.records.retention import Personal, Topic, of
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
    personal=(
        Personal(
            topic=Topic.TEAM, what=lazy_gettext("That you are in an organisation, and what you are called there"),
            stored=of(OrganisationMember, "person_id role known_as given_by_id"),
            until=lazy_gettext("As long as you are in it. An owner can take you off at any time."),
        ),
        Personal(
            topic=Topic.TEAM, what=lazy_gettext("That you look after this site"), stored=of(Steward, "person_id appointed_at"),
            until=lazy_gettext("As long as you look after it."),
        ),
    ),
    not_personal=of(Organisation, "name country zone locale currency who_is_paid working_days created_at"),
)
