"""One fault in one file: where it is, what it puts there; and the two lists kept in this folder."""

import ast
import dataclasses
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
HERE = Path(__file__).resolve().parent
AIMED, SURVIVORS = HERE / "aimed", HERE / "survivors.toml"
LONGEST_SHOWN = 200


@dataclasses.dataclass(frozen=True)
class Mutant:
    """Bytes `start` to `end` of `file` become `after`. Named `tests` replace those that coverage would choose."""

    file: str
    start: int
    end: int
    after: str
    breaks: str = ""
    tests: tuple[str, ...] = ()

    def applied_to(self, source: bytes) -> bytes:
        """Return the file's content with the fault in it."""
        return source[: self.start] + self.after.encode() + source[self.end :]

    def lines(self, source: bytes) -> range:
        """Return the numbers of the lines it changes, from 1."""
        first = source.count(b"\n", 0, self.start) + 1
        return range(first, source.count(b"\n", 0, max(self.start, self.end - 1)) + 2)

    def shown(self, source: bytes) -> tuple[str, str]:
        """Return the whole lines it changes as they are and as they become: what names it in survivors.toml."""
        left = source.rfind(b"\n", 0, self.start) + 1
        right = source.find(b"\n", self.end)
        right = len(source) if right < 0 else right
        became = source[left : self.start] + self.after.encode() + source[self.end : right]
        return _tidy(source[left:right]), _tidy(became)


@dataclasses.dataclass(frozen=True)
class Excuse:
    """A survivor that is let live, and why."""

    file: str
    line: str
    becomes: str
    reason: str


def aimed(folder: Path = AIMED, root: Path = ROOT) -> tuple[list[Mutant], list[str]]:
    """Return the mutants kept in `folder` and, in words, what is wrong with those that cannot be tried."""
    found, wrong = [], []
    for path in sorted(folder.glob("*.toml")):
        for number, entry in enumerate(tomllib.loads(path.read_text()).get("mutant", []), 1):
            name = f"{path.name}, mutant {number} ({entry.get('breaks', 'says not what it breaks')})"
            made = _from_entry(entry, name, root)
            if isinstance(made, str):
                wrong.append(made)
            else:
                found.append(made)
    return found, wrong


def excuses(path: Path = SURVIVORS) -> dict[tuple[str, str, str], Excuse]:
    """Return the survivors that have a reason, by file, line and what the line becomes."""
    entries = tomllib.loads(path.read_text()).get("survivor", [])
    return {(e["file"], e["line"], e["becomes"]): Excuse(**e) for e in entries}


def stale_excuses(path: Path = SURVIVORS, root: Path = ROOT) -> list[str]:
    """Return excuses for lines that are no longer there, or without a reason, in words."""
    wrong = []
    for excuse in excuses(path).values():
        source = root / excuse.file
        words = _tidy(source.read_bytes()) if source.is_file() else ""
        if excuse.line not in words or not excuse.reason.strip():
            wrong.append(f"{path.name}: {excuse.file}: {excuse.line}")
    return wrong


def _from_entry(entry: dict, name: str, root: Path) -> Mutant | str:
    if unknown := entry.keys() - {"file", "before", "after", "breaks", "tests"}:
        return f"{name}: unknown words {sorted(unknown)}"
    if missing := {"file", "before", "after", "breaks"} - entry.keys():
        return f"{name}: {sorted(missing)} not said"
    path = root / entry["file"]
    if not path.is_file():
        return f"{name}: there is no {entry['file']}"
    source, before = path.read_bytes(), entry["before"].encode()
    if entry["before"] == entry["after"] or not before or source.count(before) != 1:
        return f"{name}: its snippet occurs {source.count(before)} times in {entry['file']}, or changes nothing"
    if path.suffix != ".py" and not entry.get("tests"):
        return f"{name}: coverage does not see {entry['file']}, so its tests must be named"
    start = source.index(before)
    made = Mutant(
        entry["file"], start, start + len(before), entry["after"], entry["breaks"], tuple(entry.get("tests", ()))
    )
    return made if path.suffix != ".py" or _parses(made.applied_to(source)) else f"{name}: what it makes is not Python"


def _parses(source: bytes) -> bool:
    try:
        ast.parse(source)
    except SyntaxError:
        return False
    return True


def _tidy(text: bytes) -> str:
    return " ".join(text.decode().split())
