"""The ticket: what somebody wants at hand on the day, on one card that prints on one sheet."""

from dataclasses import dataclass

from eventsite.access.queries import NeedAnswer
from eventsite.events.models import Event
from eventsite.programme.values import Slot
from eventsite.registration.models import Registration
from eventsite.registration.rules import is_online
from eventsite.registration.views.access_stages import known_needs
from eventsite.registration.views.session_stage import chosen_slots, when
from eventsite.registration.views.stage import Visit


@dataclass(frozen=True)
class Ticket:
    """What is on it. `sessions` are (session, when and where in words), `needs` what became of each thing that would help."""

    event: Event
    registration: Registration
    sessions: list[tuple[Slot, str]]
    needs: list[NeedAnswer]
    is_online: bool


def ticket_of(visit: Visit, event: Event, registration: Registration) -> Ticket:
    """Return the ticket of whoever proved that the registration is theirs: needs are on it."""
    sessions, online = [(slot, when(visit, slot)) for slot in chosen_slots(visit)], is_online(event.meeting, registration.attendance_mode)
    return Ticket(event, registration, sessions, known_needs(visit).answers, online)
