"""The words of this room: what members of an organisation do, and which roles reach into its gatherings."""

from enum import StrEnum

from eventsite.kernel.i18n import LazyString, lazy_gettext


class OrganisationRole(StrEnum):
    """What somebody does in an organisation. Checkers and payers do so for every gathering that it hosts."""

    OWNER = "owner"
    MEMBER = "member"
    CHECKER = "checker"
    PAYER = "payer"


ORGANISATION_ROLE_NAMES: dict[OrganisationRole, LazyString] = {
    OrganisationRole.OWNER: lazy_gettext("Owner"),
    OrganisationRole.MEMBER: lazy_gettext("Member"),
    OrganisationRole.CHECKER: lazy_gettext("Checks claims everywhere"),
    OrganisationRole.PAYER: lazy_gettext("Pays claims everywhere"),
}
ORGANISATION_ROLE_HINTS: dict[OrganisationRole, LazyString] = {
    OrganisationRole.OWNER: lazy_gettext("Invites people, starts gatherings, and steps in when an organiser has gone."),
    OrganisationRole.MEMBER: lazy_gettext("Starts gatherings."),
    OrganisationRole.CHECKER: lazy_gettext("Decides on claims of every gathering you host."),
    OrganisationRole.PAYER: lazy_gettext("Pays claims of every gathering you host. Never one that they checked."),
}

HOSTING = (OrganisationRole.OWNER, OrganisationRole.MEMBER)
"""Who may start a gathering."""
IN_EVERY_EVENT = (OrganisationRole.CHECKER, OrganisationRole.PAYER)
"""Roles that count in the team of each gathering, under the same word."""
