"""What this room forgets after a gathering."""

from collections.abc import Sequence

from sqlalchemy import delete, update

from eventsite.events.permissions import EVENT
from eventsite.events.queries import over_since
from eventsite.records.work import Work
from eventsite.registration.facts import AreasForgotten, DraftsForgotten
from eventsite.registration.models import Registration
from eventsite.registration.values import RegistrationState


def forget_areas(work: Work) -> int:
    """Take away which areas of access people ticked, once a gathering is 30 days past. Returns how many had some."""
    forgotten = 0
    for event in over_since(work.database, work.clock.now().date()):
        theirs = Registration.event_id == event.id, Registration.areas_sealed.is_not(None)
        change = update(Registration).where(*theirs).values(areas_sealed=None).returning(Registration.id)
        gone = work.database.scalars(change).all()
        if gone:
            work.record(AreasForgotten(about=work.read(EVENT, event.ref).ref, count=len(gone)))
        forgotten += len(gone)
    return forgotten


def forget_drafts(work: Work) -> Sequence[str]:
    """Take away what people began to say and never sent, once a gathering is 30 days past.

    Returns the references of what is gone, so that higher rooms can take away what belongs to it.
    """
    gone: list[str] = []
    for event in over_since(work.database, work.clock.now().date()):
        theirs = Registration.event_id == event.id, Registration.state == RegistrationState.DRAFT
        refs = work.database.scalars(delete(Registration).where(*theirs).returning(Registration.ref)).all()
        if refs:
            work.record(DraftsForgotten(about=work.read(EVENT, event.ref).ref, count=len(refs)))
        gone += refs
    return gone
