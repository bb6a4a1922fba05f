"""What this room forgets after a gathering."""

import datetime as dt

from sqlalchemy import delete, or_, update

from eventsite.events.facts import ContactForgotten, TeamForgotten
from eventsite.events.models import Event, TeamMember
from eventsite.events.permissions import EVENT
from eventsite.events.queries import over_before
from eventsite.records.work import Work


def forget_contacts(work: Work, before: dt.datetime) -> int:
    """Take the contact person off the pages of gatherings that were over before `before`. Returns how many there were."""
    over = [event.id for event in over_before(work.database, before)]
    due = Event.id.in_(over), or_(Event.contact_name != "", Event.contact_email != "", Event.contact_phone != "")
    change = update(Event).where(*due).values(contact_name="", contact_email="", contact_phone="").returning(Event.ref)
    gone = work.forget(change)
    for ref in gone:
        work.record(ContactForgotten(about=work.read(EVENT, ref).ref))
    return len(gone)


def forget_teams(work: Work, before: dt.datetime) -> int:
    """Forget who did what in the teams of gatherings that were over before `before`. Returns how many parts there were."""
    forgotten = 0
    for event in over_before(work.database, before):
        gone = work.forget(delete(TeamMember).where(TeamMember.event_id == event.id).returning(TeamMember.id))
        if gone:
            work.record(TeamForgotten(about=work.read(EVENT, event.ref).ref, count=len(gone)))
        forgotten += len(gone)
    return forgotten
