"""Killing a worker at any instant loses no letter: real processes, a real mail server, SIGKILL."""

import random
import re
import subprocess
import sys
import time
from collections import defaultdict

import pytest
from aiosmtpd.controller import Controller
from sqlalchemy import func, select, text

from eventsite.people.commands.signing_in import AskToSignIn, ask_to_sign_in
from eventsite.records.models import AuditEntry, MessageState, OutboxMessage
from tests.builders.server import environment
from tests.contract.test_ports import free_port

LETTERS, KILLS = 200, 4


class Sorter:
    """Takes letters and remembers the Message-IDs each address got."""

    def __init__(self) -> None:
        self.got = defaultdict(list)

    async def handle_DATA(self, _server, _session, envelope):  # noqa: N802 - aiosmtpd calls it so
        message_id = re.search(rb"(?i)^message-id:\s*(\S+)", envelope.content, re.MULTILINE)[1]
        self.got[envelope.rcpt_tos[0]].append(message_id)
        return "250 kept"


@pytest.fixture
def sorter():
    taken = Sorter()
    controller = Controller(taken, hostname="127.0.0.1", port=free_port())
    controller.start()
    taken.address = f"smtp://127.0.0.1:{controller.port}"
    yield taken
    controller.stop()


def waiting(scenario):
    return scenario.read(select(func.count()).where(OutboxMessage.state == MessageState.WAITING))[0]


def told(scenario):
    """How many facts there are, but for what each worker forgets when its day begins."""
    return scenario.read(select(func.count()).where(AuditEntry.fact != "RowsForgotten"))[0]


def end_leases(engine):
    """What five minutes do."""
    with engine.begin() as connection:
        connection.execute(text("UPDATE outbox_message SET leased_until = NULL, run_at = '2020-01-01 00:00:00'"))


def test_killed_workers_lose_no_letter(scenario, engine, sorter, tmp_path):
    addresses = {f"person{number}@example.org" for number in range(LETTERS)}
    for address in addresses:
        with scenario.acting() as work:
            ask_to_sign_in(work, AskToSignIn(email=address))
    facts = told(scenario)
    url = engine.url.render_as_string(hide_password=False)
    settings = environment(tmp_path, "http://127.0.0.1", DATABASE_URL=url, MAIL_URL=sorter.address)
    worker, dice, left = [sys.executable, "-m", "eventsite", "worker"], random.Random(), [LETTERS]
    for _kill in range(KILLS):
        if left[-1] == 0:
            break  # a quick machine
        end_leases(engine)
        running = subprocess.Popen(worker, env=settings, cwd=tmp_path, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        patience = time.monotonic() + 30
        while running.poll() is None and waiting(scenario) == left[-1] and time.monotonic() < patience:
            time.sleep(0.005)
        time.sleep(dice.uniform(0, 0.15))
        running.kill()
        running.wait()
        left.append(waiting(scenario))
    end_leases(engine)
    subprocess.run([*worker, "--once"], env=settings, cwd=tmp_path, check=True, capture_output=True)
    assert any(0 < number < LETTERS for number in left), f"every kill came too late: {left}"
    assert set(scenario.read(select(OutboxMessage.state))) == {MessageState.DONE}
    assert set(sorter.got) == addresses
    assert all(len(set(ids)) == 1 for ids in sorter.got.values()), "a repeated letter has the same Message-ID"
    assert sum(map(len, sorter.got.values())) <= LETTERS + KILLS
    assert told(scenario) == facts
