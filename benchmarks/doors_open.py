"""The morning the doors open: many people register at once while an organiser still edits the page.

Two web workers on PostgreSQL, eight browsers that register as fast as they can, one organiser who changes the event's words again
and again. A hundred times a second the database is asked who waits for which table's rows: nobody who registers may queue
behind the event's row.
"""

import dataclasses
import statistics
import tempfile
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import Engine, text

from benchmarks.gathering import SLUG
from benchmarks.site import Site, Visitor, database, filled_settings, register
from eventsite.app import build_services
from eventsite.events.commands import DescribeEvent, describe_event
from eventsite.events.queries import any_event
from eventsite.kernel.clock import SystemClock
from eventsite.records.engine import open_engine
from eventsite.records.work import Database, unit_of_work
from eventsite.settings import Settings

BROWSERS, PEOPLE, EDIT_EVERY, LOOK_EVERY = 8, 160, 0.5, 0.01
WAITS = text(
    "SELECT coalesce(c.relname, l.locktype) || CASE WHEN a.application_name = 'organiser' THEN ' (the organiser)' ELSE '' END FROM pg_stat_activity a JOIN pg_locks l ON l.pid = a.pid "
    "LEFT JOIN pg_locks t ON t.pid = a.pid AND t.locktype = 'tuple' LEFT JOIN pg_class c ON c.oid = t.relation "
    "WHERE a.wait_event_type = 'Lock' AND NOT l.granted"
)


@dataclass
class Seen:
    """What was seen while it ran."""

    waits: Counter[str] = field(default_factory=Counter)
    looks: int = 0
    edits: int = 0
    slowest: list[float] = field(default_factory=list)


def measure() -> str:
    """Let everybody in; return what it took, as lines for people."""
    with tempfile.TemporaryDirectory(prefix="eventsite-bench-") as name, database("postgresql", Path(name)) as (url, pids):
        settings = filled_settings(name, url)
        services = build_services(Settings.read(settings), SystemClock())
        site = Site("benchmarks.unlimited:app", settings, pids, workers=2, threads=4)
        try:
            register(site.visitor, -1)
            alone = _let_in(site, services.database, people=range(PEOPLE), edits=False)
            edited = _let_in(site, services.database, people=range(PEOPLE, 2 * PEOPLE), edits=True)
            return f"{alone}\n\n{edited}"
        finally:
            site.stop()
            services.database.engine.dispose()


def _let_in(site: Site, shared: Database, *, people: range, edits: bool) -> str:
    seen, stop = Seen(), threading.Event()
    others = [
        threading.Thread(target=_look, args=(shared.engine, seen, stop)),
        *([threading.Thread(target=_edit, args=(shared, seen, stop))] if edits else []),
    ]
    for other in others:
        other.start()
    before, began = site.cpu(), time.monotonic()
    with ThreadPoolExecutor(BROWSERS) as browsers:
        seen.slowest = list(browsers.map(lambda number: _one(site.port, number), people))
    took, cpu = time.monotonic() - began, site.cpu() - before
    stop.set()
    for other in others:
        other.join()
    return _words(seen, took, cpu)


def _one(port: int, number: int) -> float:
    began = time.monotonic()
    register(Visitor(port), number)
    return time.monotonic() - began


def _edit(shared: Database, seen: Seen, stop: threading.Event) -> None:
    shared = dataclasses.replace(shared, engine=open_engine(organiser_url(shared.engine)))
    with unit_of_work(shared) as work:
        event = any_event(work.database, SLUG)
    while not stop.wait(EDIT_EVERY):
        shared.perform(describe_event, DescribeEvent(event=event.ref, changes={"why": f"Said anew, {seen.edits} times."}))
        seen.edits += 1


def organiser_url(engine: Engine) -> str:
    """The same database, by a name that the waits can be told apart by."""
    return engine.url.update_query_dict({"application_name": "organiser"}).render_as_string(hide_password=False)


def _look(engine: Engine, seen: Seen, stop: threading.Event) -> None:
    with engine.connect() as connection:
        while not stop.wait(LOOK_EVERY):
            seen.looks += 1
            seen.waits.update(connection.execute(WAITS).scalars())


def _words(seen: Seen, took: float, cpu: float) -> str:
    waits = ", ".join(f"{table} {count}" for table, count in seen.waits.most_common()) or "none"
    return "\n".join(
        [
            f"{PEOPLE} registrations by {BROWSERS} browsers, {seen.edits} edits of the event meanwhile",
            f"registrations a second: {PEOPLE / took:.1f}; CPU each, database included: {cpu / PEOPLE * 1000:.0f} ms",
            f"whole registration, median and slowest: {statistics.median(seen.slowest):.2f} s, {max(seen.slowest):.2f} s",
            f"waits for a lock seen in {seen.looks} looks, by table: {waits}",
        ]
    )
