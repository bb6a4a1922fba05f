"""What this room does when something happened: it confirms, in a mail that is complete as plain text."""

from zoneinfo import ZoneInfo

from babel.dates import format_date
from sqlalchemy import select
from sqlalchemy.orm import Session

from eventsite.events.models import Event
from eventsite.kernel.i18n import current_locale
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
    zone = ZoneInfo(event.zone)
    start, end = slot.start.astimezone(zone), slot.end.astimezone(zone)
    day = format_date(start.date(), "EEEE d MMMM", locale=current_locale())
    return f"{day}, {start:%H:%M}–{end:%H:%M} ({event.zone.replace('_', ' ')})"


def _days(event: Event) -> str:
    days = [format_date(day, "EEEE d MMMM y", locale=current_locale()) for day in (event.starts_on, event.ends_on) if day]
    return " – ".join(dict.fromkeys(days)) or event.when_roughly
