"""What this room puts on the team's list of tasks."""

from sqlalchemy.orm import Session

from eventsite.access.permissions import EDIT_OFFER
from eventsite.access.queries import offer_of
from eventsite.access.values import MINIMUM_OFFER
from eventsite.events.models import Event
from eventsite.kernel.i18n import _
from eventsite.kernel.panels import Task


def tasks(database: Session, event: Event) -> list[Task]:
    """Return the task of checking what the event offers on access."""
    offer = offer_of(database, event.id)
    checked, wanted = sum(code in offer for code in MINIMUM_OFFER), len(MINIMUM_OFFER)
    return [
        Task(
            _("What you offer on access"), _("People read it before they register"), f"/team/{event.slug}/access", EDIT_OFFER,
            checked >= wanted, _("%(n)d of %(all)d checked") % {"n": checked, "all": wanted},
        )
    ]
