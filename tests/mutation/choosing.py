"""Which mutants to try: those kept, a seeded sample of all, or those on lines that changed."""

import json
import random
import re
import subprocess
from pathlib import Path

from tests.mutation.mutants import ROOT, Mutant
from tests.mutation.operators import mutants_of, sources

LAST_COMMITS = 5
ENTRY = re.compile(r'^ *file = (".*")\n *line = (".*")\n *becomes = (".*")$', re.MULTILINE)
HUNK = re.compile(r"^@@ -\S+ \+(\d+)(?:,(\d+))? @@")


def sampled(number: int, seed: int) -> list[Mutant]:
    """Return `number` of all random mutants, the same for the same seed and tree."""
    return _some([mutant for path in sources() for mutant in mutants_of(path)], number, seed)


def again(said: Path) -> tuple[list[Mutant], list[str]]:
    """Return the mutants that a printed run says lived, and in words the entries whose line is no longer there.

    An entry whose line stands twice in its file means both.
    """
    found: list[Mutant] = []
    gone = []
    by_file: dict[str, dict[tuple[str, str], list[Mutant]]] = {}
    for entry in dict.fromkeys(ENTRY.findall(said.read_text())):
        file, line, becomes = map(json.loads, entry)
        if file not in by_file:
            by_file[file] = _by_words(ROOT / file)
        same = by_file[file].get((line, becomes), [])
        found += same
        gone += [] if same else [f"{file}: {line}"]
    return found, gone


def _by_words(path: Path) -> dict[tuple[str, str], list[Mutant]]:
    found: dict[tuple[str, str], list[Mutant]] = {}
    if path.is_file():
        source = path.read_bytes()
        for mutant in mutants_of(path, ROOT):
            found.setdefault(mutant.shown(source), []).append(mutant)
    return found


def changed(number: int, seed: int, base: str) -> list[Mutant]:
    """Return at most `number` random mutants on lines changed since `base`, what is not committed yet included."""
    base = base or default_base()
    if not base:
        return []
    lines = changed_lines(_git("diff", "--unified=0", "--no-color", "--no-ext-diff", base, "--", "eventsite"))
    found = []
    for path in sources():
        if touched := lines.get(str(path.relative_to(ROOT))):
            source = path.read_bytes()
            found += [mutant for mutant in mutants_of(path) if touched.intersection(mutant.lines(source))]
    return _some(found, number, seed)


def changed_lines(diff: str) -> dict[str, set[int]]:
    """Return the numbers of the lines that a diff without context adds, by file."""
    found: dict[str, set[int]] = {}
    file = ""
    for line in diff.splitlines():
        if line.startswith("+++ "):
            file = line.removeprefix("+++ ").removeprefix("b/")
        elif hunk := HUNK.match(line):
            first, count = int(hunk[1]), int(hunk[2] or 1)
            found.setdefault(file, set()).update(range(first, first + count))
    return found


def default_base() -> str:
    """Return where this branch left `origin/main`; on main itself, or without it, a few commits back.

    Nothing where there is no history: an exported tree, a clone of the last commit alone.
    """
    head = _git("rev-parse", "HEAD")
    base = _git("merge-base", "HEAD", "origin/main")
    if base and base != head:
        return base
    earlier = _git("rev-list", "--first-parent", f"--max-count={LAST_COMMITS + 1}", "HEAD").split()
    return earlier[-1] if len(earlier) > 1 else ""


def _git(*words: str) -> str:
    done = subprocess.run(["git", *words], cwd=ROOT, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL)
    return done.stdout.strip() if done.returncode == 0 else ""


def _some(mutants: list[Mutant], number: int, seed: int) -> list[Mutant]:
    return mutants if len(mutants) <= number else random.Random(seed).sample(mutants, number)
