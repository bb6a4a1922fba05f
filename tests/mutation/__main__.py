"""Try mutants: `python3 dev.py mutate aimed | random | changed`. docs/testing.md says how to read what is printed."""

import argparse
import collections
import json
import sys
import time
from pathlib import Path

from tests.mutation.choosing import again, changed, default_base, sampled
from tests.mutation.learning import learn
from tests.mutation.mutants import ROOT, Mutant, aimed, excuses
from tests.mutation.processes import Bench, warm
from tests.mutation.trial import UNSEEN, WRONG, Trial, Verdict, timed
from tests.mutation.watching import MOST, seen

ENOUGH = 0.9
FEWEST = 20
"""Of fewer changed mutants than these a share says nothing."""


def main() -> int:
    """Do what was asked. Returns 1 when too few die, or a kept mutant cannot be tried."""
    words = parser().parse_args()
    started = time.monotonic()
    mutants, wrong = chosen(words)
    print("".join(f"WRONG    {line}\n" for line in wrong), end="")
    if words.list:
        print("".join(f"{line}\n" for mutant in mutants for line in described(mutant)), end="")
    verdicts = [] if words.list or not mutants else tried(mutants, words, started)
    print(f"{len(verdicts)} of {len(mutants)} mutants tried in {time.monotonic() - started:.0f} s")
    counted = [verdict for verdict in verdicts if not (words.seen and verdict.outcome == UNSEEN)]
    return 1 if wrong or not is_enough(words.mode, counted, words.enough) else 0


def parser() -> argparse.ArgumentParser:
    """Return what the command line understands."""
    made = argparse.ArgumentParser(prog="dev.py mutate", description=__doc__)
    made.add_argument("mode", choices=("aimed", "random", "changed"))
    made.add_argument("only", nargs="*", help="only mutants of files (or aimed at things) that contain one of these words")
    made.add_argument("--sample", type=int, help="how many to try at most (random: 400, changed: 100)")
    made.add_argument("--seed", type=int, default=1, help="which sample")
    made.add_argument("--again", type=Path, help="random: only the survivors that this file, a printed run, tells of")
    made.add_argument("--base", default="", help="changed: the commit to compare with")
    made.add_argument("--seen", action="store_true", help="changed: ask the tests that `dev.py test` just watched, learn nothing")
    made.add_argument("--minutes", type=float, help="start no mutant after this time (changed: 8)")
    made.add_argument("--seconds", type=float, default=20.0, help="seconds of tests that a mutant gets at most")
    made.add_argument("--enough", type=float, default=ENOUGH, help="the share of random or changed ones that must die (0.9)")
    made.add_argument("--jobs", type=int, default=0, help="how many at once (one per processor)")
    made.add_argument("--list", action="store_true", help="only say which mutants there are")
    return made


def chosen(words: argparse.Namespace) -> tuple[list[Mutant], list[str]]:
    """Return the mutants asked for, and what is wrong with those that cannot be tried."""
    wrong: list[str] = []
    if words.mode == "aimed":
        mutants, wrong = aimed()
    elif words.again:
        mutants, gone = again(words.again)
        print("".join(f"GONE     {line}\n" for line in gone), end="")
    elif words.mode == "random":
        mutants = sampled(words.sample or 400, words.seed)
    else:
        mutants = changed(words.sample or MOST, words.seed, words.base)
        if not (words.base or default_base()):
            print("there is no earlier commit to compare with here, so there is nothing to try")
    if words.only:
        mutants = [m for m in mutants if any(word in f"{m.file} {m.breaks}" for word in words.only)]
    return mutants, wrong


def tried(mutants: list[Mutant], words: argparse.Namespace, started: float) -> list[Verdict]:
    """Try the mutants and say how each fares."""
    minutes = words.minutes or (8 if words.mode == "changed" else None)
    warm()
    bench, verdicts = Bench(words.jobs), []
    try:
        is_named = all(mutant.tests for mutant in mutants)
        known = timed(bench, {test for mutant in mutants for test in mutant.tests}) if is_named else seen() if words.seen else learn(bench)
        trial = Trial(bench, known, patience=words.seconds, until=started + minutes * 60 if minutes else None)
        begun = time.monotonic()
        for failing in sorted(trial.known.failing):
            print(f"FAILS without any mutant, so is left out: {failing}")
        for verdict in trial.verdicts(mutants):
            verdicts.append(verdict)
            print("\n".join(told(verdict)), flush=True)
    finally:
        bench.close()
    print(summary(words.mode, verdicts, time.monotonic() - begun))
    return verdicts


def told(verdict: Verdict) -> list[str]:
    """Return the lines that say how one mutant fared; a survivor in a form to paste into survivors.toml."""
    mutant = verdict.mutant
    first = f"{verdict.outcome:8} {verdict.seconds:5.1f} s  {mutant.file}  {mutant.breaks}".rstrip()
    if verdict.outcome == WRONG:
        return [f"{first}: {verdict.by}"]
    if verdict.is_killed:
        return [f"{first}  by {verdict.by}" if verdict.by else first]
    if excuse := excuse_of(mutant):
        return [f"{first}  excused: {excuse}"]
    return [first, *described(mutant)]


def described(mutant: Mutant) -> list[str]:
    """Return an entry of survivors.toml that names the mutant, its reason to be filled in."""
    line, becomes = mutant.shown((ROOT / mutant.file).read_bytes())
    entries = {"file": mutant.file, "line": line, "becomes": becomes, "reason": ""}
    numbers = mutant.lines((ROOT / mutant.file).read_bytes())
    return [f"    # line {numbers.start}", "    [[survivor]]"] + [
        f"    {name} = {json.dumps(words, ensure_ascii=False)}" for name, words in entries.items()
    ]


def excuse_of(mutant: Mutant) -> str:
    """Return why this mutant may live, or nothing."""
    found = excuses().get((mutant.file, *mutant.shown((ROOT / mutant.file).read_bytes())))
    return found.reason if found else ""


def is_enough(mode: str, verdicts: list[Verdict], enough: float = ENOUGH) -> bool:
    """Whether enough died: all that are aimed; of the random, this share; on changed lines those that have no excuse, if they are many."""
    if mode == "aimed":
        return all(verdict.is_killed for verdict in verdicts)
    counted = [v for v in verdicts if mode == "random" or v.is_killed or not excuse_of(v.mutant)]
    is_few = mode == "changed" and len(counted) < FEWEST
    return is_few or sum(verdict.is_killed for verdict in counted) >= enough * len(counted)


def summary(mode: str, verdicts: list[Verdict], seconds: float) -> str:
    """Return the figures: how many died, in which rooms they lived, how long one took."""
    killed = sum(verdict.is_killed for verdict in verdicts)
    lived = [verdict for verdict in verdicts if not verdict.is_killed]
    excused = sum(bool(excuse_of(verdict.mutant)) for verdict in lived)
    rooms = collections.Counter(verdict.mutant.file.rpartition("/")[0] for verdict in lived)
    share = f"{killed / len(verdicts):.1%}" if verdicts else "none"
    each = f"{seconds / len(verdicts):.1f} s each" if verdicts else ""
    where = ", ".join(f"{room} {number}" for room, number in rooms.most_common())
    return f"{mode}: {killed} of {len(verdicts)} killed ({share}), {excused} survivors excused, {each}. Lived in: {where or 'none'}"


if __name__ == "__main__":
    sys.exit(main())
