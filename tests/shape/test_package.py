"""What is committed and what is built, that tidying up never takes what is committed, and that decisions are dated."""

import re
import subprocess
from pathlib import Path

import pytest

import dev
from eventsite.kernel.paths import ROOT


@pytest.fixture
def checkout(tmp_path, monkeypatch):
    """A copy of what is committed, with something built beside it."""
    files = subprocess.run(["git", "ls-files", "static", "frontend"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split()
    for name in [*files, "static/css/site.0.css", "static/manifest.json", "static/icons.json", "dist/some.whl"]:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes((ROOT / name).read_bytes() if name in files else b"built")
    monkeypatch.setattr(dev, "ROOT", tmp_path)
    return tmp_path, {Path(name) for name in files}


def test_cleaning_removes_what_was_built_and_nothing_that_is_committed(checkout):
    folder, committed = checkout
    assert Path("static/img/mark.svg") in committed
    dev.clean([])
    assert {path.relative_to(folder) for path in folder.rglob("*") if path.is_file()} == committed


@pytest.mark.parametrize("path", sorted((ROOT / "docs" / "decisions").glob("*.md")), ids=lambda path: path.stem)
def test_a_decision_says_when_it_was_made_and_whether_it_stands(path):
    assert re.match(r"# \d+\. .+\nDecided \d{4}-\d\d-\d\d\. (It stands|Replaced by decision \d+)\.\n", path.read_text())


PIP = re.compile(r"pip install ([^\n`#()]+)")


def test_what_has_digests_is_installed_by_itself():
    """pip asks for a digest of everything as soon as one requirement has one (its documentation, "Secure installs")."""
    pages = [ROOT / "README.md", ROOT / "dev.py", *(ROOT / "docs").rglob("*.md")]
    told = [words.split() for page in pages for words in PIP.findall(page.read_text())]
    digested = [words for words in told if "-r" in words]
    assert digested
    for words in digested:
        assert len(words) == 2 and "--hash=" in (ROOT / words[1]).read_text(), words
