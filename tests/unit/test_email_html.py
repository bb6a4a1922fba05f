"""Letters in HTML: the same words as the text, links only to ourselves, nothing fetched."""

import re

from eventsite.records.email_html import as_html

SITE = "https://example.org"
TEXT = """Hello Joyce,

Open this link first:
https://example.org/my/open/abc/def

- Swap <shop>
  Saturday, 10:00

All about the day:
https://example.org/events/common-ground

See https://evil.example/x
https://evil.example/y
"""


def words_of(html):
    body = html.partition("<main>")[2]
    return " ".join(re.sub(r"<[^>]+>", " ", body).replace("&lt;", "<").replace("&gt;", ">").split())


def test_it_says_what_the_text_says():
    words = words_of(as_html("You are coming", TEXT, SITE))
    for line in TEXT.splitlines():
        if "example.org" not in line:
            assert line.strip().removeprefix("- ").rstrip(":") in words, line


def test_only_our_own_addresses_are_links_and_the_first_is_the_button():
    html = as_html("You are coming", TEXT, SITE)
    assert re.findall(r'href="([^"]+)"', html) == ["https://example.org/my/open/abc/def", "https://example.org/events/common-ground"]
    assert html.count('class="go"') == 1
    assert ">All about the day</a>" in html
    assert not re.search(r">[^<]*https://example\.org", html)


def test_nothing_is_fetched_and_dark_is_thought_of():
    html = as_html("<You> are coming", TEXT, SITE)
    assert not re.search(r"<img|<script|<link|url\(|src=", html)
    assert "prefers-color-scheme:dark" in html
    assert "<You>" not in html
    assert len(html) < 40 * 1024


def test_a_site_whose_name_begins_like_ours_is_another_one():
    assert "href" not in as_html("x", "Look:\nhttps://example.org.evil.example/\nhttps://example.orgevil/", SITE)
