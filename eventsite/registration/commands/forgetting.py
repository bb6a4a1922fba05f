"""What this room forgets after a gathering."""

from sqlalchemy import func, select, update

from eventsite.events.queries import over_since
from eventsite.records.work import Work
from eventsite.registration.facts import AreasForgotten
from eventsite.registration.models import Registration


def forget_areas(work: Work) -> int:
    """Take away which areas of access people ticked, once a gathering is 30 days past. Returns how many had some."""
    forgotten = 0
    for event in over_since(work.database, work.clock.now().date()):
        theirs = Registration.event_id == event.id, Registration.areas_sealed.is_not(None)
        count = work.database.scalar(select(func.count()).where(*theirs)) or 0
        if count:
            work.database.execute(update(Registration).where(*theirs).values(areas_sealed=None))
            work.record(AreasForgotten(about=event.ref, count=count))
        forgotten += count
    return forgotten
