"""Two processes, each with a unit of work of its own, that meet inside `work.change`.

On PostgreSQL both stand at the same place before either goes on. On SQLite a second writer waits outside (BEGIN IMMEDIATE), so
the first waits for it a moment and goes on alone: the meeting is then in front of the door.
"""

import contextlib
import multiprocessing
import threading
import traceback

from sqlalchemy.pool import NullPool

from eventsite.kernel.clock import FixedClock
from eventsite.kernel.crypto import FieldCipher
from eventsite.kernel.refusals import ChangedMeanwhile, NotAllowed, NotVisible, Refusal
from eventsite.records.engine import open_engine
from eventsite.records.work import Database, Watcher
from eventsite.rooms import ROOMS
from tests.builders.scenario import NOW
from tests.races.verbs import verbs

PATIENCE = 0.25
ALLOWED = (Refusal, ChangedMeanwhile, NotAllowed, NotVisible)
spawning = multiprocessing.get_context("fork")


class Meeting(Watcher):
    """Waits once for the other process: before the lock is asked for, or (without locks) after the rows are read.

    That is at the first load, or at the first of the table `at`.
    """

    def __init__(self, barrier, *, after, at="") -> None:
        self.barrier, self.after, self.at, self.has_met = barrier, after, at, False

    def before_lock(self, aggregate):
        if not self.after and self.at in ("", aggregate.name):
            self._meet()

    def after_lock(self, aggregate):
        if self.after and self.at in ("", aggregate.name):
            self._meet()

    def meet_again(self):
        """Wait once more, where a control asks for it."""
        self.has_met = False
        self._meet()

    def _meet(self):
        if self.has_met:
            return
        self.has_met = True
        with contextlib.suppress(threading.BrokenBarrierError):  # the other cannot come: it waits for what this one holds
            self.barrier.wait(PATIENCE)


class Pair:
    """Two processes that stay, to be given work again and again."""

    def __init__(self, keys) -> None:
        self.barrier = spawning.Barrier(2)
        self.lines = []
        self.processes = []
        for _side in range(2):
            ours, theirs = spawning.Pipe()
            process = spawning.Process(target=_serve, args=(theirs, self.barrier, keys), daemon=True)
            process.start()
            self.lines.append(ours)
            self.processes.append(process)

    def run(self, url, steps, *, locks=True, at="", patch=contextlib.nullcontext):
        """Let both act at once; return what became of each: "done", a refusal's name, or a traceback.

        `patch` makes a context in which both act: what a control takes out of the code.
        """
        self.barrier.reset()
        for line, (verb, actor, command) in zip(self.lines, steps, strict=True):
            line.send((url, verb, actor, command, locks, at, patch))
        return [line.recv() if line.poll(60) else "hung" for line in self.lines]

    def stop(self):
        for line, process in zip(self.lines, self.processes, strict=True):
            line.send(None)
            process.join(5)


def _serve(line, barrier, keys):
    known = verbs()
    while (task := line.recv()) is not None:
        url, verb, actor, command, locks, at, patch = task
        engine = open_engine(url, poolclass=NullPool)
        database = Database(
            engine=engine, clock=FixedClock(NOW), cipher=FieldCipher(keys), subscriptions=ROOMS.subscriptions, belongings=ROOMS.belongings,
            watcher=Meeting(barrier, after=not locks, at=at), locks=locks,
        )
        try:
            with patch():
                database.perform(known[verb][0], command, actor)
            line.send("done")
        except ALLOWED as refusal:
            line.send(type(refusal).__name__)
        except Exception:
            line.send(traceback.format_exc())
        finally:
            engine.dispose()
