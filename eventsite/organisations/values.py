"""The words of this room: what members of an organisation do, and which roles reach into its gatherings."""

from eventsite.kernel.i18n import lazy_gettext
from eventsite.kernel.labels import LabelledEnum


class OrganisationRole(LabelledEnum):
    """What somebody does in an organisation. Checkers and payers do so for every gathering that it hosts."""

    OWNER = (
        "owner",
        lazy_gettext("Owner"),
        lazy_gettext("Invites people, starts gatherings, and steps in when an organiser has gone."),
    )
    MEMBER = "member", lazy_gettext("Member"), lazy_gettext("Starts gatherings.")
    CHECKER = (
        "checker",
        lazy_gettext("Checks claims everywhere"),
        lazy_gettext("Decides on claims of every gathering you host."),
    )
    PAYER = (
        "payer",
        lazy_gettext("Pays claims everywhere"),
        lazy_gettext("Pays claims of every gathering you host. Never one that they checked."),
    )


HOSTING = (OrganisationRole.OWNER, OrganisationRole.MEMBER)
"""Who may start a gathering."""
IN_EVERY_EVENT = (OrganisationRole.CHECKER, OrganisationRole.PAYER)
"""Roles that count in the team of each gathering, under the same word."""
