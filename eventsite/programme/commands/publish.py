"""Publishing a release: the plan is frozen, compared with what was public, and becomes what everybody sees."""

from dataclasses import dataclass

from sqlalchemy import func, select

from eventsite.events.commands import the_event
from eventsite.kernel.i18n import _
from eventsite.kernel.permissions import require
from eventsite.kernel.refusals import Refusal
from eventsite.programme import permissions, queries, rules
from eventsite.programme.facts import ProgrammeReleased
from eventsite.programme.models import Release
from eventsite.programme.values import SessionState
from eventsite.records.work import Work


class NothingToPublish(Refusal):
    """No session that will happen has a time."""


class NothingChanged(Refusal):
    """The plan is the same as what is public."""


@dataclass(frozen=True, kw_only=True)
class PublishRelease:
    """Publish the plan, with a sentence on what is new."""

    event_id: int
    note: str = ""


def publish_release(work: Work, command: PublishRelease) -> Release:
    """Freeze the plan as the next release. Ideas stay out. Raises NothingToPublish, NothingChanged."""
    event = the_event(work, command.event_id)
    require(work.actor, permissions.PUBLISH_RELEASE, event)
    sessions = queries.sessions_of(work.database, event.id)
    plan = [slot for s in sessions if s.state is not SessionState.IDEA and (slot := queries.slot_of(s))]
    if not plan:
        raise NothingToPublish(_("Give at least one session a time before you publish"))
    rooms = [queries.facts_of(room) for room in queries.rooms_of(work.database, event.id)]
    before = queries.latest_release(work.database, event.id)
    slots, changes = rules.next_release(before.slots if before else [], plan, work.clock.now())
    if before and not changes and before.rooms == rooms:
        raise NothingChanged(_("Nothing has changed since the last time you published"))
    number = (work.database.scalar(select(func.max(Release.number)).where(Release.event_id == event.id)) or 0) + 1
    release = Release(
        event_id=event.id,
        number=number,
        note=command.note,
        published_at=work.clock.now(),
        content=queries.serialise(slots, rooms),
        changes=[{"change": c.change.value, "ref": c.slot.ref, "title": c.slot.title} for c in changes],
    )
    work.database.add(release)
    work.outdated.add(event.id)
    work.database.flush()
    work.record(ProgrammeReleased(about=event.ref, number=number, release_id=release.id))
    return release
