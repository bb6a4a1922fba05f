"""Which way an event goes: public and back, closed and open again, cancelled, archived, and away."""

from dataclasses import dataclass

from eventsite.events import rules
from eventsite.events.facts import (
    EventArchived,
    EventCancelled,
    EventClosed,
    EventOpened,
    EventReopened,
    EventUnpublished,
    StewardStepped,
)
from eventsite.events.models import Event
from eventsite.events.permissions import EVENT
from eventsite.events.queries import organisers_of
from eventsite.events.values import Role, StewardStep
from eventsite.kernel.i18n import _
from eventsite.kernel.refusals import Refusal
from eventsite.records.work import Work


class NotReadyToOpen(Refusal):
    """Something that a public page needs is still missing."""


class HeldBySteward(Refusal):
    """A steward took the event off the site or closed it, and only a steward can give it back."""


class ReasonMissing(Refusal):
    """A steward says why."""


class NotOverYet(Refusal):
    """Only what is over is archived."""


class NeverPublic(Refusal):
    """Nobody could know of it, so there is nobody to tell."""


@dataclass(frozen=True, kw_only=True)
class OpenEvent:
    """Make an event public."""

    event: str


def open_event(work: Work, command: OpenEvent) -> Event:
    """Make the event public; twice changes nothing. Raises NotReadyToOpen naming the first thing that is missing, HeldBySteward."""
    event = work.change(EVENT, command.event, "publish")
    if work.is_repeat(event):
        return event
    _let_go(work, event)
    missing = rules.missing_for_public(rules.essentials_of(event))
    if missing:
        raise NotReadyToOpen(missing[0][1])
    event.opened_at = event.opened_at or work.clock.now()
    work.record(EventOpened(about=event.ref))
    return event


def _let_go(work: Work, event: Event) -> None:
    if event.steward_note and not (work.actor.is_steward or work.actor.is_system):
        raise HeldBySteward(_("Someone who looks after this site has stopped this. Write to them when it is put right."))
    event.steward_note = ""


@dataclass(frozen=True, kw_only=True)
class UnpublishEvent:
    """Take an event off the public site; a steward says why."""

    event: str
    reason: str = ""


def unpublish_event(work: Work, command: UnpublishEvent) -> None:
    """Show it to its team only; who is coming keeps their place. Twice changes nothing. Raises ReasonMissing, WrongState."""
    event = work.change(EVENT, command.event, "unpublish")
    if not work.is_repeat(event):
        _step_in(work, event, StewardStep.UNPUBLISHED, command.reason)
        work.record(EventUnpublished(about=event.ref))


@dataclass(frozen=True, kw_only=True)
class CloseEvent:
    """Take no more registrations; a steward says why."""

    event: str
    reason: str = ""


def close_event(work: Work, command: CloseEvent) -> None:
    """Take no more registrations; twice changes nothing. Raises ReasonMissing, WrongState for one that is not public."""
    event = work.change(EVENT, command.event, "close")
    if not work.is_repeat(event):
        _step_in(work, event, StewardStep.CLOSED, command.reason)
        work.record(EventClosed(about=event.ref))


def _step_in(work: Work, event: Event, step: StewardStep, reason: str) -> None:
    """Where it is a steward who acts, keep the reason, and write a letter down for each organiser."""
    is_own = work.actor.is_system or work.actor.has_role(event.id, Role.ORGANISER)
    if not work.actor.is_steward or (is_own and not reason):
        return
    if not reason:
        raise ReasonMissing(_("Say why. The organisers read it"), field="reason")
    event.steward_note = reason
    for person_id in organisers_of(work.database, event):
        work.record(StewardStepped(about=event.ref, person_id=person_id, step=step.value))


@dataclass(frozen=True, kw_only=True)
class ReopenEvent:
    """Take registrations again."""

    event: str


def reopen_event(work: Work, command: ReopenEvent) -> None:
    """Take registrations again; twice changes nothing. Raises HeldBySteward, WrongState."""
    event = work.change(EVENT, command.event, "reopen")
    if not work.is_repeat(event):
        _let_go(work, event)
        work.record(EventReopened(about=event.ref))


@dataclass(frozen=True, kw_only=True)
class CancelEvent:
    """Say that an event will not happen, and why, in the organiser's own words."""

    event: str
    note: str


def cancel_event(work: Work, command: CancelEvent) -> None:
    """Cancel it for good; everybody who is coming is told by a handler. Twice changes nothing.

    Claims stay as they are, and new ones for costs can be made. Raises NeverPublic, HeldBySteward, WrongState.
    """
    event = work.change(EVENT, command.event, "cancel")
    if work.is_repeat(event):
        return
    if event.opened_at is None:
        raise NeverPublic(_("This was never public, so there is nobody to tell. You can delete it."))
    _let_go(work, event)
    event.cancelled_at, event.cancellation_note = work.clock.now(), command.note
    work.record(EventCancelled(about=event.ref))


@dataclass(frozen=True, kw_only=True)
class ArchiveEvent:
    """Keep an event that is over as it is."""

    event: str


def archive_event(work: Work, command: ArchiveEvent) -> None:
    """Make it read-only; its public pages stay. Twice changes nothing. Raises NotOverYet, WrongState."""
    event = work.change(EVENT, command.event, "archive")
    if work.is_repeat(event):
        return
    if not rules.is_over(event.ends_on, event.zone, work.clock.now()):
        raise NotOverYet(_("You can archive it from the day after its last day."))
    work.record(EventArchived(about=event.ref))
