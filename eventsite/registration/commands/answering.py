"""Answering the questions: starting, saving an answer, submitting, changing one's mind, cancelling."""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from typing import Any

from eventsite.access.commands import ask_for_needs, replace_needs, withdraw_needs
from eventsite.access.queries import own_needs
from eventsite.access.values import group_of_code
from eventsite.events.models import Event
from eventsite.events.permissions import EVENT
from eventsite.events.rules import standing_of
from eventsite.kernel.i18n import _
from eventsite.kernel.references import new_reference
from eventsite.kernel.refusals import NotVisible
from eventsite.programme.queries.releases import readable_release
from eventsite.programme.values import Slot
from eventsite.records.work import Work
from eventsite.registration import queries, rules
from eventsite.registration.commands.places import give_up_every_place, give_up_place, take_place
from eventsite.registration.commands.proving import belong_apart
from eventsite.registration.facts import (
    ProofDue,
    ProofOverdue,
    RegistrationCancelled,
    RegistrationChanged,
    RegistrationStarted,
    RegistrationSubmitted,
)
from eventsite.registration.models import Registration
from eventsite.registration.permissions import REGISTRATION
from eventsite.registration.queries import households
from eventsite.registration.values import RegistrationState


@dataclass(frozen=True, kw_only=True)
class StartRegistration:
    """An empty draft for an event, held by the browser with this digest.

    `ref` is the one its form carried, so that two presses start one.
    """

    event: str
    browser: str
    ref: str = field(default_factory=new_reference)


def start_registration(work: Work, command: StartRegistration) -> Registration:
    """Write an empty draft down, so that nothing answered later can be lost. Raises NotOpen, NotVisible.

    A second press finds the empty draft of the first; knowing a reference opens nothing that somebody has said.
    """
    event = work.read(EVENT, command.event)
    rules.refuse_unless_open(standing_of(event, work.clock.now()))

    def new() -> Registration:
        return Registration(
            event_id=event.id, created_at=work.clock.now(), perspectives=[], chosen=[], answered=[], version=1,
            held_by=command.browser,
        )

    registration = work.make(REGISTRATION, command.ref, "start", new)
    if work.is_new(registration):
        work.record(RegistrationStarted(about=registration.ref))
    elif registration.event_id != event.id or registration.held_by != command.browser:
        raise NotVisible
    return registration


@dataclass(frozen=True, kw_only=True)
class Answer:
    """The answer to one stage: new values for some of the registration's fields."""

    ref: str
    stage: str
    changes: Mapping[str, Any] = field(default_factory=dict)


ANSWERABLE = frozenset(
    {"name", "email", "keeper_name", "phone", "zone", "attendance_mode", "perspectives", "brings_support", "support_name"}
)


def change_answers(work: Work, ref: str) -> Registration:
    """Load a registration of which an answer changes. A part of such verbs. Raises NotVisible, TooLate once the event is over."""
    registration = work.change(REGISTRATION, ref, "answer")
    if registration.state is not RegistrationState.DRAFT:
        _refuse_settled(work, registration)
    return registration


def _refuse_settled(work: Work, registration: Registration) -> None:
    event = work.database.get_one(Event, registration.event_id)
    rules.refuse_settled(standing_of(event, work.clock.now()))


def answer(work: Work, command: Answer) -> Registration:
    """Save one answer. On a registration that was submitted this is a change, and says so. Raises NotVisible, TooLate."""
    registration = change_answers(work, command.ref)
    unknown = set(command.changes) - ANSWERABLE
    if unknown:
        message = f"not answerable: {sorted(unknown)}"
        raise ValueError(message)
    old_party = registration.party
    for name, value in command.changes.items():
        setattr(registration, name, value)
    is_changed = work.differs(registration)
    if registration.party != old_party and registration.state is RegistrationState.CONFIRMED:
        _take_again(work, registration)
    finish_stage(work, registration, command.stage, is_changed=is_changed)
    return registration


def finish_stage(
    work: Work, registration: Registration, stage: str, *, reopened: Sequence[str] = (), is_changed: bool = True
) -> None:
    """Remember that somebody has been through a stage, even if they left it blank; tell it of a submitted registration.

    Stages in `reopened` depend on this answer and are asked again. The same answer once more is not told.
    """
    been_through = [said for said in registration.answered if said not in reopened]
    if stage not in been_through:
        been_through.append(stage)
    if been_through != registration.answered:
        registration.answered, is_changed = been_through, True
    if is_changed and registration.state is RegistrationState.CONFIRMED:
        work.record(RegistrationChanged(about=registration.ref, stage=stage))


@dataclass(frozen=True, kw_only=True)
class ChooseAreas:
    """Which areas of access matter to somebody. `details_stage` asks about them next."""

    ref: str
    areas: frozenset[str]
    stage: str
    details_stage: str


def choose_areas(work: Work, command: ChooseAreas) -> Registration:
    """Seal the areas; needs in areas that were taken away go with them, a new area is one to talk about until more is said.

    Raises NotVisible.
    """
    registration = change_answers(work, command.ref)
    known = own_needs(work.database, work.cipher, command.ref)
    codes = [code for code in known.codes if group_of_code(code) in command.areas]
    words = {group: said for group, said in known.words.items() if group in command.areas}
    _say(work, registration, codes, words, command.areas)
    finish_stage(work, registration, command.stage, reopened=[command.details_stage])
    return registration


@dataclass(frozen=True, kw_only=True)
class DescribeNeeds:
    """What exactly would help: codes of the vocabulary, and own words per area."""

    ref: str
    codes: Sequence[str]
    words: Mapping[str, str]
    stage: str


def describe_needs(work: Work, command: DescribeNeeds) -> Registration:
    """Write the needs down; once the registration is submitted they are requests at once. Raises NotVisible."""
    registration = change_answers(work, command.ref)
    said_of = {group_of_code(code) for code in command.codes} | {group for group, said in command.words.items() if said}
    ticked = rules.open_areas(work.cipher, registration.ref, registration.areas_sealed)
    is_changed = _say(work, registration, command.codes, command.words, said_of.union(ticked))
    finish_stage(work, registration, command.stage, is_changed=is_changed)
    return registration


def _say(work: Work, registration: Registration, codes: Sequence[str], words: Mapping[str, str], areas: AbstractSet[str]) -> bool:
    """Make the needs what was said, and the ticked areas those of the needs. Returns whether a need is another now."""
    event = work.database.get_one(Event, registration.event_id)
    is_changed = replace_needs(work, event, registration.ref, codes, words, areas)
    if registration.areas_sealed is None or areas != set(rules.open_areas(work.cipher, registration.ref, registration.areas_sealed)):
        registration.areas_sealed = rules.seal_areas(work.cipher, registration.ref, areas)
    if is_changed and registration.state is RegistrationState.CONFIRMED:
        ask_for_needs(work, registration.ref)
    return is_changed


@dataclass(frozen=True, kw_only=True)
class ChooseSessions:
    """Which sessions somebody wants, by reference."""

    ref: str
    sessions: Sequence[str]


def choose_sessions(work: Work, command: ChooseSessions) -> Registration:
    """Save the choice. Places are taken when it is submitted, or now if it was. Raises SessionsClash, Full."""
    registration = change_answers(work, command.ref)
    slots = _slots(work, registration.event_id, command.sessions)
    rules.refuse_clashes(slots)
    registration.chosen = [slot.ref for slot in slots]
    is_changed = work.differs(registration)
    if registration.state is RegistrationState.CONFIRMED:
        _hold_exactly(work, registration, slots)
    finish_stage(work, registration, "sessions", is_changed=is_changed)
    return registration


def _slots(work: Work, event_id: int, chosen: Sequence[str]) -> list[Slot]:
    if not chosen:
        return []
    # One that cannot be read must not look as if there were no sessions: what is held would be given up.
    return [s for s in queries.choosable(readable_release(work.database, event_id)) if s.ref in set(chosen)]


def _hold_exactly(work: Work, registration: Registration, slots: Sequence[Slot]) -> None:
    event = work.database.get_one(Event, registration.event_id)
    wanted = {slot.ref: slot for slot in slots}
    held = queries.held_subjects(work.database, registration.id) - {event.ref}
    # In one order everywhere, giving up and taking alike, so that two people who swap never wait for each other in a ring.
    for subject in sorted(held ^ wanted.keys()):
        if subject in held:
            give_up_place(work, registration, subject)
        else:
            _take_all(work, registration, [wanted[subject]])


def _take_all(work: Work, registration: Registration, slots: Sequence[Slot]) -> None:
    for slot in sorted(slots, key=lambda s: s.ref):
        take_place(work, registration, slot.ref, slot.places, slot.title)


def _take_again(work: Work, registration: Registration) -> None:
    event = work.database.get_one(Event, registration.event_id)
    held = queries.held_subjects(work.database, registration.id)
    for subject in sorted(held - {event.ref}):
        give_up_place(work, registration, subject)
    _take_all(work, registration, _slots(work, event.id, registration.chosen))
    if event.ref in held:
        give_up_place(work, registration, event.ref)
    take_place(work, registration, event.ref, event.capacity, event.name)


@dataclass(frozen=True, kw_only=True)
class SubmitRegistration:
    """Say that one is coming. Where an address is known from others, it is somebody else (`is_other`), or that person (`same_as`)."""

    ref: str
    is_other: bool = False
    same_as: str = ""


def submit_registration(work: Work, command: SubmitRegistration) -> Registration:
    """Register: take every place at once, or none. Submitting twice changes nothing.

    It is its person's at once if they are signed in with the address they typed; otherwise a letter asks for proof.
    Raises NotOpen, NotAnswered, SessionsClash, Full, AlreadyComing; the draft is kept whatever happens.
    """
    registration = work.change(REGISTRATION, command.ref, "submit")
    if work.is_repeat(registration):
        return registration
    event = work.database.get_one(Event, registration.event_id)
    rules.refuse_unless_open(standing_of(event, work.clock.now()))
    if not registration.name:
        raise rules.NotAnswered(_("Tell us what you like to be called"), "name")
    if not registration.email:
        raise rules.NotAnswered(_("Tell us how we can reach you"), "contact")
    slots = _slots(work, event.id, registration.chosen)
    rules.refuse_clashes(slots)
    registration.sent_at = work.clock.now()
    work.record(RegistrationSubmitted(about=registration.ref))
    ask_for_needs(work, registration.ref)
    if work.actor.email == registration.email:
        # Somebody who is signed in may hear what a stranger, who only typed the address, must not.
        earlier = households.earlier_registrations(work.database, registration)
        belong_apart(work, registration, earlier, is_other=command.is_other, same_as=command.same_as)
    else:
        work.later(ProofDue(about=registration.ref), work.clock.now() + rules.REMIND_AFTER)
        work.later(ProofOverdue(about=registration.ref), work.clock.now() + rules.LAPSE_AFTER)
    _take_all(work, registration, slots)
    # Last of all, because everybody who registers meets at this one row.
    take_place(work, registration, event.ref, event.capacity, event.name)
    return registration


@dataclass(frozen=True, kw_only=True)
class CancelRegistration:
    """Say that one is not coming after all."""

    ref: str


def cancel_registration(work: Work, command: CancelRegistration) -> Registration:
    """Free every place and take the needs back. Cancelling twice changes nothing. No reason is asked. Raises NotVisible, TooLate."""
    registration = work.change(REGISTRATION, command.ref, "cancel")
    if work.is_repeat(registration):
        return registration
    _refuse_settled(work, registration)
    withdraw_needs(work, registration.ref)
    work.record(RegistrationCancelled(about=registration.ref))
    give_up_every_place(work, registration)
    return registration
