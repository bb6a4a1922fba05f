"""What was is kept as it is once it is archived; what nobody ever saw is deleted whole."""

import datetime as dt

import pytest
from sqlalchemy import delete, func, select

from eventsite.access.commands import SetOffer, set_offer
from eventsite.access.values import Offered
from eventsite.events.commands.describing import DescribeEvent, describe_event
from eventsite.events.commands.lifecycle import (
    NotOverYet,
)
from eventsite.events.commands.team import InviteMember, invite_member
from eventsite.events.models import Event
from eventsite.events.queries import past_events, public_event, upcoming_events
from eventsite.events.values import EventState, Role
from eventsite.kernel.base import Base
from eventsite.kernel.lifecycle import ReadOnly, WrongState
from eventsite.programme.commands.plan import (
    CancelSession,
    SaveRoom,
    SaveSession,
    cancel_session,
    save_room,
    save_session,
)
from eventsite.programme.commands.releases import PublishRelease, publish_release
from eventsite.records.models import AuditEntry, OutboxMessage
from eventsite.registration.commands.answering import (
    Answer,
    CancelRegistration,
    answer,
    cancel_registration,
)
from eventsite.registration.commands.ending import (
    KnownToPeople,
)
from eventsite.registration.models import Registration
from eventsite.registration.rules import TooLate
from eventsite.rooms import ROOMS
from tests.builders.scenario import ACCESS, DAY, NOW, ORGANISER
from tests.domain.test_event_lifecycle import go, state_of, told


@pytest.fixture
def archived(scenario, clock):
    """A gathering that was, with a session, a room, somebody coming and terms; archived."""
    event = scenario.event()
    scenario.terms(event)
    room, session = scenario.room(event), scenario.session(event)
    scenario.release(event)
    ref = scenario.coming(event)
    clock.forward(days=27)
    go(scenario, event, "archive")
    return event, room, session, ref


CHANGES = {
    "described": lambda work, event, *_refs: describe_event(work, DescribeEvent(event=event.ref, changes={"name": "New"})),
    "room added": lambda work, event, *_refs: save_room(work, SaveRoom(event=event.ref, name="Loft")),
    "room changed": lambda work, event, room, *_refs: save_room(work, SaveRoom(event=event.ref, name="Loft", ref=room)),
    "session added": lambda work, event, *_refs: save_session(work, SaveSession(event=event.ref, title="New")),
    "session cancelled": lambda work, _event, _room, session, _ref: cancel_session(work, CancelSession(session=session)),
    "released": lambda work, event, *_refs: publish_release(work, PublishRelease(event=event.ref)),
    "access offered": lambda work, event, *_refs: set_offer(
        work, SetOffer(event=event.ref, lines={"hearing_loop": (Offered.YES, "")})
    ),
    "answer changed": lambda work, _event, _room, _session, ref: answer(
        work, Answer(ref=ref, stage="name", changes={"name": "Joy"})
    ),
}


@pytest.mark.parametrize("change", CHANGES)
def test_what_is_archived_is_read_only(scenario, archived, change):
    before = scenario.read(select(func.max(AuditEntry.id)))
    with pytest.raises(WrongState), scenario.acting(ORGANISER, archived[-1]) as work:
        CHANGES[change](work, *archived)
    assert scenario.read(select(func.max(AuditEntry.id))) == before


def test_nothing_new_is_paid_for_what_is_archived(scenario, archived):
    with pytest.raises(ReadOnly):
        scenario.terms(archived[0], fee=99)


def test_an_archived_gathering_is_still_there_for_everybody(scenario, archived, clock):
    with scenario.acting() as work:
        assert public_event(work.database, archived[0].slug).state is EventState.ARCHIVED
        assert [event.ref for event in past_events(work.database, clock.now())] == [archived[0].ref]
        assert upcoming_events(work.database, NOW) == []


def test_money_and_the_team_go_on_after_it_is_archived(scenario, archived, database, deliver):
    event, _room, _session, ref = archived
    with scenario.acting(ORGANISER) as work:
        invite_member(work, InviteMember(event=event.ref, email="new@example.org", name="Noor", role=Role.PAYER))
    scenario.there(event, ref)
    deliver()
    assert len(told(scenario, "ClaimOpened")) == 1
    with pytest.raises(TooLate), scenario.acting("", ref) as work:
        cancel_registration(work, CancelRegistration(ref=ref))


def test_only_what_is_over_where_it_is_can_be_archived(scenario, clock):
    event = scenario.event(zone="Pacific/Honolulu")
    clock.set(dt.datetime.combine(DAY + dt.timedelta(days=1), dt.time(9, 59), dt.UTC))
    with pytest.raises(NotOverYet):
        go(scenario, event, "archive")
    clock.forward(minutes=1)
    go(scenario, event, "archive")
    assert state_of(scenario, event) is EventState.ARCHIVED


def rows(scenario):
    tables = [table for table in Base.metadata.sorted_tables if table.name not in ("person", "organisation", "organisation_member")]
    with scenario.acting() as work:
        return {table.name: len(work.database.execute(select(table)).all()) for table in tables}


def test_nothing_is_left_of_what_was_deleted(scenario, deliver):
    kept = scenario.event("Kept", opened=False)
    before = rows(scenario)
    event = scenario.event("Goes", opened=False)
    scenario.terms(event)
    room = scenario.room(event)
    scenario.session(event, room=room)
    scenario.release(event)
    with scenario.acting(ACCESS) as work:
        set_offer(work, SetOffer(event=event.ref, lines={"hearing_loop": (Offered.YES, "")}))
    after = {name: count for name, count in rows(scenario).items() if count > before[name]}
    assert {"event", "team_member", "room", "session", "facilitator", "release", "payment_terms", "access_offer_line"} <= set(after)
    go(scenario, event, "delete")
    assert rows(scenario) == before | {"audit_entry": before["audit_entry"] + 1}
    assert [payload["about"] for payload in told(scenario, "EventDeleted")] == [event.ref]
    of_an_event = [table for table in Base.metadata.sorted_tables if "event_id" in table.c]
    with scenario.acting() as work:
        for table in of_an_event:
            left = set(work.database.scalars(select(table.c.event_id)))
            assert left <= {kept.id, None}, table.name
    deliver()


def test_every_table_with_an_event_is_in_one_manifest():
    named = [table.__tablename__ for table in ROOMS.belongings]
    with_event = {table.name for table in Base.metadata.sorted_tables if "event_id" in table.c}
    assert sorted(named) == sorted(with_event)


def test_what_was_public_or_has_somebody_in_it_is_not_deleted(scenario):
    event = scenario.event()
    with pytest.raises(WrongState):
        go(scenario, event, "delete")
    go(scenario, event, "unpublish")
    with pytest.raises(KnownToPeople):
        go(scenario, event, "delete")
    hidden = scenario.event("Never", opened=False)
    with scenario.behind() as work:
        work.database.add(Registration(event_id=hidden.id, created_at=NOW))
    with pytest.raises(KnownToPeople):
        go(scenario, hidden, "delete")
    assert len(scenario.read(select(Event.id))) == 2


def test_a_letter_under_way_is_no_trouble_when_its_event_goes(scenario, services, deliver, caplog):
    event = scenario.event("Goes", opened=False)
    sent = services.mailer.send

    def delete_meanwhile(email):
        go(scenario, event, "delete")
        sent(email)

    services.mailer.send = delete_meanwhile
    with scenario.acting() as work:
        mine = select(OutboxMessage.id).where(OutboxMessage.event_id == event.id).order_by(OutboxMessage.id).limit(1)
        work.database.execute(delete(OutboxMessage).where(OutboxMessage.id.not_in(mine.scalar_subquery())))
    deliver()
    assert scenario.read(select(OutboxMessage.id)) == []
    assert [record for record in caplog.records if record.levelname == "ERROR"] == []
