"""What this room forgets after a gathering."""

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import Select, delete, select, update

from eventsite.events.models import Event
from eventsite.events.permissions import EVENT
from eventsite.events.queries import over_before
from eventsite.records.work import Work
from eventsite.registration.facts import AreasForgotten, DraftsForgotten, RegistrationsForgotten
from eventsite.registration.models import Place, Registration
from eventsite.registration.values import RegistrationState


def forget_areas(work: Work, before: dt.datetime) -> int:
    """Take away which areas of access people ticked of gatherings that were over before `before`. Returns how many had some."""
    forgotten = 0
    for event in over_before(work.database, before):
        theirs = Registration.event_id == event.id, Registration.areas_sealed.is_not(None)
        change = update(Registration).where(*theirs).values(areas_sealed=None).returning(Registration.id)
        gone = work.forget(change)
        if gone:
            work.record(AreasForgotten(about=work.read(EVENT, event.ref).ref, count=len(gone)))
        forgotten += len(gone)
    return forgotten


def forget_drafts(work: Work, before: dt.datetime) -> Sequence[str]:
    """Take away what people began to say and never sent of gatherings that were over before `before`.

    Returns the references of what is gone, so that higher rooms can take away what belongs to it.
    """
    gone: list[str] = []
    for event in over_before(work.database, before):
        theirs = Registration.event_id == event.id, Registration.state == RegistrationState.DRAFT
        refs = work.forget(delete(Registration).where(*theirs).returning(Registration.ref))
        if refs:
            work.record(DraftsForgotten(about=work.read(EVENT, event.ref).ref, count=len(refs)))
        gone += refs
    return gone


def forget_registrations(work: Work, event: Event, needed: Select[str]) -> Sequence[str]:
    """Take away who was coming to an event, with their places, but for registrations whose references are `needed`.

    Returns the references of what is gone, so that higher rooms can take away what belongs to it.
    """
    theirs = Registration.event_id == event.id, Registration.ref.not_in(needed)
    work.forget(delete(Place).where(Place.registration_id.in_(select(Registration.id).where(*theirs))))
    refs = work.forget(delete(Registration).where(*theirs).returning(Registration.ref))
    if refs:
        work.record(RegistrationsForgotten(about=work.read(EVENT, event.ref).ref, count=len(refs)))
    return refs
