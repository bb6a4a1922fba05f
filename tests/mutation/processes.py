"""Test runs in forked children of one warm process, each in a copy of the tree that it may spoil.

The parent has imported every library and nothing of ours; a child imports ours from its copy, so a fault anywhere counts:
in a table at the top of a module, in a decorator, in a template, in settings. No test file is read twice for nothing.
"""

import ast
import dataclasses
import importlib
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from tests.mutation.mutants import ROOT, Mutant

KINDS = ("unit", "shape", "domain", "web", "property", "contract", "concurrency")
OURS = frozenset({"eventsite", "tests", "benchmarks", "dev", "wsgi"})
PAUSE = 0.01
LATER = 3600
"""Seconds by which a spoiled file seems newer, so that no compiled file of the whole one is taken for it."""


@dataclasses.dataclass(frozen=True)
class Result:
    """What a child had to say; None as `said` when its time was over or it died without a word."""

    said: Any
    seconds: float
    words: str
    is_late: bool = False


@dataclasses.dataclass
class Running:
    """A child at work."""

    key: Any
    pid: int
    started: float
    limit: float
    out: Path
    slot: int


def warm() -> None:
    """Import whatever the application and its tests import from elsewhere."""
    files = [*(ROOT / "eventsite").rglob("*.py"), *(p for kind in KINDS for p in (ROOT / "tests" / kind).rglob("*.py"))]
    files += [ROOT / "tests" / "conftest.py", *(ROOT / "tests" / "builders").glob("*.py")]
    names = {name for path in files for name in _imported(path)}
    names |= {"alembic.command", "coverage", "pytest", "sqlalchemy.dialects.postgresql", "sqlalchemy.dialects.sqlite"}
    for name in sorted(names):
        if name.partition(".")[0] not in OURS:
            importlib.import_module(name)


def _imported(path: Path) -> Iterator[str]:
    for node in ast.parse(path.read_text()).body:
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module


def tracked() -> list[str]:
    """Return the names of the tree's files, what is built for the browser among them."""
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard", "-z"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.split("\0")
    built = [str(path.relative_to(ROOT)) for path in (ROOT / "static").rglob("*") if path.is_file()]
    return sorted({name for name in [*listed, *built] if name and (ROOT / name).is_file()})


class Bench:
    """As many copies of the tree as there are processors, and a child in each."""

    def __init__(self, copies: int = 0) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="eventsite-mutation-"))
        self.folder.chmod(0o755)  # as root PostgreSQL runs as a user of its own
        self.copies = [self._copy(number) for number in range(copies or os.cpu_count() or 1)]
        self.running: list[Running] = []

    def _copy(self, number: int) -> Path:
        root = self.folder / str(number)
        for name in tracked():
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, root / name)
        (root / ".venv").symlink_to(ROOT / ".venv")
        for words in (("init", "-q"), ("add", "-A")):  # some tests ask git which files there are
            subprocess.run(["git", *words], cwd=root, check=True, capture_output=True)
        return root

    def close(self) -> None:
        """End what still runs and take the copies away."""
        for child in self.running:
            _end(child.pid)
        shutil.rmtree(self.folder, ignore_errors=True)

    def each(self, jobs: Iterable[tuple[Any, Callable[[Path], Any], float, Mutant | None]]) -> Iterator[tuple[Any, Result]]:
        """Do each (key, work, seconds it may take, fault to put in) in a child; yield (key, result) as they end."""
        waiting = iter(jobs)
        free = list(range(len(self.copies)))
        is_over = False
        while self.running or not is_over:
            while free and not is_over:
                job = next(waiting, None)
                if job is None:
                    is_over = True
                else:
                    self.running.append(self._start(*job, slot=free.pop()))
            for child in list(self.running):
                if result := self._ended(child):
                    self.running.remove(child)
                    free.append(child.slot)
                    yield child.key, result
            time.sleep(PAUSE)

    def _start(self, key: Any, work: Callable[[Path], Any], limit: float, mutant: Mutant | None, *, slot: int) -> Running:
        root = self.copies[slot]
        restore(root)
        if mutant:
            spoil(root, mutant)
        out = self.folder / f"{slot}.out"
        started = time.monotonic()
        pid = os.fork()
        if pid == 0:
            _child(root, out, work)
        return Running(key, pid, started, limit, out, slot)

    @staticmethod
    def _ended(child: Running) -> Result | None:
        pid, _status = os.waitpid(child.pid, os.WNOHANG)
        seconds = time.monotonic() - child.started
        is_late = pid == 0 and seconds > child.limit
        if pid == 0 and not is_late:
            return None
        if is_late:
            _end(child.pid)
        answer = child.out.with_suffix(".json")
        said = json.loads(answer.read_text()) if answer.exists() and not is_late else None
        words = child.out.read_text(errors="replace") if child.out.exists() else ""
        for path in (answer, child.out):
            path.unlink(missing_ok=True)
        return Result(said, seconds, words, is_late)


def spoil(root: Path, mutant: Mutant) -> None:
    """Put the fault into a copy."""
    path = root / mutant.file
    seen = path.stat()
    path.write_bytes(mutant.applied_to(path.read_bytes()))
    os.utime(path, (seen.st_mtime + LATER, seen.st_mtime + LATER))
    (root / ".spoiled").write_text(mutant.file)


def restore(root: Path) -> None:
    """Take the fault out of a copy again."""
    note = root / ".spoiled"
    if note.exists():
        shutil.copy2(ROOT / note.read_text(), root / note.read_text())
        note.unlink()


def _end(pid: int) -> None:
    """End a child and whatever it started: they are a process group of their own."""
    for end in (os.killpg, os.kill):
        try:
            end(pid, signal.SIGKILL)
        except ProcessLookupError:
            continue
    os.waitpid(pid, 0)


def _child(root: Path, out: Path, work: Callable[[Path], Any]) -> None:
    """Become a process that knows only the copy; never returns."""
    code = 1
    try:
        os.setsid()
        descriptor = os.open(out, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        os.dup2(descriptor, 1)
        os.dup2(descriptor, 2)
        os.chdir(root)
        sys.path[:] = [str(root), *(p for p in sys.path if p and Path(p) != ROOT)]
        os.environ["PYTHONPATH"] = str(root)
        os.environ["EVENTSITE_TEMPLATES"] = str(root.parent)
        sys.dont_write_bytecode = (root / ".spoiled").exists()
        for name in [name for name in sys.modules if name.partition(".")[0] in OURS]:
            del sys.modules[name]
        importlib.invalidate_caches()
        said = work(root)
        out.with_suffix(".json").write_text(json.dumps(said))
        code = 0
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)
