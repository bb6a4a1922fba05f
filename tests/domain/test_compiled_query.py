"""A compiled query answers as SQLAlchemy does: the same values, the same moment, the same trouble."""

import pytest
from sqlalchemy import bindparam, event, select, text
from sqlalchemy.exc import DBAPIError

from eventsite.events.models import Event
from eventsite.records.compiled_query import CompiledQuery
from eventsite.records.models import OutboxMessage
from eventsite.registration.models import Registration

EVENT, MESSAGE, REGISTRATION = Event.__table__.c, OutboxMessage.__table__.c, Registration.__table__.c
QUESTIONS = [
    (select(*EVENT).where(EVENT.ref == bindparam("ref")), "event"),
    (select(*REGISTRATION).where(REGISTRATION.ref == bindparam("ref"), REGISTRATION.state == "confirmed").limit(1), "registration"),
    (select(*MESSAGE).where(MESSAGE.fact == bindparam("ref")).order_by(MESSAGE.id), "fact"),
]
"""Between them dates, instants, enums, JSON, numbers, truth, nothing, and a value that stands in the question."""


@pytest.mark.parametrize(("question", "about"), QUESTIONS, ids=[about for _question, about in QUESTIONS])
def test_every_kind_of_value_comes_back_as_sqlalchemy_reads_it(scenario, engine, question, about):
    made = scenario.event()
    told = {"event": made.ref, "registration": scenario.coming(made), "fact": "RegistrationSubmitted"}
    query = CompiledQuery(question)
    with engine.connect() as connection:
        expected = [tuple(row) for row in connection.execute(question, {"ref": told[about]})]
    assert expected
    assert query.all(engine, ref=told[about]) == expected
    assert query.first(engine, ref=told[about]) == expected[0]
    assert query.first(engine, ref="nobody") is None


def test_a_unit_of_work_sees_what_it_wrote_and_nobody_else_does(scenario, engine):
    made, query = scenario.event(), CompiledQuery(select(EVENT.name).where(EVENT.ref == bindparam("ref")))
    with scenario.acting() as work:
        work.database.execute(text("UPDATE event SET name = 'Another' WHERE ref = :ref"), {"ref": made.ref})
        assert query.all(work.database, ref=made.ref) == [("Another",)]
        assert query.all(engine, ref=made.ref) == [(made.name,)]
        work.database.rollback()


def test_what_goes_wrong_is_told_in_sqlalchemys_words_and_the_next_question_is_answered(scenario, engine):
    made, query = scenario.event(), CompiledQuery(select(EVENT.name).where(EVENT.ref == bindparam("ref")))

    def spoil(connection, _record, _proxy):
        connection.close()

    event.listen(engine, "checkout", spoil)
    with pytest.raises(DBAPIError):
        query.all(engine, ref=made.ref)
    event.remove(engine, "checkout", spoil)
    assert query.all(engine, ref=made.ref) == [(made.name,)]
