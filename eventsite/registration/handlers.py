"""What this room does when something happened: it writes letters that are complete as plain text, and gives places back."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from eventsite.access.facts import NeedMoved, PromiseEnded
from eventsite.access.queries import need_stands
from eventsite.access.values import NeedState
from eventsite.events.facts import EventMoved
from eventsite.events.models import Event
from eventsite.kernel.days import day_range
from eventsite.kernel.ports import Recipient
from eventsite.kernel.text import OwnWords
from eventsite.people.models import Mailbox, Person
from eventsite.people.queries import recipient
from eventsite.programme.facts import ProgrammeReleased
from eventsite.programme.queries.releases import changes_of, latest_release, note_of
from eventsite.programme.values import TOLD_BY_LETTER, Change
from eventsite.programme.wording import place_in_words
from eventsite.records.delivery import Leased
from eventsite.records.services import Services
from eventsite.registration import queries
from eventsite.registration.commands import ending, telling
from eventsite.registration.commands.proving import LapseRegistration, lapse_registration
from eventsite.registration.emails import calendar_file, changed_line, when_in_words
from eventsite.registration.facts import ChangesTold, RegistrationMoved
from eventsite.registration.models import Registration
from eventsite.registration.queries import households
from eventsite.registration.rules import is_online, link_token, proof_code, zone_of
from eventsite.registration.values import RegistrationState


def confirm(services: Services, leased: Leased) -> None:
    """Mail what somebody registered for, the calendar entry, and the link that proves that it is them."""
    with Session(services.database.engine) as database:
        registration, event = _about(database, leased)
        programme, to = latest_release(database, event.id), registration.recipient
        others = households.others_at_address(database, registration)
    if registration.state is not RegistrationState.CONFIRMED:
        return
    own = zone_of(event.meeting, registration.attendance_mode, registration.zone)
    chosen = [slot for slot in queries.choosable(programme) if slot.ref in registration.chosen]
    lines = [(slot, services.link(f"/events/{event.slug}/sessions/{slot.ref}"), when_in_words(event, slot, own)) for slot in chosen]
    services.send(
        "registration/confirmation.txt",
        to=to,
        key=leased.key,
        attach=lambda shown: [
            calendar_file(shown(event), services.link(f"/events/{event.slug}"), shown(programme), shown(lines))
        ],
        registration=registration,
        event=event,
        days=_days(event),
        sessions=[(slot.title, when, place_in_words(programme, slot)) for slot, _link, when in lines],
        link=_link(services, registration),
        code=proof_code(services.database.cipher, registration.ref),
        others=list(others),
        is_online=is_online(event.meeting, registration.attendance_mode),
        page=services.link(f"/events/{event.slug}"),
    )


def remind(services: Services, leased: Leased) -> None:
    """Mail once more that the letter is to be opened, and that the place is given back otherwise."""
    _write(services, leased, "registration/proof.txt", only_if=lambda r: r.person_id is None and r.vouched_at is None)


def lapse(services: Services, leased: Leased) -> None:
    """Give back a place for which nobody opened a letter."""
    services.database.perform(lapse_registration, LapseRegistration(ref=leased.fact.about))


def send_link(services: Services, leased: Leased) -> None:
    """Mail the link that works from now on."""
    _write(services, leased, "registration/link.txt")


def tell_old_address(services: Services, leased: Leased) -> None:
    """Mail to the address before that letters go elsewhere now, without a word of what they are about."""
    fact = leased.fact
    if not isinstance(fact, RegistrationMoved):
        raise TypeError(fact)
    with Session(services.database.engine) as database:
        to = database.scalar(select(Mailbox.address).where(Mailbox.ref == fact.mailbox))
    if to is not None:
        services.send("registration/moved.txt", to=Recipient(to), key=leased.key)


def say_goodbye(services: Services, leased: Leased) -> None:
    """Mail that everything is cancelled, and that coming back is easy."""
    _write(services, leased, "registration/cancelled.txt", only_if=lambda r: r.state is RegistrationState.CANCELLED)


def tell_everybody(services: Services, leased: Leased) -> None:
    """An event was cancelled: have a letter written for each who was coming."""
    services.database.perform(ending.tell_of_cancellation, ending.TellOfCancellation(event=leased.fact.about))


def tell_of_cancellation(services: Services, leased: Leased) -> None:
    """Mail one person that the event is cancelled, what the organisers say, and how to get back what they spent."""
    _write(services, leased, "registration/cancellation.txt")


def tell_of_release(services: Services, leased: Leased) -> None:
    """A release is there: have a letter written for each whose sessions it changes."""
    fact = leased.fact
    if not isinstance(fact, ProgrammeReleased):
        raise TypeError(fact)
    services.database.perform(telling.tell_of_release, telling.TellOfRelease(event=fact.about, number=fact.number))


def tell_of_move(services: Services, leased: Leased) -> None:
    """An event has other days: have a letter written for each who is coming."""
    fact = leased.fact
    if not isinstance(fact, EventMoved):
        raise TypeError(fact)
    services.database.perform(telling.tell_of_days, telling.TellOfDays(event=fact.about, number=fact.number))


def tell_of_days(services: Services, leased: Leased) -> None:
    """Mail one person on which days the event is now."""
    _write(services, leased, "registration/days.txt", only_if=lambda r: r.state is RegistrationState.CONFIRMED)


def tell_of_changes(services: Services, leased: Leased) -> None:
    """Mail one person what became of the sessions they chose; nothing where they hold none of them any more."""
    fact = leased.fact
    if not isinstance(fact, ChangesTold):
        raise TypeError(fact)
    with Session(services.database.engine) as database:
        registration, event = _about(database, leased)
        held = queries.held_subjects(database, registration.id)
        changes = changes_of(database, event.id, fact.number)
        note, programme = note_of(database, event.id, fact.number), latest_release(database, event.id)
    lines = [changed_line(event, one, programme) for one in changes if one.change in TOLD_BY_LETTER and one.slot.ref in held]
    if lines:
        _write(
            services, leased, "registration/changes.txt", only_if=lambda r: r.state is RegistrationState.CONFIRMED,
            lines=lines, new=sum(one.change is Change.NEW for one in changes), note=note,
            programme=services.link(f"/events/{event.slug}/programme"),
        )


def tell_of_need(services: Services, leased: Leased) -> None:
    """Mail what became of something that would help somebody: never what it is; the page behind the link says that.

    Nothing where it moved on meanwhile: a later letter tells that.
    """
    fact = leased.fact
    if not isinstance(fact, NeedMoved):
        raise TypeError(fact)
    with Session(services.database.engine) as database:
        stands = need_stands(database, fact.about, fact.need)
    if stands is not None and stands.value == fact.state:
        _write(
            services, leased, "registration/need_moved.txt",
            only_if=lambda r: r.state is RegistrationState.CONFIRMED, state=stands, states=NeedState,
        )


def tell_of_ended_promise(services: Services, leased: Leased) -> None:
    """Mail one who looks after what people asked for that something promised is asked for in other words, or no more."""
    fact = leased.fact
    if not isinstance(fact, PromiseEnded):
        raise TypeError(fact)
    with Session(services.database.engine) as database:
        _registration, event = _about(database, leased)
        to = recipient(database, database.get_one(Person, fact.person_id).email)
    services.send(
        "registration/promise_ended.txt", to=to, key=leased.key, event=event, link=services.link(f"/team/{event.slug}/access"),
    )


def _about(database: Session, leased: Leased) -> tuple[Registration, Event]:
    registration = database.scalars(select(Registration).where(Registration.ref == leased.fact.about)).one()
    return registration, database.get_one(Event, registration.event_id)


def _link(services: Services, registration: Registration) -> str:
    token = link_token(services.database.cipher, registration.ref, registration.link_number)
    return services.link(f"/my/open/{registration.ref}/{token}")


def _write(
    services: Services, leased: Leased, template: str, only_if: Callable[[Registration], bool] = lambda _found: True,
    **words: Any,
) -> None:
    with Session(services.database.engine) as database:
        registration, event = _about(database, leased)
        to = registration.recipient
    if to.email and only_if(registration):
        services.send(
            template, to=to, key=leased.key, registration=registration, event=event, days=_days(event),
            link=_link(services, registration), page=services.link(f"/events/{event.slug}"), **words,
        )


def _days(event: Event) -> str:
    if event.starts_on and event.ends_on:
        return OwnWords(day_range(event.starts_on, event.ends_on))
    return event.when_roughly
