"""Answering the questions: beginning, saving an answer, sending, changing one's mind, cancelling."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import bindparam, select

from eventsite.access.commands import ask_for_needs, withdraw_needs
from eventsite.events.commands import the_event
from eventsite.events.models import Event
from eventsite.kernel.i18n import _
from eventsite.kernel.permissions import require
from eventsite.kernel.refusals import NotVisible
from eventsite.people.commands import person_with
from eventsite.programme.queries import latest_release
from eventsite.programme.values import Slot
from eventsite.records.work import Work
from eventsite.registration import permissions, queries, rules
from eventsite.registration.commands.places import give_up_place, take_place
from eventsite.registration.facts import (
    RegistrationCancelled,
    RegistrationChanged,
    RegistrationStarted,
    RegistrationSubmitted,
)
from eventsite.registration.models import Registration
from eventsite.registration.values import REGISTRATION_LIFE, RegistrationState


def start_registration(work: Work, event_id: int) -> Registration:
    """Write an empty draft down, so that nothing answered later can be lost. Raises NotOpen."""
    event = the_event(work, event_id)
    rules.refuse_unless_open(event.state, event.ends_on, work.clock.now().date())
    registration = Registration(
        event_id=event.id, created_at=work.clock.now(), perspectives=[], chosen=[], answered=[], version=1
    )
    work.database.add(registration)
    work.database.flush()
    work.record(RegistrationStarted(about=registration.ref))
    return registration


@dataclass(frozen=True, kw_only=True)
class Answer:
    """The answer to one stage: new values for some of the registration's fields."""

    ref: str
    stage: str
    changes: dict[str, Any] = field(default_factory=dict)


ANSWERABLE = frozenset({"name", "email", "phone", "attendance_mode", "perspectives", "brings_support", "support_name"})


def answer(work: Work, command: Answer) -> Registration:
    """Save one answer. On a registration that was sent this is a change, and says so. Raises NotVisible."""
    registration = the_registration(work, command.ref)
    unknown = set(command.changes) - ANSWERABLE
    if unknown:
        message = f"not answerable: {sorted(unknown)}"
        raise ValueError(message)
    old_party = registration.party
    for name, value in command.changes.items():
        setattr(registration, name, value)
    mark_answered(registration, command.stage)
    if registration.state is RegistrationState.CONFIRMED:
        if registration.party != old_party:
            _take_again(work, registration)
        work.record(RegistrationChanged(about=registration.ref, stage=command.stage))
    return registration


_CALLED = select(Registration).where(Registration.ref == bindparam("ref"))


def the_registration(work: Work, ref: str) -> Registration:
    """Return a registration that the actor may change. Raises NotVisible, NotAllowed."""
    registration = work.database.scalar(_CALLED, {"ref": ref})
    if registration is None:
        raise NotVisible
    require(work.actor, permissions.CHANGE_REGISTRATION, registration)
    return registration


def mark_answered(registration: Registration, stage: str) -> None:
    """Remember that somebody has been through a stage, even if they left it blank."""
    if stage not in registration.answered:
        registration.answered = [*registration.answered, stage]
    registration.version += 1


def choose_sessions(work: Work, ref: str, chosen: Sequence[str]) -> Registration:
    """Save which sessions somebody wants. Places are taken when it is sent, or now if it was. Raises SessionsClash, Full."""
    registration = the_registration(work, ref)
    slots = _slots(work, registration.event_id, chosen)
    rules.refuse_clashes(slots)
    registration.chosen = [slot.ref for slot in slots]
    mark_answered(registration, "sessions")
    if registration.state is RegistrationState.CONFIRMED:
        _hold_exactly(work, registration, slots)
        work.record(RegistrationChanged(about=registration.ref, stage="sessions"))
    return registration


def _slots(work: Work, event_id: int, chosen: Sequence[str]) -> list[Slot]:
    return [s for s in queries.choosable(latest_release(work.database, event_id)) if s.ref in set(chosen)]


def _hold_exactly(work: Work, registration: Registration, slots: Sequence[Slot]) -> None:
    event = work.database.get_one(Event, registration.event_id)
    wanted = {slot.ref for slot in slots} | {event.ref}
    for subject in sorted(queries.held_subjects(work.database, registration.id) - wanted):
        give_up_place(work, registration, subject)
    _take_all(work, registration, slots)


def _take_all(work: Work, registration: Registration, slots: Sequence[Slot]) -> None:
    # In one order everywhere, so that two people who choose the same sessions never wait for each other in a ring.
    for slot in sorted(slots, key=lambda s: s.ref):
        take_place(work, registration, slot.ref, slot.places, slot.title)


def _take_again(work: Work, registration: Registration) -> None:
    event = work.database.get_one(Event, registration.event_id)
    for subject in sorted(queries.held_subjects(work.database, registration.id)):
        give_up_place(work, registration, subject)
    take_place(work, registration, event.ref, event.capacity, event.name)
    _hold_exactly(work, registration, _slots(work, event.id, registration.chosen))


def submit_registration(work: Work, ref: str) -> Registration:
    """Register: take every place at once, or none. Sending twice changes nothing.

    Raises NotOpen, NotAnswered, SessionsClash, Full; the draft is kept whatever happens.
    """
    registration = the_registration(work, ref)
    if registration.state is RegistrationState.CONFIRMED:
        return registration
    event = the_event(work, registration.event_id)
    rules.refuse_unless_open(event.state, event.ends_on, work.clock.now().date())
    if not registration.name:
        raise rules.NotAnswered(_("Tell us what you like to be called"), "name")
    if not registration.email:
        raise rules.NotAnswered(_("Tell us how we can reach you"), "contact")
    slots = _slots(work, event.id, registration.chosen)
    rules.refuse_clashes(slots)
    person = person_with(work, registration.email, registration.name)
    already = work.database.scalar(
        select(Registration).where(
            Registration.event_id == event.id,
            Registration.person_id == person.id,
            Registration.state == RegistrationState.CONFIRMED,
        )
    )
    if already is not None:
        raise rules.AlreadyComing(
            _("Somebody with this email address is coming already. Open the link in the email we sent, to change it.")
        )
    registration.person_id = person.id
    registration.state = REGISTRATION_LIFE.after(registration.state, "submit")
    registration.sent_at = work.clock.now()
    take_place(work, registration, event.ref, event.capacity, event.name)
    _take_all(work, registration, slots)
    ask_for_needs(work, registration.ref)
    work.record(RegistrationSubmitted(about=registration.ref))
    return registration


def cancel(work: Work, ref: str) -> None:
    """Free every place and take the needs back. Cancelling twice changes nothing. No reason is asked."""
    registration = the_registration(work, ref)
    if registration.state is RegistrationState.CANCELLED:
        return
    registration.state = REGISTRATION_LIFE.after(registration.state, "cancel")
    registration.version += 1
    for subject in sorted(queries.held_subjects(work.database, registration.id)):
        give_up_place(work, registration, subject)
    withdraw_needs(work, registration.ref)
    work.record(RegistrationCancelled(about=registration.ref))
