"""What stands beside the path: rows that nobody loaded to change, parts of a whole, and one statement over many."""

import dataclasses

import pytest
from sqlalchemy import delete, select, update

from eventsite.claims.facts import ClaimEdited
from eventsite.claims.models import Claim, ClaimLine
from eventsite.claims.permissions import CLAIM
from eventsite.events.facts import EventDescribed
from eventsite.events.models import Event, TeamMember
from eventsite.events.permissions import EVENT
from eventsite.events.values import Role
from eventsite.kernel.aggregates import Aggregate
from eventsite.programme.facts import SessionSaved
from eventsite.programme.models.plan import Facilitator, Session
from eventsite.programme.permissions import SESSION
from eventsite.records.tracking import ChangedWithoutFact
from eventsite.records.work import unit_of_work


@pytest.fixture
def event(scenario):
    return scenario.event()


@pytest.fixture
def claim(scenario, event):
    scenario.terms(event)
    return scenario.claim(event, submitted=False)


def told(event):
    return EventDescribed(about=event.ref, fields=["why"])


def amounts(scenario):
    return scenario.read(select(ClaimLine.claimed_minor).order_by(ClaimLine.id))


def version(scenario, claim):
    return scenario.read(select(Claim.version).where(Claim.ref == claim))


def test_a_part_that_changed_and_nobody_tells_of_is_not_committed(scenario, database, claim):
    before = amounts(scenario)
    with pytest.raises(ChangedWithoutFact), unit_of_work(database) as work:
        work.change(CLAIM, claim, "edit").lines[0].claimed_minor = 99
    with pytest.raises(ChangedWithoutFact), unit_of_work(database) as work:
        work.database.delete(work.change(CLAIM, claim, "edit").lines[0])
        work.database.flush()
    assert amounts(scenario) == before


def test_a_part_of_what_was_only_read_or_not_loaded_stays_as_it_is(scenario, database, claim):
    before = amounts(scenario)
    with pytest.raises(ChangedWithoutFact), unit_of_work(database) as work:
        work.read(CLAIM, claim).lines[0].claimed_minor = 99
        work.record(ClaimEdited(about=claim))
    with pytest.raises(ChangedWithoutFact), unit_of_work(database) as work:
        for line in work.database.scalars(select(ClaimLine)):
            line.claimed_minor = 99
    assert amounts(scenario) == before


def test_a_part_counts_the_version_of_its_whole_up_once(scenario, database, claim):
    (before,) = version(scenario, claim)
    with unit_of_work(database) as work:
        work.change(CLAIM, claim, "edit").lines[0].claimed_minor = 99
        work.record(ClaimEdited(about=claim))
    assert (99, [before + 1]) == (amounts(scenario)[0], version(scenario, claim))


def test_a_part_of_a_draft_that_needs_no_fact_counts_its_version_up(scenario, database, event):
    ref = scenario.session(event, facilitators=["Ann"])
    (before,) = scenario.read(select(Session.version))
    (state,) = scenario.read(select(Session.state))
    fields = {field.name: getattr(SESSION, field.name) for field in dataclasses.fields(SESSION)}
    untold = Aggregate(**fields | {"untold": frozenset({(state, "save")})})
    with unit_of_work(database) as work:
        work.change(untold, ref, "save").facilitators[0].name = "Anna"
    assert scenario.read(select(Session.version)) == [before + 1]
    assert scenario.read(select(Facilitator.name)) == ["Anna"]


def test_a_new_part_belongs_to_what_is_held(scenario, database, event):
    (person,) = set(scenario.read(select(TeamMember.person_id).where(TeamMember.role == Role.ORGANISER)))
    with pytest.raises(ChangedWithoutFact), unit_of_work(database) as work:
        work.change(EVENT, event.ref, "invite")
        work.database.add(TeamMember(event_id=event.id, person_id=person, role=Role.CHECKER, known_as="X"))
    ref = scenario.session(event, facilitators=["Ann"])
    with unit_of_work(database) as work:  # its number is not known before the flush
        work.change(SESSION, ref, "save").facilitators.append(Facilitator(name="Bo", position=1))
        work.record(SessionSaved(about=ref))
    assert scenario.read(select(Facilitator.name).order_by(Facilitator.position)) == ["Ann", "Bo"]


def test_a_part_that_moves_changes_both_wholes(scenario, database, event):
    one, other = (scenario.session(event, title, facilitators=[title]) for title in ("One", "Other"))
    with pytest.raises(ChangedWithoutFact), unit_of_work(database) as work:
        session = work.change(SESSION, other, "save")
        for facilitator in work.database.scalars(select(Facilitator)):
            facilitator.session_id = session.id
        work.record(SessionSaved(about=other))
    assert len(set(scenario.read(select(Facilitator.session_id)))) == 2
    assert one != other


def test_a_row_that_the_path_did_not_load_is_not_written(scenario, database, event):
    with pytest.raises(ChangedWithoutFact), unit_of_work(database) as work:
        work.database.get_one(Event, event.id).why = "Quietly"
    with pytest.raises(ChangedWithoutFact), unit_of_work(database) as work:
        work.database.delete(work.database.get_one(Event, event.id))
    with pytest.raises(ChangedWithoutFact), unit_of_work(database) as work:
        work.database.add(Session(event_id=event.id, title="Quietly"))
    assert scenario.read(select(Event.why)) == [event.why]
    assert scenario.read(select(Session.id)) == []


@pytest.mark.parametrize("table", [Event, Event.__table__, ClaimLine, ClaimLine.__table__], ids=["Event", "event", "ClaimLine", "claim_line"])
@pytest.mark.parametrize("kind", ["update", "delete", "rows"])
def test_one_statement_over_many_rows_is_for_rules_of_retention(database, event, table, kind):
    with pytest.raises(ChangedWithoutFact), unit_of_work(database) as work:
        columns = table.c if hasattr(table, "c") else table
        change = update(table).values({columns.id: 1}) if kind == "update" else delete(table)
        if kind == "rows" and hasattr(table, "__mapper__"):
            work.database.execute(update(table), [{"id": event.id}])
        work.database.execute(change.where(columns.id == 0))


def test_a_rule_of_retention_says_so_at_the_call(scenario, database, event):
    with unit_of_work(database) as work:
        assert work.forget(update(Event).values(why="").returning(Event.ref)) == [event.ref]
        assert work.forget(delete(TeamMember)) == []
    assert scenario.read(select(Event.why)) == [""]
