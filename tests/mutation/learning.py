"""Which test touches which line: every test file runs once under coverage, and again only when something it stands on changes."""

import ast
import dataclasses
import functools
import hashlib
import json
import os
import sys
from collections import defaultdict
from pathlib import Path
from typing import Any

import coverage
import pytest

from tests.mutation.mutants import ROOT
from tests.mutation.processes import KINDS, Bench, tracked

KEPT = ROOT / ".mutation"
QUIET = (
    "-q", "-x", "-p", "no:randomly", "-p", "no:xdist", "-p", "no:cacheprovider", "--hypothesis-seed=0", "--tb=line",
    "-W", "ignore::pytest.PytestAssertRewriteWarning",  # plugins are loaded before pytest starts: that is the point
)
SLOWEST_FILE = 600.0
SHARED = ("eventsite", "templates", "migrations", "tests", "requirements")
"""What a change of may change which lines any test runs."""


@dataclasses.dataclass
class Known:
    """What is known of the tests: seconds of each, which touch a line, which touch a file at all, which fail unspoiled, seconds of each file."""

    seconds: dict[str, float] = dataclasses.field(default_factory=dict)
    touching: dict[tuple[str, int], set[str]] = dataclasses.field(default_factory=lambda: defaultdict(set))
    anywhere: dict[str, set[str]] = dataclasses.field(default_factory=lambda: defaultdict(set))
    failing: set[str] = dataclasses.field(default_factory=set)
    of_file: dict[str, float] = dataclasses.field(default_factory=lambda: defaultdict(float))

    def add(self, told: dict[str, Any]) -> None:
        """Take in what one test file's run told."""
        self.failing |= {test for test, (_seconds, is_well) in told["tests"].items() if not is_well}
        self.seconds |= {test: seconds for test, (seconds, is_well) in told["tests"].items() if is_well}
        for test, (seconds, _is_well) in told["tests"].items():
            self.of_file[file_of(test)] += seconds
        for file, by_line in told["lines"].items():
            for line, tests in by_line.items():
                well = set(tests) & self.seconds.keys()
                self.touching[file, int(line)] |= well
                self.anywhere[file] |= well

    def for_lines(self, file: str, lines: range) -> set[str]:
        """Return the tests that run these lines; for lines that only an import runs, all that use the file or its users.

        A test that looks at a table calls nothing of the file it stands in, so those whose file imports it are asked as well.
        """
        found = set().union(*(self.touching.get((file, line), set()) for line in lines))
        if found:
            return found
        readers = users_of(file, "tests")
        return set().union(*(self.anywhere.get(user, set()) for user in (file, *users_of(file)))) | {
            test for test in self.seconds if file_of(test) in readers
        }

    def named(self, name: str) -> set[str]:
        """Return the tests that a name stands for: itself, its parametrised forms, a class, a file."""
        return {test for test in self.seconds if test == name or test.startswith((name + "[", name + "::"))}


def file_of(test: str) -> str:
    """Return the file a test stands in."""
    return test.partition("::")[0]


@functools.cache
def users_of(file: str, folder: str = "eventsite") -> tuple[str, ...]:
    """Return the files in a folder that import from `file` by name."""
    module = file.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
    package, _, last = module.rpartition(".")
    users = []
    for path in (ROOT / folder).rglob("*.py"):
        imports = [node for node in ast.parse(path.read_text()).body if isinstance(node, ast.ImportFrom)]
        if any(n.module == module or (n.module == package and last in [a.name for a in n.names]) for n in imports):
            users.append(str(path.relative_to(ROOT)))
    return tuple(users)


class Watcher:
    """A pytest plugin: leaves PostgreSQL out unless asked, tells coverage which test runs, remembers how each went."""

    def __init__(self, *, with_postgresql: bool, watched: coverage.Coverage | None = None) -> None:
        self.with_postgresql, self.watched = with_postgresql, watched
        self.tests: dict[str, tuple[float, bool]] = {}

    def pytest_collection_modifyitems(self, items: list[Any]) -> None:
        if not self.with_postgresql:
            items[:] = [item for item in items if not needs_postgresql(item)]

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: Any) -> Any:
        if self.watched:
            self.watched.switch_context(item.nodeid)
        answer = yield
        if self.watched:
            self.watched.switch_context("")
        return answer

    def pytest_runtest_logreport(self, report: Any) -> None:
        seconds, is_well = self.tests.get(report.nodeid, (0.0, True))
        self.tests[report.nodeid] = (seconds + report.duration, is_well and not report.failed)


def needs_postgresql(item: Any) -> bool:
    """Whether a test needs PostgreSQL."""
    parameters = item.callspec.params if hasattr(item, "callspec") else {}
    return parameters.get("engine_name") == "postgresql" or "postgresql_url" in item.fixturenames


def run_tests(tests: list[str], *, with_postgresql: bool, to_the_end: bool = False) -> dict[str, Any]:
    """Run in this process, until the first failure or `to_the_end`. Returns pytest's exit code and how each test went."""
    watcher, words = Watcher(with_postgresql=with_postgresql), [word for word in QUIET if not to_the_end or word != "-x"]
    return {"code": int(pytest.main([*words, *tests], plugins=[watcher])), "tests": watcher.tests}


def watch_file(test_file: str, root: Path) -> dict[str, Any]:
    """Run one file of tests under coverage, all of it. Returns how each test went and which lines it ran."""
    watched = coverage.Coverage(data_file=None, source=[str(root / "eventsite")], config_file=False, messages=False)
    watch_processes(root)
    watched.start()
    watcher = Watcher(with_postgresql=False, watched=watched)
    pytest.main([word for word in QUIET if word != "-x"] + [test_file], plugins=[watcher])
    watched.stop()
    data = watched.get_data()
    lines: dict[str, dict[int, list[str]]] = defaultdict(dict)
    for file in data.measured_files():
        name = str(Path(file).relative_to(root))
        for line, contexts in data.contexts_by_lineno(file).items():
            if tests := [context for context in contexts if context]:
                lines[name][line] = tests
    for file, numbers in lines_of_processes(root).items():
        lines[str(Path(file).relative_to(root))] |= {line: list(watcher.tests) for line in numbers}
    return {"tests": watcher.tests, "lines": lines}


def watch_processes(root: Path) -> None:
    """Have coverage start in every Python that a test starts, servers that are told to end among them."""
    settings = root / ".coveragerc"
    settings.write_text(
        f"[run]\ndata_file = {root / '.coverage'}\nparallel = true\nsource = {root / 'eventsite'}\nsigterm = true\n"
    )
    os.environ["COVERAGE_PROCESS_START"] = str(settings)


def lines_of_processes(root: Path) -> dict[str, set[int]]:
    """Return the lines of function bodies that processes ran. A file's tests may share a server, so all get them."""
    found: dict[str, set[int]] = defaultdict(set)
    for path in root.glob(".coverage.*"):
        data = coverage.CoverageData(str(path))
        data.read()
        for file in data.measured_files():
            found[file] |= bodies(file).intersection(data.lines(file) or ())
        path.unlink()
    return found


@functools.cache
def bodies(file: str) -> frozenset[int]:
    """Return the numbers of the lines inside functions: those that an import alone does not run."""
    functions = [n for n in ast.walk(ast.parse(Path(file).read_text())) if isinstance(n, ast.FunctionDef)]
    return frozenset(line for f in functions for line in range(f.body[0].lineno, (f.end_lineno or 0) + 1))


def learn(bench: Bench, *, say: Any = print) -> Known:
    """Return what is known, running the test files that nothing is known of yet."""
    known, missing = Known(), []
    KEPT.mkdir(exist_ok=True)
    digests = _digests()
    for test_file, digest in digests.items():
        path = KEPT / f"{digest}.json"
        if path.exists():
            path.touch()
            known.add(json.loads(path.read_text()))
        else:
            missing.append((test_file, path))
    if missing:
        say(f"learning which test touches which line: {len(missing)} test files")
    missing.sort(key=lambda pair: -(ROOT / pair[0]).stat().st_size)
    jobs = ((pair, functools.partial(watch_file, pair[0]), SLOWEST_FILE, None) for pair in missing)
    for (test_file, path), result in bench.each(jobs):
        if result.said is None:
            raise SystemExit(f"{test_file} did not run:\n{result.words[-2000:]}")
        path.write_text(json.dumps(result.said))
        known.add(result.said)
    for path in KEPT.glob("*.json"):
        if path.stem not in digests.values():
            path.unlink()
    return known


def _digests() -> dict[str, str]:
    """Return each test file with a digest of itself and of all that is not a test."""
    shared, tests = hashlib.sha256(sys.version.encode()), []
    for name in tracked():
        is_test = Path(name).name.startswith("test_") and name.split("/")[0] == "tests"
        if is_test and name.split("/")[1] in KINDS:
            tests.append(name)
        elif not is_test and name.split("/")[0] in SHARED and ("/mutation/" not in name or name.endswith("/learning.py")):
            shared.update(name.encode() + (ROOT / name).read_bytes())
    return {name: hashlib.sha256(shared.digest() + (ROOT / name).read_bytes()).hexdigest()[:32] for name in tests}
