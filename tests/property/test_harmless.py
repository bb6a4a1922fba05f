"""Whatever strangers type: in a letter to an address that nobody has proven, it is one short line and leads nowhere."""

import re
import unicodedata

from hypothesis import example, given
from hypothesis import strategies as st

from eventsite.kernel.text import MOST_IN_LETTERS, harmless, looks_like_address

PIECES = st.sampled_from(
    ["http://", "https://", "www.", "evil", ".com", ".example", "@", " ", "\n", "\u2028", "\u200b", "\u00ad", "\u3002", "\uff0e", "\uff20",
     "1.2.3.4", "mailto:", "//", "\\\\", "Joyce", "é", "集まり", "\u202e", "..", "…", "a", "7"]
)
LINES = st.one_of(st.text(), st.lists(PIECES, max_size=30).map("".join))
LINKS = re.compile(r"[\w.+-]+@[\w-]+|[a-z][a-z0-9+.-]*://|\bwww\.|[\w-]\.[^\W\d_]{2,}|\b\d+(?:\.\d+){3}\b", re.IGNORECASE)
"""What mail programs make links of: written here anew, so that it does not follow the code."""


@given(LINES)
@example("Your account is locked, unlock it at http://evil.example/now today")
@example("evil\u200b.com")
@example("ｅｖｉｌ．ｃｏｍ")
@example("ruth＠example.org")
@example("evil。com")
def test_what_strangers_type_is_one_short_line_that_leads_nowhere(typed):
    shown = harmless(typed)
    assert len(shown) <= MOST_IN_LETTERS == 60
    assert len(shown.splitlines()) <= 1
    assert not any(unicodedata.category(character) in {"Cc", "Zl", "Zp"} for character in shown)
    folded = "".join(one for one in unicodedata.normalize("NFKC", shown).replace("…", "") if unicodedata.category(one) != "Cf")
    for form in (shown, folded.replace("。", ".")):
        assert not LINKS.search(form.replace("...", " ")), (typed, shown)
    assert "@" not in shown


@given(LINES)
def test_what_is_harmless_stays_as_it_is(typed):
    assert harmless(harmless(typed)) == harmless(typed)


@given(st.lists(st.text(st.characters(categories=["Lu", "Ll", "Lo"]), min_size=1, max_size=8), min_size=1, max_size=6))
def test_plain_names_and_titles_stay(words):
    plain = [word for word in map(harmless, words) if word]
    assert harmless(" ".join(plain)) == " ".join(plain)
    assert not any(map(looks_like_address, plain))


def test_what_people_write_every_day_is_left_alone():
    for said in ("Łukasz", "Spring meeting, 2027", "Dr. Amara O’Neill-Smith", "10:30 to 12.15", "£20.00 & more", "27.3.2027", "What now?", "e.g. tea"):
        assert harmless(said) == said
