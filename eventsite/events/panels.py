"""What this room shows on the team's overview: the public page, and what to say about the event."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from eventsite.events.models import Event
from eventsite.events.permissions import EDIT_EVENT, END_EVENT, OPEN_EVENT, SEE_TEAM_PAGES
from eventsite.events.queries import team
from eventsite.events.rules import essentials_of, missing_for_public
from eventsite.events.values import PowerHolder
from eventsite.kernel.i18n import _
from eventsite.kernel.panels import Task


def public_page(_database: Session, event: Event) -> Mapping[str, Any]:
    """Return what is missing before the event can be public."""
    missing = missing_for_public(essentials_of(event))
    return {"missing": missing, "open_event": OPEN_EVENT, "end_event": END_EVENT}


def tasks(database: Session, event: Event) -> list[Task]:
    """Return what there is to say about the event, and the team to gather."""
    base, members = f"/team/{event.slug}", len(team(database, event))
    powers = (event.question_held_by, event.agenda_held_by, event.money_held_by, event.result_held_by)
    has_contact = bool(event.contact_name and event.contact_email)
    has_powers = PowerHolder.NOT_SAID not in powers
    return [
        Task(_("The place"), _("Address, how to find it, how many can come"), f"{base}/settings/venue", EDIT_EVENT, bool(event.address)),
        Task(_("The days"), _("A date makes everything else easier to plan"), f"{base}/settings/when", EDIT_EVENT, event.starts_on is not None),
        Task(_("A person to ask"), _("A name, an email address, a phone"), f"{base}/settings/contact", EDIT_EVENT, has_contact),
        Task(_("What is decided already"), _("Tell people before they come, not after"), f"{base}/settings/decided-already", EDIT_EVENT, bool(event.decided_already)),
        Task(_("Who holds which power"), _("Four answers make the honest label"), f"{base}/settings/powers", EDIT_EVENT, has_powers),
        Task(_("The team"), _("Nobody plans alone. Money needs two people"), f"{base}/team", SEE_TEAM_PAGES, members > 1, _("%(n)d so far") % {"n": members}),
    ]
