"""The doctor says what is wrong with the running system, one sentence each, and nothing where nothing is."""

import datetime as dt
import threading
import time

import pytest
from sqlalchemy import func, select, update

from eventsite.doctor import complaints
from eventsite.kernel.clock import FixedClock
from eventsite.kernel.facts import Lane
from eventsite.people.commands.signing_in import AskToSignIn, ask_to_sign_in
from eventsite.records import delivery
from eventsite.records.heartbeat import BEAT, Heartbeat
from eventsite.records.models import MessageState, OutboxMessage, WorkerSeen
from eventsite.settings import Settings
from tests.conftest import KEYS

SETTINGS = Settings(database_url="sqlite://", secret_key="s" * 40, field_keys=KEYS)


@pytest.fixture
def clock():
    """The real time to the second: the database has a clock of its own."""
    return FixedClock(dt.datetime.now(dt.UTC))


@pytest.fixture
def said(services):
    return lambda: list(complaints(SETTINGS, services))


@pytest.fixture
def worker(database):
    """A worker that has done the jobs of the day."""
    heart = Heartbeat(database)
    heart.done(lambda: None)
    return heart


def test_a_worker_that_is_gone_is_missed_after_two_minutes(said, database, clock, worker):
    assert said() == []
    clock.forward(seconds=120)
    assert [one for one in said() if "worker" in one] == []
    clock.forward(seconds=1)
    assert "No worker was seen for 2 minutes, so no email goes out. Start one: eventsite worker" in said()
    worker.beat()
    assert [one for one in said() if "worker" in one] == []


def test_where_no_worker_ever_was_that_is_said(said):
    assert said() == ["No worker was ever seen, so no email goes out. Start one: eventsite worker"]


def test_jobs_of_the_day_that_nobody_did_are_overdue(said, clock, worker):
    clock.forward(hours=25, seconds=1)
    worker.beat()
    assert [one for one in said() if "jobs" in one] == ["The jobs of the day are overdue: what should be forgotten is still there. Run: eventsite purge"]
    worker.done(lambda: None)
    assert [one for one in said() if "jobs" in one] == []


@pytest.mark.parametrize(("lane", "minutes"), [(Lane.URGENT, 2), (Lane.NORMAL, 15), (Lane.BULK, 360)])
def test_what_waits_too_long_in_its_lane_is_counted(said, scenario, clock, worker, lane, minutes):
    with scenario.acting() as work:
        ask_to_sign_in(work, AskToSignIn(email="joyce@example.org"))
    with scenario.acting() as work:
        work.database.execute(update(OutboxMessage).values(lane=int(lane)))
    clock.forward(minutes=minutes)
    assert [one for one in said() if "lane" in one] == []
    clock.forward(seconds=1)
    assert f"1 messages of the {lane.name.lower()} lane wait, the oldest for {minutes} minutes." in said()


def test_what_could_not_be_delivered_is_counted(said, scenario, worker):
    with scenario.acting() as work:
        ask_to_sign_in(work, AskToSignIn(email="joyce@example.org"))
    with scenario.acting() as work:
        work.database.execute(update(OutboxMessage).values(state=MessageState.PARKED))
    assert said() == ["1 messages could not be delivered; stewards see them at /team/letters/."]


def test_a_clock_that_is_off_is_told(said, engine, clock, worker):
    clock.forward(seconds=-30)
    found = said()
    assert any("is ahead of the one here" in one for one in found)
    assert any("seconds apart" in one for one in found) is (engine.dialect.name == "postgresql")


def test_a_mail_server_that_is_away_is_told(said, mailer, worker):
    mailer.is_away = True
    assert said() == ["The mail server of EVENTSITE_MAIL_URL takes no email (OSError)."]


def test_a_heart_beats_every_thirty_seconds_and_what_is_gone_is_forgotten(scenario, database, clock, worker):
    seen = scenario.read(select(WorkerSeen.seen_at))[0]
    worker.beat()
    clock.forward(seconds=BEAT.total_seconds() - 1)
    worker.beat()
    assert scenario.read(select(WorkerSeen.seen_at)) == [seen]
    clock.forward(seconds=1)
    worker.beat()
    assert scenario.read(select(WorkerSeen.seen_at))[0] - seen == BEAT
    clock.forward(days=8)
    Heartbeat(database).beat()
    assert scenario.read(select(func.count()).select_from(WorkerSeen)) == [1]


def test_a_worker_that_runs_says_so(scenario, database):
    stop, did = threading.Event(), threading.Event()
    running = threading.Thread(target=delivery.run_worker, args=(database, {}, stop), kwargs={"daily": did.set, "idle": 0.01, "threads": 1})
    running.start()
    assert did.wait(10)
    database.clock.forward(minutes=5)
    until = time.monotonic() + 10
    while scenario.read(select(WorkerSeen.seen_at)) != [database.clock.now()] and time.monotonic() < until:
        time.sleep(0.01)
    stop.set()
    running.join()
    assert scenario.read(select(WorkerSeen.seen_at)) == [database.clock.now()]
    assert None not in scenario.read(select(WorkerSeen.daily_at))
