"""What the documentation names is there."""

import re

import pytest

from eventsite.kernel.paths import ROOT

PAGES = sorted([*(ROOT / "docs").rglob("*.md"), ROOT / "README.md", ROOT / "CONTRIBUTING.md"])
NAMED = re.compile(r"[\w-]+(?:/[\w-]+)+\.(?:py|toml|md|html|txt|yml|service|json)\b")
NOT_OURS = re.compile(r"(^|[/_])(thanks|static)[/.]")
"""What a recipe has its reader write, and what a build makes."""


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_file_that_is_named_is_there(page):
    places = [ROOT, ROOT / "eventsite", ROOT / "tests", ROOT / "docs", ROOT / "templates", page.parent]
    named = {name for name in NAMED.findall(page.read_text()) if not NOT_OURS.search(name)}
    assert [name for name in sorted(named) if not any((place / name).exists() for place in places)] == []
