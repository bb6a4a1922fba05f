"""The unit of work and the outbox: together or not at all, at least once, and parked when it will not go."""

import dataclasses

import pytest
from sqlalchemy import select, update

from eventsite.kernel.facts import Fact
from eventsite.people.commands.signing_in import AskToSignIn, ask_to_sign_in
from eventsite.people.models import SignInRequest
from eventsite.records.delivery import (
    LEASE,
    deliver_all,
    deliver_next,
    lease_next,
    try_again,
)
from eventsite.records.models import AuditEntry, MessageState, OutboxMessage


def asked(scenario, email="joyce@example.org"):
    with scenario.acting() as work:
        return ask_to_sign_in(work, AskToSignIn(email=email))


def test_leaving_with_an_exception_undoes_the_change_its_audit_and_its_message(scenario):
    with pytest.raises(RuntimeError), scenario.acting() as work:
        ask_to_sign_in(work, AskToSignIn(email="joyce@example.org"))
        raise RuntimeError
    for table in (SignInRequest, AuditEntry, OutboxMessage):
        assert scenario.read(select(table)) == []


def test_a_failing_letter_waits_longer_each_time_and_is_parked_at_last(scenario, clock, deliver, mailer):
    asked(scenario)
    mailer.is_away = True
    minute, hour = 60, 60 * 60
    for seconds in (10, minute, 5 * minute, 30 * minute, 2 * hour, 6 * hour, 12 * hour):
        assert deliver() == 1
        clock.forward(seconds=seconds - 1)
        assert deliver() == 0
        clock.forward(seconds=1)
        # The link itself goes stale meanwhile; what waits is the message.
        with scenario.acting() as work:
            work.forget(update(SignInRequest).values(expires_at=clock.now().replace(year=2030)))
    assert deliver() == 1
    message = scenario.read(select(OutboxMessage))[0]
    assert message.state is MessageState.PARKED
    assert message.trouble == "OSError"
    mailer.is_away = False
    with scenario.acting() as work:
        assert not try_again(work.database, 1, message.id, clock.now())  # not that event's
        assert try_again(work.database, None, message.id, clock.now())
    assert deliver() == 1
    assert len(mailer.emails) == 1


def test_what_is_refused_for_good_is_parked_at_once(scenario, deliver, mailer, clock):
    asked(scenario)
    mailer.refuses.add("joyce@example.org")
    assert deliver() == 1
    message = scenario.read(select(OutboxMessage))[0]
    assert (message.state, message.attempts, message.is_refused) == (MessageState.PARKED, 1, True)
    assert message.trouble == "refused for good: 550 5.1.1"
    clock.forward(days=3)
    assert deliver() == 0
    mailer.refuses.clear()
    with scenario.acting() as work:
        try_again(work.database, None, message.id, clock.now())
    assert deliver() == 1
    done = scenario.read(select(OutboxMessage))[0]
    assert (done.state, done.is_refused) == (MessageState.DONE, False)


def test_a_worker_that_dies_while_acting_loses_nothing(scenario, database, clock, deliver, mailer):
    asked(scenario)
    assert lease_next(database) is not None  # this worker dies here
    assert deliver() == 0
    clock.forward(seconds=LEASE.total_seconds() + 1)
    assert deliver() == 1
    assert len(mailer.emails) == 1


def test_one_bad_reaction_does_not_stop_the_others(scenario, database):
    asked(scenario, "a@example.org")
    asked(scenario, "b@example.org")
    done = []

    def picky(leased):
        if not done:
            done.append("failed")
            raise ValueError
        done.append(leased.fact.about)

    assert deliver_all(database, {"people.send_link": picky}) == 2
    assert len(done) == 2
    assert deliver_next(database, {"people.send_link": picky}) is False


def test_facts_carry_references_and_plain_values_only():
    for name, fact in Fact.registry.items():
        for field in dataclasses.fields(fact):
            assert field.type in (str, int, str | None, list[str]), f"{name}.{field.name}"
            assert field.name not in {"name", "email", "phone", "words", "account_number"}, f"{name}.{field.name}"
