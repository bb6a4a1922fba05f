"""The proxy of the recipe logs nothing of a path: links in letters and calendars carry their secret there."""

import re

from eventsite.kernel.paths import ROOT

SAFE = {"time_iso8601", "request_method", "status", "body_bytes_sent", "request_time", "sent_http_x_request_id"}


def test_the_example_logs_in_a_format_of_its_own_with_nothing_that_opens_a_door():
    recipe = (ROOT / "docs" / "recipes" / "several-processes.md").read_text()
    name, written = re.search(r"log_format (\w+) '([^']+)';", recipe).groups()
    assert set(re.findall(r"\$(\w+)", written)) == SAFE
    assert re.findall(r"access_log \S+ (\w+);", recipe) == [name]
    assert re.findall(r"error_log \S+ (\w+);", recipe) == ["crit"]
