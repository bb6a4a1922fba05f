"""Publishing a release: the plan is frozen, compared with what was public, and becomes what everybody sees."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from eventsite.events.models import Event
from eventsite.events.permissions import EVENT
from eventsite.events.rules import refuse_ended
from eventsite.kernel.i18n import _
from eventsite.kernel.permissions import require
from eventsite.kernel.references import new_reference
from eventsite.kernel.refusals import ChangedMeanwhile, NotVisible, Refusal
from eventsite.programme.facts import ProgrammeReleased
from eventsite.programme.models.plan import Room, Session
from eventsite.programme.models.releases import Release
from eventsite.programme.permissions import PUBLISH_RELEASE, RELEASE, ROOM, SESSION
from eventsite.programme.queries.plan import facts_of, off_the_timetable, slot_of
from eventsite.programme.queries.releases import latest_release
from eventsite.programme.release_content import SCHEMA, serialise
from eventsite.programme.rules.releases import next_release, plan_number
from eventsite.programme.values import SessionState
from eventsite.records.work import Work


class NothingToPublish(Refusal):
    """No session that will happen has a time."""


class NothingChanged(Refusal):
    """The plan is the same as what is public."""


class CannotCompare(Refusal):
    """What is public cannot be read, so nobody can say what a next release would change."""


@dataclass(frozen=True, kw_only=True)
class PublishRelease:
    """Publish the plan, with a sentence on what is new. `ref` is the one its form carried, `plan` the number of what it showed."""

    event: str
    note: str = ""
    plan: int | None = None
    ref: str = field(default_factory=new_reference)


def publish_release(work: Work, command: PublishRelease) -> Release:
    """Freeze the plan as the next release; the same press again gives the same release. Ideas stay out.

    The plan's rows are locked, so that it is frozen as it stood in one moment and releases follow one another.
    Who chose a session that is at another time or place now, or not at all, hears of it by a handler.
    Raises NothingToPublish, NothingChanged, ChangedMeanwhile, CannotCompare, Ended, NotAllowed.
    """
    event = work.read(EVENT, command.event)
    require(work.actor, PUBLISH_RELEASE, event)
    refuse_ended(event)
    rooms = work.change_each(ROOM, Room.event_id == event.id, "publish")
    sessions = work.change_each(SESSION, Session.event_id == event.id, "publish")
    release = work.make(RELEASE, command.ref, "publish", lambda: _next(work, command, event, rooms, sessions))
    if release.event_id != event.id:
        raise NotVisible
    if work.is_new(release):
        work.record(ProgrammeReleased(about=event.ref, number=release.number, release_id=release.id))
    return release


def _next(
    work: Work, command: PublishRelease, event: Event, rooms: Sequence[Room], sessions: Sequence[Session]
) -> Release:
    plan = [slot for s in sessions if s.state is not SessionState.IDEA and (slot := slot_of(s))]
    before = latest_release(work.database, event.id)
    if not plan and not before:
        raise NothingToPublish(_("Give at least one session a time before you publish"))
    if before and not before.is_readable:
        raise CannotCompare(_("What is public was written by another version of this software. Publish once that runs here."))
    facts = [facts_of(room) for room in sorted(rooms, key=lambda r: (r.position, r.id))]
    off = off_the_timetable(sessions)
    if command.plan is not None and command.plan != (number := plan_number(plan, facts, off)):
        raise ChangedMeanwhile(number, command.plan)
    slots, changes = next_release(before.slots if before else [], plan, work.clock.now(), off)
    if before and not changes and before.rooms == facts:
        raise NothingChanged(_("Nothing has changed since the last time you published"))
    return Release(
        event_id=event.id,
        number=before.number + 1 if before else 1,
        note=command.note,
        published_at=work.clock.now(),
        schema=SCHEMA,
        content=serialise(slots, facts),
        changes=[{"change": c.change.value, "ref": c.slot.ref, "title": c.slot.title} for c in changes],
    )
