"""A mutant's trial: choose its tests, run them, say whether one noticed."""

import dataclasses
import functools
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping

from tests.mutation.learning import Known, file_of, run_tests
from tests.mutation.mutants import ROOT, Mutant
from tests.mutation.processes import Bench, Result

KILLED, LATE, SURVIVED, UNSEEN, WRONG = "killed", "killed (over time)", "survived", "survived (no test runs it)", "wrong"
START, SLOWER = 15.0, 6.0
"""Seconds a run may take at all, and how many times its tests' usual time on top: an endless loop is a death as well."""
POSTGRESQL_START = 60.0
SLOWEST_OF_ALL = 3600.0
"""All the named tests, unspoiled, in one process: a minute on an idle machine."""
NO_TESTS = 5
READERS = ("tests/shape/test_names.py", "tests/shape/test_one_path.py", "tests/shape/test_scopes.py")
"""Test files that read every source: no line of theirs calls a mutant, so each is asked of all, after the others."""


@dataclasses.dataclass(frozen=True)
class Verdict:
    """How one mutant fared, by which test, in how many seconds."""

    mutant: Mutant
    outcome: str
    by: str = ""
    seconds: float = 0.0

    @property
    def is_killed(self) -> bool:
        return self.outcome in {KILLED, LATE}


class Trial:
    """Tries mutants on a bench with what is known of the tests, `patience` seconds of tests for each, `until` a moment."""

    def __init__(self, bench: Bench, known: Known, *, patience: float, until: float | None = None) -> None:
        self.bench, self.known, self.patience, self.until = bench, known, patience, until
        self._about: dict[str, defaultdict[str, float]] = {}

    def verdicts(self, mutants: list[Mutant]) -> Iterator[Verdict]:
        """Yield a verdict on each mutant, as they come in; fewer when the time is over."""
        plans: list[tuple[Mutant, list[str]]] = []
        failing = self._failing_unspoiled({test for m in mutants for test in m.tests if is_on_postgresql(test)})
        for mutant in mutants:
            tests, missing = self.tests_for(mutant)
            if missing or failing & set(tests):
                words = f"not there or failing without it: {', '.join([*missing, *sorted(failing & set(tests))])}"
                yield Verdict(mutant, WRONG, words)
            elif tests:
                plans.append((mutant, tests))
            else:
                yield Verdict(mutant, UNSEEN)
        for mutant, result in self.bench.each(self._jobs(plans)):
            yield verdict_on(mutant, result)

    def tests_for(self, mutant: Mutant) -> tuple[list[str], list[str]]:
        """Return the tests to run, fastest first, and the names of tests that there are none of."""
        if not mutant.tests:
            lines = mutant.lines((ROOT / mutant.file).read_bytes())
            tests = self._within_patience(self.known.for_lines(mutant.file, lines), mutant.file)
            return tests + self._readers(tests), []
        found: set[str] = set()
        missing = []
        for name in mutant.tests:
            tests = {name} if is_on_postgresql(name) else self.known.named(name)
            found |= tests
            missing += [] if tests else [name]
        return self._fastest_first(found), missing

    def _readers(self, tests: list[str]) -> list[str]:
        """Return the tests that read sources; none where no test runs the line, which is then told as it is."""
        found = {test for test in self.known.seconds if file_of(test) in READERS and test not in tests}
        return self._fastest_first(found) if tests else []

    def _within_patience(self, tests: set[str], file: str) -> list[str]:
        """Take in turn those that are most about the mutant's file and the fastest of each test file, until the time is used up."""
        about = self.about(file)
        closest = sorted(tests, key=lambda test: (-about[test], self.known.seconds[test], test))
        turns = [test for pair in zip(closest, self._fastest_of_each_file(tests), strict=True) for test in pair]
        chosen, left = [], self.patience
        for test in dict.fromkeys(turns):
            left -= self.known.seconds[test]
            if left < 0 and chosen:
                break
            chosen.append(test)
        return self._fastest_first(chosen)

    def _fastest_of_each_file(self, tests: set[str]) -> list[str]:
        by_file: dict[str, list[str]] = defaultdict(list)
        for test in sorted(tests, key=lambda test: (self.known.seconds[test], test)):
            by_file[file_of(test)].append(test)
        rounds = [(index, test) for of_file in by_file.values() for index, test in enumerate(of_file)]
        return [test for _round, test in sorted(rounds, key=lambda pair: (pair[0], self.known.seconds[pair[1]]))]

    def about(self, file: str) -> Mapping[str, float]:
        """Return how much each test is about a file: the fewer others run a line of it, the more that line says.

        Squared, because what a first import runs is set down to whichever test came first.
        """
        if file not in self._about:
            self._about[file] = found = defaultdict(float)
            for (touched, _line), tests in self.known.touching.items():
                if touched == file:
                    for test in tests:
                        found[test] += 1 / len(tests) ** 2
        return self._about[file]

    def _fastest_first(self, tests: Iterable[str]) -> list[str]:
        """Order by the file's time, then by the test's: what a file prepares once is prepared once."""
        return sorted(tests, key=lambda test: (self.known.of_file[file_of(test)], file_of(test), self.known.seconds.get(test, 0.0)))

    def _jobs(self, plans: list[tuple[Mutant, list[str]]]) -> Iterator[tuple[Mutant, Callable[..., object], float, Mutant]]:
        for mutant, tests in plans:
            if self.until and time.monotonic() > self.until:
                return
            yield mutant, work_on(tests), self._limit(tests), mutant

    def _limit(self, tests: list[str]) -> float:
        usual = sum(self.known.seconds.get(test, POSTGRESQL_START) for test in tests)
        return START + SLOWER * usual

    def _failing_unspoiled(self, tests: set[str]) -> set[str]:
        jobs = ((test, work_on([test]), START + POSTGRESQL_START, None) for test in sorted(tests))
        return {test for test, result in self.bench.each(jobs) if not result.said or result.said["code"]}


def work_on(tests: list[str]) -> Callable[..., object]:
    """Return the work of running these tests in a child."""
    return functools.partial(_run, tests, any(map(is_on_postgresql, tests)))


def _run(tests: list[str], with_postgresql: bool, root: object) -> object:
    return run_tests(tests, with_postgresql=with_postgresql)


def timed(bench: Bench, tests: Iterable[str]) -> Known:
    """Run these tests once, unspoiled: all that there is to know where every mutant names its own."""
    known = Known()
    asked = sorted({test for test in tests if not is_on_postgresql(test)})
    work = functools.partial(_run_all, asked)
    for _key, result in bench.each([("unspoiled", work, SLOWEST_OF_ALL, None)] if asked else []):
        if result.said is None:
            raise SystemExit(f"the named tests did not run:\n{result.words[-2000:]}")
        known.add({"tests": result.said["tests"], "lines": {}})
    return known


def _run_all(tests: list[str], _root: object) -> object:
    return run_tests(tests, with_postgresql=False, to_the_end=True)


def is_on_postgresql(test: str) -> bool:
    """Whether a test is named as one that needs PostgreSQL."""
    return "postgresql" in test.partition("[")[2]


def verdict_on(mutant: Mutant, result: Result) -> Verdict:
    """Return what a run says about its mutant."""
    if result.is_late:
        return Verdict(mutant, LATE, "", result.seconds)
    if result.said is None:
        return Verdict(mutant, KILLED, "the process died", result.seconds)
    if result.said["code"] == NO_TESTS:
        return Verdict(mutant, WRONG, "no test ran", result.seconds)
    by = next((test for test, (_seconds, is_well) in result.said["tests"].items() if not is_well), "it does not load")
    return Verdict(mutant, KILLED if result.said["code"] else SURVIVED, by if result.said["code"] else "", result.seconds)
