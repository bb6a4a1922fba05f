"""The morning the doors open: many people register at once while organisers still change the programme and the page.

Two web workers on PostgreSQL, eight browsers that register as fast as they can, and an organiser who moves a session and publishes
again and again. A hundred times a second the database is asked who waits for which table's rows: nobody who registers may wait
for the event's row. Where an organiser changes the event itself they wait for it, as long as that change takes. The last round,
in which the event's row is held for a moment, shows that a queue would be seen.
"""

import dataclasses
import itertools
import statistics
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, select, text

from benchmarks.gathering import SLUG
from benchmarks.site import Site, Visitor, database, filled_settings, register
from eventsite.app import build_services
from eventsite.events.commands.describing import DescribeEvent, describe_event
from eventsite.events.permissions import EVENT
from eventsite.events.queries import any_event
from eventsite.kernel.aggregates import Aggregate
from eventsite.kernel.clock import SystemClock
from eventsite.programme.commands.plan import PlaceSession, place_session
from eventsite.programme.commands.releases import PublishRelease, publish_release
from eventsite.programme.models.plan import Session
from eventsite.records.engine import open_engine
from eventsite.records.work import Database, Watcher, unit_of_work
from eventsite.settings import Settings

BROWSERS, PEOPLE, EDIT_EVERY, LOOK_EVERY, HOLD = 8, 160, 0.5, 0.01, 0.25
HEAD = (
    f"`python3 dev.py bench doors` wrote this: {PEOPLE} people by {BROWSERS} browsers in each round, an edit {EDIT_EVERY} s after the last. "
    "It fails if, while the programme is changed, anybody who registers is seen waiting for the event's row."
)
WAITS = text(
    "SELECT coalesce(c.relname, l.locktype) || CASE WHEN a.application_name = 'organiser' THEN ' (an organiser)' ELSE '' END "
    "FROM pg_stat_activity a JOIN pg_locks l ON l.pid = a.pid "
    "LEFT JOIN pg_locks t ON t.pid = a.pid AND t.locktype = 'tuple' LEFT JOIN pg_class c ON c.oid = t.relation "
    "WHERE a.wait_event_type = 'Lock' AND NOT l.granted"
)
ALONE, PROGRAMME, WORDS, HELD = "nobody edits", "the programme is changed", "the event's words are changed", "the event's row is held"
Edit = tuple[Callable[..., Any], Any]


class Queued(RuntimeError):  # noqa: N818
    """People who registered waited for the event's row, or the looks would not have seen it."""


class Holds(Watcher):
    """Stands still with the event's row loaded for change."""

    def after_lock(self, aggregate: Aggregate[Any]) -> None:
        """Wait, so that others have to."""
        if aggregate is EVENT:
            time.sleep(HOLD)


@dataclass
class Seen:
    """What was seen while one round ran."""

    waits: Counter[str] = field(default_factory=Counter)
    looks: int = 0
    edits: list[float] = field(default_factory=list)
    people: list[float] = field(default_factory=list)
    took: float = 0
    cpu: float = 0


def measure() -> str:
    """Let everybody in, four times; return the table. Raises Queued."""
    with tempfile.TemporaryDirectory(prefix="eventsite-bench-") as name, database("postgresql", Path(name)) as (url, pids):
        settings = filled_settings(name, url)
        services = build_services(Settings.read(settings), SystemClock())
        site = Site("benchmarks.unlimited:app", settings, pids, workers=2, threads=4)
        try:
            register(site.visitor, -1)
            programme, words = _edits(services.database)
            rounds = {
                ALONE: (services.database, []), PROGRAMME: (services.database, [programme]),
                WORDS: (services.database, [words]), HELD: (held(services.database), [words]),
            }
            seen = {what: _let_in(site, *given, number) for number, (what, given) in enumerate(rounds.items())}
        finally:
            site.stop()
            services.database.engine.dispose()
    if seen[PROGRAMME].waits["event"] or not seen[HELD].waits["event"]:
        raise Queued({what: dict(one.waits) for what, one in seen.items()})
    return _table(seen)


def held(shared: Database) -> Database:
    """Return the same database, in which an edit of the event takes its time."""
    return dataclasses.replace(shared, watcher=Holds())


def _edits(shared: Database) -> tuple[Iterator[Edit], Iterator[Edit]]:
    """Return what organisers do, one after the other, without end: to the programme, and to the event's words."""
    with unit_of_work(shared) as work:
        event = any_event(work.database, SLUG)
        moved = work.database.scalars(select(Session).where(Session.event_id == event.id).order_by(Session.id).limit(1)).one()
    starts_at = moved.starts_at
    if starts_at is None:
        message = "the benchmark's gathering has placed its sessions"
        raise RuntimeError(message)
    return (
        itertools.chain.from_iterable(
            (
                (place_session, PlaceSession(session=moved.ref, starts_at=starts_at, minutes=30 + number % 2)),
                (publish_release, PublishRelease(event=event.ref)),
            )
            for number in itertools.count()
        ),
        ((describe_event, DescribeEvent(event=event.ref, changes={"why": f"Said anew, {number}."})) for number in itertools.count()),
    )


def _let_in(site: Site, shared: Database, edits: list[Iterator[Edit]], number: int) -> Seen:
    seen, stop = Seen(), threading.Event()
    others = [threading.Thread(target=_look, args=(shared.engine, seen, stop))]
    others += [threading.Thread(target=_edit, args=(shared, one, seen, stop)) for one in edits]
    for other in others:
        other.start()
    before, began = site.cpu(), time.monotonic()
    with ThreadPoolExecutor(BROWSERS) as browsers:
        seen.people = list(browsers.map(lambda one: _timed(register, Visitor(site.port), one), range(number * PEOPLE, (number + 1) * PEOPLE)))
    seen.took, seen.cpu = time.monotonic() - began, site.cpu() - before
    stop.set()
    for other in others:
        other.join()
    return seen


def _timed(act: Callable[..., Any], *given: Any) -> float:
    began = time.monotonic()
    act(*given)
    return time.monotonic() - began


def _edit(shared: Database, edits: Iterator[Edit], seen: Seen, stop: threading.Event) -> None:
    shared = dataclasses.replace(shared, engine=open_engine(organiser_url(shared.engine)))
    while not stop.wait(EDIT_EVERY):
        seen.edits.append(_timed(shared.perform, *next(edits)))
    shared.engine.dispose()


def organiser_url(engine: Engine) -> str:
    """The same database, by a name that the waits can be told apart by."""
    return engine.url.update_query_dict({"application_name": "organiser"}).render_as_string(hide_password=False)


def _look(engine: Engine, seen: Seen, stop: threading.Event) -> None:
    with engine.connect() as connection:
        while not stop.wait(LOOK_EVERY):
            seen.looks += 1
            seen.waits.update(connection.execute(WAITS).scalars())


def _table(rounds: dict[str, Seen]) -> str:
    lines = [
        HEAD,
        "",
        "| round | people a second | ms CPU each | whole registration, median and slowest | edits, slowest | seen waiting for a row, by table |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    for what, seen in rounds.items():
        waits = ", ".join(f"{table} {count}" for table, count in seen.waits.most_common()) or "none"
        edits = f"{len(seen.edits)}, {max(seen.edits):.2f} s" if seen.edits else "-"
        lines.append(
            f"| {what} | {PEOPLE / seen.took:.1f} | {seen.cpu / PEOPLE * 1000:.0f} | "
            f"{statistics.median(seen.people):.2f} s, {max(seen.people):.2f} s | {edits} | {waits} (of {seen.looks} looks) |"
        )
    return "\n".join(lines)
