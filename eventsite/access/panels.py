"""What this room puts on the team's list of tasks and beside its way."""

from sqlalchemy.orm import Session

from eventsite.access.permissions import EDIT_OFFER, READ_NEEDS
from eventsite.access.queries import offer_of, unanswered
from eventsite.access.values import MINIMUM_OFFER
from eventsite.events.models import Event
from eventsite.kernel.i18n import _, ngettext
from eventsite.kernel.panels import Task


def unanswered_needs(database: Session, event: Event) -> int:
    """Return how many needs wait for an answer."""
    return unanswered(database, event.id)


def tasks(database: Session, event: Event) -> list[Task]:
    """Return the tasks of checking what the event offers on access, and of answering what people asked for."""
    offer = offer_of(database, event.id)
    checked, wanted = sum(code in offer for code in MINIMUM_OFFER), len(MINIMUM_OFFER)
    waiting = unanswered(database, event.id)
    return [
        Task(
            _("What you offer on access"), _("People read it before they register"), f"/team/{event.slug}/access", EDIT_OFFER,
            checked >= wanted, _("%(n)d of %(all)d checked") % {"n": checked, "all": wanted},
        ),
        Task(
            _("What people asked for"), _("Each answer is a promise, and its person hears of it"), f"/team/{event.slug}/access",
            READ_NEEDS, waiting == 0, ngettext("%(num)d without an answer", "%(num)d without an answer", waiting) % {"num": waiting} if waiting else "",
        ),
    ]
