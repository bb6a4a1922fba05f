"""A plugin for pytest: while the whole suite runs, remember which test calls which function that changed.

Coverage would slow every test; here only the functions of files with changed lines, and of the modules that import them, say
that they are called. So `dev.py test` can try mutants on changed lines right after its tests, and need not run one to learn.
"""

import ast
import json
import os
import shutil
import sys
from collections import defaultdict
from collections.abc import Iterable
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from pathlib import Path
from types import CodeType, ModuleType
from typing import Any

import pytest

from tests.mutation.choosing import changed
from tests.mutation.learning import KEPT, Known, needs_postgresql, users_of
from tests.mutation.mutants import ROOT, Mutant
from tests.mutation.processes import KINDS

SEEN = KEPT / "seen"
MOST = 100
PROBE = "_is_called"


def watched_files(mutants: Iterable[Mutant]) -> set[str]:
    """Return the files to watch: those of the mutants and, for lines that only an import runs, those that import them."""
    files = {mutant.file for mutant in mutants}
    return files.union(*(users_of(file) for file in files))


def with_probes(source: bytes, file: str) -> ast.Module:
    """Return the tree of a source in which each function first tells where it stands: `file`, first line, last line."""
    tree = ast.parse(source)
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            place = ast.Constant((file, node.body[0].lineno, node.end_lineno))
            probe = ast.Expr(ast.Call(ast.Name(PROBE, ast.Load()), [place], []))
            ast.copy_location(probe, node.body[0])
            node.body.insert(1 if ast.get_docstring(node) is not None else 0, ast.fix_missing_locations(probe))
    return tree


class Calls(MetaPathFinder):
    """Loads the watched files with probes in them, and keeps what the running test called."""

    def __init__(self, files: Iterable[str], root: Path = ROOT) -> None:
        self.names = {str(root / file): file for file in files}
        self.running: set[tuple[str, int, int]] = set()

    def find_spec(self, name: str, path: Any = None, target: ModuleType | None = None) -> ModuleSpec | None:
        """Find a module as usual; one of the watched files gets a loader of ours."""
        spec = PathFinder.find_spec(name, path, target)
        if spec is None or spec.origin not in self.names:
            return None
        spec.loader = _Loader(name, spec.origin, self)
        return spec


class _Loader(SourceFileLoader):
    def __init__(self, name: str, path: str, calls: Calls) -> None:
        super().__init__(name, path)
        self.calls = calls

    def get_code(self, fullname: str) -> CodeType:
        return compile(with_probes(self.get_data(self.path), self.calls.names[self.path]), self.path, "exec", dont_inherit=True)

    def exec_module(self, module: ModuleType) -> None:
        vars(module)[PROBE] = self.calls.running.add
        super().exec_module(module)


class Keeper:
    """Keeps how each test went and which watched functions it called; written down at the end, one file for each process."""

    def __init__(self, calls: Calls) -> None:
        self.calls = calls
        self.tests: dict[str, tuple[float, bool]] = {}
        self.lines: dict[str, dict[int, list[str]]] = defaultdict(lambda: defaultdict(list))

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: Any) -> Any:
        self.calls.running.clear()
        answer = yield
        is_one_to_ask = Path(item.nodeid).parts[1] in KINDS and not needs_postgresql(item)
        for file, first, last in self.calls.running if is_one_to_ask else ():
            for line in range(first, last + 1):
                self.lines[file][line].append(item.nodeid)
        return answer

    def pytest_runtest_logreport(self, report: Any) -> None:
        seconds, is_well = self.tests.get(report.nodeid, (0.0, True))
        self.tests[report.nodeid] = (seconds + report.duration, is_well and not report.failed)

    def pytest_sessionfinish(self) -> None:
        if not self.lines:
            return  # the process that only hands tests out to others
        SEEN.mkdir(parents=True, exist_ok=True)
        told = {"tests": self.tests, "lines": self.lines}
        (SEEN / f"{os.environ.get('PYTEST_XDIST_WORKER', 'main')}.json").write_text(json.dumps(told))


def pytest_load_initial_conftests(early_config: Any) -> None:
    """Begin to watch, before anything of ours is imported; nothing, where no line that mutants are made of changed."""
    if "PYTEST_XDIST_WORKER" not in os.environ:
        shutil.rmtree(SEEN, ignore_errors=True)
    if files := watched_files(changed(MOST, 1, "")):
        calls = Calls(files)
        sys.meta_path.insert(0, calls)
        early_config.pluginmanager.register(Keeper(calls))


def seen() -> Known:
    """Return what the last watched run of the suite told."""
    known = Known()
    for path in sorted(SEEN.glob("*.json")):
        known.add(json.loads(path.read_text()))
    return known
