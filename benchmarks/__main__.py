"""Measure and print: `python3 dev.py bench` (both engines), `bench short` (SQLite, few requests), `bench doors` (see there).

CPU is user and system time of the web process and, on PostgreSQL, of the database's processes, per request, over one
kept connection. Everything that is compared runs in the same minutes on the same machine; only the ratios mean much.
"""

import re
import sys
import tempfile
from pathlib import Path

from benchmarks import doors_open
from benchmarks.gathering import SLUG
from benchmarks.site import Site, database, filled_settings, register
from eventsite.kernel.paths import ROOT

ROUNDS = 5
"""The machine's speed comes and goes; of a whole registration the quietest round counts."""
AIMS = {"event page": 1.5, "programme": 1.5, "feed": 1.5, "feed, 304": 1.2}


def measure(engine: str, count: int, people: int) -> list[str]:
    """Measure everything on one engine; return the lines of its table."""
    with tempfile.TemporaryDirectory(prefix="eventsite-bench-") as name, database(engine, Path(name)) as (url, pids):
        settings = filled_settings(name, url)
        site, floor = Site("benchmarks.unlimited:app", settings, pids), Site("benchmarks.floor:app", {}, list)
        try:
            return table(engine, site, floor, count, people)
        finally:
            site.stop()
            floor.stop()


def table(engine: str, site: Site, floor: Site, count: int, people: int) -> list[str]:
    """Measure page by page beside the floor."""
    lines = [f"| {engine} | ours, ms CPU | floor, ms CPU | ratio | aim |", "| --- | --- | --- | --- | --- |"]
    programme = f"/events/{SLUG}/programme"
    session = re.search(rf"/events/{SLUG}/sessions/\w+", site.visitor.ask(programme)[1].decode())[0]  # type: ignore[index]
    pages = {
        "event page": f"/events/{SLUG}", "programme": programme, "session page": session,
        "feed": f"/events/{SLUG}/calendar.ics", "feed, 304": f"/events/{SLUG}/calendar.ics",
    }
    for what, path in pages.items():
        _status, body, found = site.visitor.ask(path)
        is_304 = what.endswith("304")
        ours = site.per_request(path, count, **({"If-None-Match": found["etag"]} if is_304 else {}))
        least = floor.per_request(f"/ready/{len(body)}", count, **({"If-None-Match": '"ready"'} if is_304 else {}))
        aim = AIMS.get(what)
        lines.append(f"| {what} ({len(body) // 1024} KiB) | {ours:.2f} | {least:.2f} | {ours / least:.2f} | {aim or '-'} |")
    requests = register(site.visitor, -1)  # templates are compiled once, by whoever comes first
    cost = min(site.per_person(people, number) for number in range(ROUNDS))
    least = floor.per_request("/ready/6000", count) * requests
    lines.append(f"| one registration ({requests} requests) | {cost:.1f} | {least:.1f} | {cost / least:.1f} | 60 ms |")
    lines.append(f"| worker after load | {site.memory():.0f} MiB | {floor.memory():.0f} MiB | - | 120 MiB |")
    lines.append(f"| start to first answer | {site.start:.2f} s | {floor.start:.2f} s | - | 1.5 s |")
    return lines


def main() -> None:
    """Measure, print, and keep the tables in docs/measured.md unless asked for a short run."""
    if "doors" in sys.argv[1:]:
        print(doors_open.measure())
        return
    is_short = "short" in sys.argv[1:]
    engines = ["sqlite"] if is_short else ["sqlite", "postgresql"]
    count, people = (60, 5) if is_short else (400, 15)
    tables = ["\n".join(measure(engine, count, people)) for engine in engines]
    print("\n\n".join(tables))
    if not is_short:
        target = ROOT / "docs" / "measured.md"
        words = "# Measured\n\n`python3 dev.py bench` wrote this on 2 cores, with Python %d.%d. Only the ratios mean much.\n\n"
        target.write_text(words % sys.version_info[:2] + "\n\n".join(tables) + "\n")


if __name__ == "__main__":
    main()
