"""Icons: only those that some page shows are built in, and every one that a page asks for is there."""

import re

from eventsite.kernel.paths import ROOT, TEMPLATES
from eventsite.web.statuses import ICONS


def test_icons_that_are_built_in_are_those_that_pages_show():
    built = (ROOT / "frontend" / "icons.txt").read_text().split()
    text = "".join(path.read_text() for path in TEMPLATES.rglob("*.html"))
    called = set(re.findall(r"icon\(\"([a-z0-9-]+)\"\)|fact\(\"([a-z0-9-]+)\"", text))
    tones = set(re.findall(r"\"(?:trouble|triumph|both)\": \"([a-z0-9-]+)\"", text))
    shown = {name for pair in called for name in pair if name} | tones | set(ICONS.values())
    assert sorted(shown) == built
