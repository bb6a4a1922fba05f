"""Every form there is, with everything that can be wrong in it: told beside the field, nothing lost, nothing half-written.

The forms are found by following links through the whole demo as everybody in it, so a form that is added is attacked too.
"""

import io
import unicodedata

import pytest

from eventsite.kernel.text import tidy_code
from tests.web.visit import Page, check
from tests.web.world import SLUG, unlimited

TYPED = ("text", "email", "tel", "textarea")
CHOSEN = ("radio", "checkbox", "select")
REFUSED = {400, 403, 404, 405, 409, 410, 413, 422, 429}
TAKEN = {200, 301, 302, 303}
SCRIPTS = "李小龍 مرحبا Ωμέγα नमस्ते 👩🏽‍🦽"
BIDI = "\u202e\u2066"
COUNTS_TRIES = {"people.check_mail", "letters.code"}
"""A wrong code is refused and counted: after five the request is used up."""
CONTROLS = "a\x00b\x1b[2Jc\u202ed\u2066e\x85f\ufffe"


@pytest.fixture(scope="module")
def world(demo_world):
    demo_world.put_back()
    with unlimited():
        yield demo_world


@pytest.fixture
def forms(demo_forms):
    return demo_forms


def test_no_form_is_left_out(world, forms):
    posts = {rule.endpoint for rule in world.app.url_map.iter_rules() if "POST" in rule.methods}
    assert posts == {form.endpoint for form in forms}


def one_at_a_time(wanted, value):
    """Changes that put `value` into each field of some kinds in turn."""
    return lambda form: [{name: value} for name, kind in form.kinds.items() if kind in wanted]


def parts_of_days(*parts):
    """Changes that put (day, month, year) into every date of a form."""

    def changes(form):
        days = {name.removesuffix("-day") for name in form.kinds if name.endswith("-day")}
        return [dict(zip((f"{name}-day", f"{name}-month", f"{name}-year"), parts, strict=True)) for name in days]

    return changes


BAD = {
    "every field left out": lambda form: [dict.fromkeys(form.kinds)],
    "each field left out": lambda form: [{name: None} for name in form.kinds],
    "each field blank": one_at_a_time(TYPED + CHOSEN, "   "),
    "too long": one_at_a_time(TYPED, "x" * 20_000),
    "a choice nobody offered": one_at_a_time(CHOSEN, "nobody-offered-this"),
    "many where one belongs": lambda form: [{name: ["1", "2"]} for name in form.kinds],
    "a file where words belong": lambda form: [{name: (io.BytesIO(b"hello"), "a.txt")} for name in form.kinds],
    "words where numbers belong": one_at_a_time(TYPED, "twelve & a half"),
    "a number past all bounds": one_at_a_time(TYPED, "9" * 40),
    "a negative number": one_at_a_time(TYPED, "-1"),
    "the far past": parts_of_days("1", "1", "1901"),
    "a day that never was": parts_of_days("31", "2", "2027"),
    "other scripts": one_at_a_time(TYPED, SCRIPTS),
    "control characters": one_at_a_time(TYPED, CONTROLS),
    "markup": one_at_a_time(TYPED, '"><script>alert(1)</script>&lt;%'),
    "half a surrogate": one_at_a_time(TYPED, b"caf\xe9 \xed\xa0\x80"),
}


@pytest.mark.parametrize("badness", BAD)
def test_bad_input_is_taken_in_its_stride(world, forms, badness):
    tried = 0
    for form in forms:
        for changes in BAD[badness](form):
            tried += 1
            attack(world, form, changes)
    assert tried > 3


def attack(world, form, changes):
    """Send it; what is refused leaves every row as it was and every word on the page, what is taken is clean."""
    where, before = f"{form} with {str(changes)[:120]}", world.stored()
    answer = world.send(form, changes)
    assert answer.status_code in REFUSED | TAKEN, f"{where}: {answer.status_code}"
    page = check(Page(answer, form.action)) if answer.mimetype == "text/html" and answer.status_code not in (301, 302, 303) else None
    if answer.status_code == 422:
        assert world.stored() == before or form.endpoint in COUNTS_TRIES, f"{where}: refused, and yet something was written"
        assert "govuk-error-summary" in page.html, f"{where}: refused without a word"
        stays(page, form, changes, where)
    elif answer.status_code in TAKEN:
        assert not (left := unclean(world.stored()) - unclean(before)), f"{where}: control characters were stored: {left}"
        world.put_back()


def stays(page, form, changes, where):
    """What was typed into every box is still there."""
    sent, shown = form.data | changes, page.fields(0) if page.forms() else {}
    for name, kind in form.kinds.items():
        typed = sent.get(name)
        if kind in TYPED and isinstance(typed, str) and typed.strip() and typed != CONTROLS:
            assert tidy_code(shown.get(name, "")) == tidy_code(typed), f"{where}: what was typed in {name} is gone"


def unclean(stored):
    """The stored texts with a character in them that is no letter, sign or space."""
    texts = (value for rows in stored.values() for row in rows for value in row if isinstance(value, str))
    return {text for text in texts if any(unicodedata.category(ch) in ("Cc", "Cs", "Cn") or ch in BIDI for ch in text if ch not in "\n\r\t")}


@pytest.mark.parametrize("version", ["0", "999", "-1", "", "abc", None])
def test_a_stale_version_is_told_and_nothing_is_overwritten(world, forms, version):
    versioned = [form for form in forms if "version" in form.data]
    assert len({form.endpoint for form in versioned}) > 4
    for form in versioned:
        before, answer = world.stored(), world.send(form, {"version": version})
        assert answer.status_code in (404, 409, 422), f"{form}: {answer.status_code}"
        check(Page(answer, form.action))
        assert world.stored() == before, form


SUGGESTED = {"programme.new_room", "programme.new_session"}
"""Forms of the team whose boxes start with a suggestion: nobody can have changed it."""


def test_whatever_a_team_edits_is_compared_with_what_was_there(forms):
    """By a version, or by the answers that were there when the page was opened."""
    editing = [form for form in forms if form.action.startswith("/team/") and set(form.kinds.values()) & set(TYPED + CHOSEN)]
    stored = {form.endpoint for form in editing if any(form.data.get(name) for name in form.kinds) and form.endpoint not in SUGGESTED}
    compared = {form.endpoint for form in editing if {"version", "opened_with"} & form.data.keys()}
    assert len(stored) > 4
    assert stored <= compared


def test_a_form_posted_twice_is_done_once_or_says_so(world, forms):
    for form in forms:
        first, second = world.send(form, {}), world.send(form, {})
        assert {first.status_code, second.status_code} <= TAKEN | REFUSED, f"{form}: {first.status}, {second.status}"
        world.put_back()


def test_without_a_token_nothing_happens(world, forms):
    before = world.stored()
    for form in forms:
        for token in (None, "", "made-up"):
            answer = world.send(form, {"csrf_token": token})
            assert answer.status_code == 400, f"{form}: {answer.status_code}"
    assert world.stored() == before


OPEN_TO_ALL = {"events.new", "own_feeds.feeds", "people.sign_out", "people.sign_in", "people.name", "people.check_mail", "registration.start", "look.look"}
"""Forms that start something of one's own, so that there is no somebody else."""
BY_LINK = {"people.open_link", "letters.open_link", "letters.not_me", "letters.new_address"}
"""Whoever holds the link is let in; that it cannot be guessed is tested with signing in and registering."""


@pytest.mark.parametrize("stranger", ["visitor", "bill", "claims", "access"])
def test_somebody_elses_things_are_out_of_reach(world, forms, stranger):
    client = world.visitors[stranger].client
    token = world.visitors[stranger].get("/sign-in").fields()["csrf_token"]
    others = [form for form in forms if stranger not in world.reached[form.action] and form.endpoint not in OPEN_TO_ALL | BY_LINK]
    assert len(others) > 40
    for form in others:
        before, answer = world.stored(), client.post(form.action, data=form.data | {"csrf_token": token})
        away = (f"/events/{SLUG}/register/", "/sign-in")
        is_sent_away = answer.status_code == 302 and answer.location.startswith(away)
        assert answer.status_code in (403, 404) or is_sent_away, f"{stranger}, {form}: {answer.status}"
        assert world.stored() == before, f"{stranger} changed something: {form}"
