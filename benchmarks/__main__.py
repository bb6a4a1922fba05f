"""Measure and print: `python3 dev.py bench` (both engines), `bench short` (SQLite, few requests).

`bench doors` and `bench since COMMIT` are told of in doors_open.py and since.py.

CPU is user and system time of the web process and, on PostgreSQL, of the database's processes, per request, over one
kept connection. Everything that is compared runs in the same minutes on the same machine; only the ratios mean much.
"""

import re
import sys
import tempfile
from pathlib import Path

from benchmarks import doors_open, since
from benchmarks.gathering import SLUG
from benchmarks.site import Site, database, filled_settings, register
from eventsite.kernel.paths import ROOT

ENGINES = ["sqlite", "postgresql"]
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
    words = sys.argv[1:]
    if "doors" in words:
        rounds = doors_open.measure()
        print(rounds)
        keep("The morning the doors open, on PostgreSQL", [rounds])
        return
    if "since" in words:
        commit = words[words.index("since") + 1]
        compare(commit, [word for word in words if word in ENGINES] or ENGINES)
        return
    is_short = "short" in words
    engines = ["sqlite"] if is_short else ENGINES
    count, people = (60, 5) if is_short else (400, 15)
    tables = ["\n".join(measure(engine, count, people)) for engine in engines]
    print("\n\n".join(tables))
    if not is_short:
        head = "`python3 dev.py bench` wrote this on 2 cores, with Python %d.%d. Only the ratios mean much."
        keep("Beside the floor", [head % sys.version_info[:2], *tables])


def compare(commit: str, engines: list[str]) -> None:
    """Measure beside an earlier commit, print, and keep the tables of a run on both engines."""
    tables = since.measure(commit, engines)
    print("\n\n".join(tables))
    if engines == ENGINES:
        keep(f"Since {commit}", [f"`python3 dev.py bench since {commit}` wrote this; both ran in turn, in the same minutes.", *tables])


def keep(title: str, paragraphs: list[str]) -> None:
    """Write a section of docs/measured.md, in place of the one that had this title."""
    target = ROOT / "docs" / "measured.md"
    head, *sections = target.read_text().split("\n## ")
    kept = [section.rstrip() for section in sections if not section.startswith(f"{title}\n")]
    target.write_text("\n\n## ".join([head.rstrip(), *kept, "\n\n".join([title, *paragraphs])]) + "\n")


if __name__ == "__main__":
    main()
