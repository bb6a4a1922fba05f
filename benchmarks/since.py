"""Compare with an earlier commit: `python3 dev.py bench since COMMIT`.

Both trees run at once, each with a server, a database and the locked packages of its own, and are asked in turn for the
same things, so that whatever else the machine does falls on both. Of many turns the middle one counts.
"""

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.gathering import SLUG
from benchmarks.site import Site, Visitor, database, register
from eventsite.kernel.paths import ROOT

TURNS, VISITS, WARM = 60, 200, 5
PAGES = {
    "event page": f"/events/{SLUG}", "programme": f"/events/{SLUG}/programme", "feed": f"/events/{SLUG}/calendar.ics",
}
FILL = """
import sys
try:
    from benchmarks.site import filled_settings
    filled_settings(*sys.argv[1:])
except ModuleNotFoundError as missing:
    if missing.name != "benchmarks.site":
        raise
    # What follows is for trees from before 25 November 2026.
    from benchmarks.gathering import fill
    from eventsite.app import open_house
    from eventsite.kernel.clock import SystemClock
    from eventsite.records.migrations import upgrade
    from eventsite.settings import Settings
    names = {"DEMO": "1", "INSTANCE": sys.argv[1], "DATABASE_URL": sys.argv[2], "BASE_URL": "http://127.0.0.1"}
    house = open_house(Settings.read({f"EVENTSITE_{name}": value for name, value in names.items()}), SystemClock())
    upgrade(house.books.engine)
    fill(house.books)
"""
"""Every tree fills its database with its own commands."""


def measure(commit: str, engines: list[str]) -> list[str]:
    """Return a table for each engine: what things cost in both trees, in milliseconds of CPU, and the ratio of the two."""
    with tempfile.TemporaryDirectory(prefix="eventsite-since-") as name, checked_out(commit, Path(name)) as earlier:
        return [table(commit, engine, earlier) for engine in engines]


def table(commit: str, engine: str, earlier: Path) -> str:
    """Measure on one engine."""
    with served(engine, earlier) as then, served(engine, ROOT) as now:
        costs = {"one registration": in_turns((then, now), TURNS, registration)}
        for what, path in PAGES.items():
            costs[what] = in_turns((then, now), TURNS // 4, visits(path))
    lines = [f"| {engine} | at {commit}, ms CPU | now, ms CPU | ratio |", "| --- | --- | --- | --- |"]
    return "\n".join([*lines, *(f"| {what} | {old:.2f} | {new:.2f} | {new / old:.2f} |" for what, (old, new) in costs.items())])


def in_turns(sites: tuple[Site, Site], turns: int, act: Callable[[Visitor, int], int]) -> tuple[float, float]:
    """Visit both sites in turn; `act` says how many times it did what it does. Return the middle cost of one time for both."""
    visitors = [Visitor(site.port) for site in sites]
    found: tuple[list[float], list[float]] = [], []
    for turn in range(WARM + turns):
        for site, visitor, costs in zip(sites, visitors, found, strict=True):
            before = site.cpu()
            times = act(visitor, turn)
            costs.append((site.cpu() - before) / times * 1000)
    old, new = (statistics.median(costs[WARM:]) for costs in found)
    return old, new


def registration(visitor: Visitor, number: int) -> int:
    """Register one person."""
    register(visitor, number)
    return 1


def visits(path: str) -> Callable[[Visitor, int], int]:
    """Return the act of asking for a page some hundred times."""

    def act(visitor: Visitor, _turn: int) -> int:
        for _visit in range(VISITS):
            visitor.ask(path)
        return VISITS

    return act


@contextmanager
def checked_out(commit: str, folder: Path) -> Iterator[Path]:
    """Give the tree of a commit, set up as it sets itself up, but with the style sheet and scripts of today."""
    tree = folder / "tree"
    git("worktree", "add", "--detach", str(tree), commit)
    try:
        shutil.copytree(ROOT / "static", tree / "static", dirs_exist_ok=True)
        subprocess.run([sys.executable, "-c", "import dev; dev.environment('test')"], cwd=tree, check=True)
        yield tree
    finally:
        git("worktree", "remove", "--force", str(tree))


@contextmanager
def served(engine: str, tree: Path) -> Iterator[Site]:
    """Fill a database with a tree's own commands and serve it."""
    with tempfile.TemporaryDirectory(prefix="eventsite-bench-") as name, database(engine, Path(name)) as (url, pids):
        environment = os.environ | {"PYTHONPATH": str(tree)}
        python = str(tree / ".venv" / "bin" / "python")
        subprocess.run([python, "-c", FILL, name, url], cwd=tree, env=environment, check=True)
        settings = {"DEMO": "1", "INSTANCE": name, "DATABASE_URL": url, "BASE_URL": "http://127.0.0.1"}
        site = Site("benchmarks.unlimited:app", {f"EVENTSITE_{key}": value for key, value in settings.items()}, pids, tree=tree)
        try:
            yield site
        finally:
            site.stop()


def git(*words: str) -> None:
    """Run git here, quietly."""
    subprocess.run(["git", *words], cwd=ROOT, check=True, capture_output=True)
