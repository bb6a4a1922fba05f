"""What this room shows on the team's overview: whether the event has said what it pays."""

from sqlalchemy.orm import Session

from eventsite.events.models import Event
from eventsite.kernel.i18n import _
from eventsite.kernel.panels import Task
from eventsite.offers.permissions import SET_TERMS
from eventsite.offers.queries import current_terms


def tasks(database: Session, event: Event) -> list[Task]:
    """Return the task of saying what the event pays."""
    has_terms = current_terms(database, event.id) is not None
    return [Task(_("What you pay"), _("People see it before any question"), f"/team/{event.slug}/payment", SET_TERMS, has_terms)]
