"""What this room does when something happened: it confirms, in a mail that is complete as plain text."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from eventsite.events.models import Event
from eventsite.kernel.days import clock_time, day_range, local_day
from eventsite.programme.queries.releases import latest_release
from eventsite.programme.values import Slot
from eventsite.records.delivery import Leased
from eventsite.records.services import Services
from eventsite.registration import queries
from eventsite.registration.emails import calendar_file
from eventsite.registration.models import Registration
from eventsite.registration.rules import link_token
from eventsite.registration.values import RegistrationState


def confirm(services: Services, leased: Leased) -> None:
    """Mail what somebody registered for, the calendar entry, and the link to change or cancel everything."""
    with Session(services.database.engine) as database:
        registration = database.scalars(select(Registration).where(Registration.ref == leased.fact.about)).one()
        event = database.get_one(Event, registration.event_id)
        programme = latest_release(database, event.id)
    if registration.state is not RegistrationState.CONFIRMED:
        return
    chosen = [slot for slot in queries.choosable(programme) if slot.ref in registration.chosen]
    lines = [(slot, services.link(f"/events/{event.slug}/sessions/{slot.ref}"), _when(event, slot)) for slot in chosen]
    services.send(
        "registration/confirmation.txt",
        to=registration.email,
        key=leased.key,
        attachments=[calendar_file(event, services.link(f"/events/{event.slug}"), programme, lines)],
        registration=registration,
        event=event,
        days=_days(event),
        sessions=[(slot.title, when, slot.room) for slot, _link, when in lines],
        link=services.link(f"/my/open/{registration.ref}/{link_token(services.database.cipher, registration.ref)}"),
        page=services.link(f"/events/{event.slug}"),
    )


def say_goodbye(services: Services, leased: Leased) -> None:
    """Mail that everything is cancelled, and that coming back is easy."""
    with Session(services.database.engine) as database:
        registration = database.scalars(select(Registration).where(Registration.ref == leased.fact.about)).one()
        event = database.get_one(Event, registration.event_id)
    services.send(
        "registration/cancelled.txt",
        to=registration.email,
        key=leased.key,
        registration=registration,
        event=event,
        page=services.link(f"/events/{event.slug}"),
    )


def _when(event: Event, slot: Slot) -> str:
    start, end = clock_time(slot.start, event.zone), clock_time(slot.end, event.zone)
    return f"{local_day(slot.start, event.zone)}, {start}–{end} ({event.zone.replace('_', ' ')})"


def _days(event: Event) -> str:
    return day_range(event.starts_on, event.ends_on) if event.starts_on and event.ends_on else event.when_roughly
