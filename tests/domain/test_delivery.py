"""What the outbox promises beside "at least once": who goes first, when, in which language, and what nobody can read."""

import dataclasses
import datetime as dt
import threading
import time

import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.dialects import postgresql

from eventsite.attachments.facts import AttachmentDropped
from eventsite.events.commands.team import TryEmailAgain, try_email_again
from eventsite.events.facts import EventDescribed
from eventsite.events.permissions import EVENT
from eventsite.kernel.facts import Lane
from eventsite.kernel.i18n import use_locale
from eventsite.people.commands.signing_in import AskToSignIn, ask_to_sign_in
from eventsite.people.facts import SignInAsked
from eventsite.records.delivery import deliver_all, lease_next, leasing, run_worker
from eventsite.records.models import MessageState, OutboxMessage
from eventsite.team.queries import parked_messages, waiting_count
from tests.builders.scenario import NOW, ORGANISER, Scenario

REMIND = "events.remind"
PATIENCE = 10.0


@pytest.fixture
def heard():
    """References of what was delivered, in order."""
    return []


@pytest.fixture
def handlers(heard):
    return dict.fromkeys((REMIND, "people.send_link"), lambda leased: heard.append(leased.fact.about))


@pytest.fixture
def reminded(database):
    """A scenario in which somebody is reminded of an event that was described."""
    told = {EventDescribed: (REMIND,), SignInAsked: ("people.send_link",), AttachmentDropped: ("attachments.delete_files",)}
    scenario = Scenario(dataclasses.replace(database, subscriptions=told))
    event = scenario.event()
    with scenario.acting() as work:
        work.database.execute(delete(OutboxMessage))
    return scenario, event


def describe(reminded, why):
    scenario, event = reminded
    with scenario.acting(ORGANISER) as work:
        work.change(EVENT, event.ref, "describe").why = why
        work.record(EventDescribed(about=event.ref, fields=["why"]))
    return event.ref


def ask(reminded):
    with reminded[0].acting() as work:
        return ask_to_sign_in(work, AskToSignIn(email="joyce@example.org"))


def remind(reminded, at, fields=("why",)):
    scenario, event = reminded
    with scenario.acting(ORGANISER) as work:
        work.read(EVENT, event.ref)
        work.later(EventDescribed(about=event.ref, fields=list(fields)), at)


def test_whoever_waits_at_the_screen_goes_before_everybody(reminded, database, clock, handlers, heard):
    event = describe(reminded, "One")
    clock.forward(seconds=1)
    request = ask(reminded)
    deliver_all(database, handlers)
    assert heard == [request, event]


def test_whoever_delivers_urgent_messages_only_leaves_the_others(reminded, database):
    describe(reminded, "One")
    assert lease_next(database, Lane.URGENT) is None
    assert lease_next(database) is not None


def test_a_worker_stays_free_for_signing_in_while_others_hang(reminded, database, heard):
    for why in ("One", "Two", "Three"):
        describe(reminded, why)
    stop, go_on, is_asked, hangs = (threading.Event() for _event in range(4))

    def hang(_leased):
        hangs.set()
        go_on.wait(PATIENCE)

    hanging = {REMIND: hang, "people.send_link": lambda _leased: is_asked.set()}
    worker = threading.Thread(target=run_worker, args=(database, hanging, stop), kwargs={"threads": 2, "idle": 0.01})
    worker.start()
    try:
        assert hangs.wait(PATIENCE)
        time.sleep(0.3)  # long enough for another thread to hang as well, if it may
        ask(reminded)
        assert is_asked.wait(PATIENCE / 4)
    finally:
        stop.set()
        go_on.set()
        worker.join(PATIENCE)


def test_what_is_due_once_a_day_is_done_once_however_often_the_worker_looks(database):
    stop, looked, days = threading.Event(), [], []

    def look(_database, *_words):
        looked.append(True)
        if len(looked) == 3:
            stop.set()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("eventsite.records.delivery.deliver_next", look)
        run_worker(database, {}, stop, daily=lambda: days.append(True), idle=0.01, threads=1)
    assert len(looked) == 3
    assert len(days) == 1


@pytest.mark.parametrize("written", [{"fact": "RetiredLongAgo"}, {"schema": 99}, {"payload": {"about": "x", "gone": 1}}], ids=str)
def test_what_nobody_can_read_any_more_is_parked_at_once_and_holds_nothing_up(reminded, database, handlers, heard, written):
    event = describe(reminded, "One")
    with reminded[0].acting() as work:
        work.database.execute(update(OutboxMessage).values(**written))
    describe(reminded, "Two")
    deliver_all(database, handlers)
    assert heard == [event]
    assert reminded[0].read(select(OutboxMessage.state).order_by(OutboxMessage.id)) == [MessageState.PARKED, MessageState.DONE]


def test_what_nobody_answers_for_any_more_holds_nothing_up(reminded, database, handlers, heard):
    describe(reminded, "One")
    with reminded[0].acting() as work:
        work.database.execute(update(OutboxMessage).values(handler="long.gone"))
    event = describe(reminded, "Two")
    deliver_all(database, handlers)
    assert heard == [event]
    assert reminded[0].read(select(OutboxMessage.state).order_by(OutboxMessage.id)) == [MessageState.PARKED, MessageState.DONE]


def test_what_failed_is_in_the_log_with_its_number(reminded, database, caplog):
    def fail(_leased):
        raise OSError("away")

    describe(reminded, "One")
    (number,) = reminded[0].read(select(OutboxMessage.id))
    deliver_all(database, {REMIND: fail})
    assert f"outbox message {number} ({REMIND}) failed" in caplog.text


def test_an_email_is_in_the_language_of_whoever_caused_it(scenario, deliver, mailer):
    with use_locale("cy_GB"), scenario.acting() as work:
        ask_to_sign_in(work, AskToSignIn(email="joyce@example.org"))
    deliver()
    assert [email.locale for email in mailer.emails] == ["cy_GB"]


def test_what_is_told_later_is_told_once_on_the_day_it_was_moved_to(reminded, database, clock, handlers, heard):
    soon, late = clock.now() + dt.timedelta(days=1), clock.now() + dt.timedelta(days=3)
    remind(reminded, soon)
    remind(reminded, late)
    clock.forward(days=2)
    assert deliver_all(database, handlers) == 0
    clock.forward(days=1)
    assert deliver_all(database, handlers) == 1
    assert heard == [reminded[1].ref]


def test_what_was_to_be_told_later_can_be_taken_back(reminded, database, clock, handlers, heard):
    remind(reminded, clock.now() + dt.timedelta(days=1))
    with reminded[0].acting(ORGANISER) as work:
        work.cancel_later(EventDescribed, reminded[1].ref)
    clock.forward(days=2)
    deliver_all(database, handlers)
    assert heard == []


def test_a_team_sees_and_resends_its_own_emails_only(reminded, clock):
    scenario, event = reminded
    other = scenario.event("Autumn meeting")
    with scenario.acting() as work:
        assert parked_messages(work.database, other) == []
        assert waiting_count(work.database, other) == 0
        work.database.execute(update(OutboxMessage).values(attempts=1))
        assert waiting_count(work.database, other) == 1
        work.database.execute(update(OutboxMessage).values(state=MessageState.PARKED))
    with scenario.acting() as work:
        assert parked_messages(work.database, event) == []
        assert waiting_count(work.database, other) == 0
        (message,) = parked_messages(work.database, other)
    for which, is_its_own in ((event, False), (other, True)):
        with scenario.acting(ORGANISER) as work:
            try_email_again(work, TryEmailAgain(event=which.ref, message_id=message.id))
        state = scenario.read(select(OutboxMessage.state).where(OutboxMessage.id == message.id))[0]
        assert (state is MessageState.WAITING) is is_its_own


def test_which_message_is_leased_is_found_once_and_not_for_each_row():
    asked = str(leasing(NOW, Lane.BULK).compile(dialect=postgresql.dialect()))
    assert "WITH due AS MATERIALIZED" in asked
    assert "FOR UPDATE SKIP LOCKED" in asked
