"""The tool that asks whether tests notice must itself be right about what it changes and what it counts."""

import ast
import importlib
import sys

import pytest

from tests.mutation import choosing
from tests.mutation.__main__ import is_enough
from tests.mutation.choosing import again, changed, changed_lines, default_base
from tests.mutation.learning import Known
from tests.mutation.mutants import Mutant, aimed, excuses, stale_excuses
from tests.mutation.operators import mutants_of, sources
from tests.mutation.processes import Result
from tests.mutation.trial import (
    KILLED,
    LATE,
    SURVIVED,
    UNSEEN,
    WRONG,
    Trial,
    Verdict,
    is_on_postgresql,
    timed,
    verdict_on,
)
from tests.mutation.watching import Calls


def changes(tmp_path, source):
    """What each mutant of a source makes of it."""
    path = tmp_path / "one.py"
    path.write_text(source)
    return {mutant.applied_to(path.read_bytes()).decode() for mutant in mutants_of(path, tmp_path)}


@pytest.mark.parametrize(
    ("source", "mutant"),
    [
        ("x = a < b", "x = a <= b"), ("x = a not  in b", "x = a in b"), ("x = a is b", "x = a is not b"),
        ("x = a and (b or c)", "x = a or (b or c)"), ("x = a and (b or c)", "x = a and (b and c)"),
        ("x = not a", "x = a"), ("x = a + b", "x = a - b"), ("x = 24", "x = 25"), ("x = True", "x = False"),
        ('x = "ü" + y', '"mutant"'), ("x = q.where(a, b)", "x = q.where(a)"), ("x = q.where(a, b)", "x = q.where(b)"),
        ("x = q.where(a, b)", "x = q"), ("x = q.with_for_update()", "x = q"),
        ("def f():\n    require(a)", "def f():\n    pass"), ("def f():\n    raise A", "def f():\n    pass"),
        ("def f():\n    return a", "def f():\n    return None"), ("if a:\n    b", "if not (a):\n    b"),
        ("x = a if b else c", "x = a if not (b) else c"), ("x.y = z", "pass"), ("é = 'é'; x = a == b", "é = 'é'; x = a != b"),
    ],
)
def test_each_fault_people_make_is_made(tmp_path, source, mutant):
    found = changes(tmp_path, source)
    assert mutant in found or any(mutant in text for text in found if mutant == '"mutant"')


@pytest.mark.parametrize(
    "source",
    ['"""Words."""', "def f(a: int | None) -> 'A | B': ...", "import a", 'x = _("Welcome")', "x = a ** b", 'x = f"{a + 1}"',
     "@dataclass(frozen=True)\nclass A: ...", '__all__ = ["Field"]'],
)
def test_what_does_nothing_is_left_alone(tmp_path, source):
    assert changes(tmp_path, source) == set()


def test_every_mutant_of_the_tree_is_python():
    for path in sources()[::4]:
        for mutant in mutants_of(path):
            ast.parse(mutant.applied_to(path.read_bytes()))


def written(tmp_path, **changes):
    """Return what reading a folder with one aimed mutant gives."""
    (tmp_path / "code.py").write_text("a = 1\nb = 1\nc = a < b\n")
    (tmp_path / "page.html").write_text("<p>words</p>")
    entry = {"file": "code.py", "before": "a < b", "after": "a <= b", "breaks": "the order"} | changes
    lines = [f"{name} = {value!r}" for name, value in entry.items() if value is not None]
    (tmp_path / "room.toml").write_text("\n".join(["[[mutant]]", *lines]))
    return aimed(tmp_path, tmp_path)


def test_an_aimed_mutant_is_where_its_snippet_is(tmp_path):
    (mutant,), wrong = written(tmp_path)
    source = (tmp_path / "code.py").read_bytes()
    assert wrong == []
    assert mutant.applied_to(source) == b"a = 1\nb = 1\nc = a <= b\n"
    assert mutant.lines(source) == range(3, 4)
    assert mutant.shown(source) == ("c = a < b", "c = a <= b")


@pytest.mark.parametrize(
    "changes",
    [
        {"before": "a > b"}, {"before": "= 1"}, {"before": ""}, {"after": "a < b"}, {"after": "a <"}, {"file": "gone.py"},
        {"breaks": None}, {"test": ["x"]}, {"file": "page.html", "before": "words", "after": ""},
    ],
)
def test_one_that_cannot_be_tried_is_said_to_be_wrong(tmp_path, changes):
    found, wrong = written(tmp_path, **changes)
    assert found == []
    assert len(wrong) == 1


def test_a_page_can_be_aimed_at_when_its_tests_are_named(tmp_path):
    found, wrong = written(tmp_path, file="page.html", before="words", after="", tests=["tests/web/test_public.py"])
    assert (len(found), wrong) == (1, [])


def test_an_excuse_for_a_line_that_is_gone_is_stale(tmp_path):
    (tmp_path / "code.py").write_text("a  = 1\n")
    words = '[[survivor]]\nfile = "code.py"\nline = "{}"\nbecomes = "a = 2"\nreason = "{}"\n'
    path = tmp_path / "survivors.toml"
    for line, reason, number in (("a = 1", "equal", 0), ("b = 1", "equal", 1), ("a = 1", "", 1)):
        path.write_text(words.format(line, reason))
        assert len(stale_excuses(path, tmp_path)) == number
    assert ("code.py", "a = 1", "a = 2") in excuses(path)


def test_changed_lines_are_those_a_diff_adds():
    diff = "--- a/x.py\n+++ b/x.py\n@@ -3 +3,2 @@ def f\n-a\n+b\n+c\n@@ -9,2 +10,0 @@\n-d\n-e\n--- a/y.py\n+++ b/y.py\n@@ -0,0 +1 @@\n+z\n"
    assert changed_lines(diff) == {"x.py": {3, 4}, "y.py": {1}}


def test_survivors_of_a_printed_run_are_found_again_and_those_that_are_gone_are_named(tmp_path, monkeypatch):
    monkeypatch.setattr(choosing, "ROOT", tmp_path)
    monkeypatch.setattr("tests.mutation.operators.ROOT", tmp_path)
    (tmp_path / "a.py").write_text("x = a < b\ny = 1\n")
    entry = '    # line 1\n    [[survivor]]\n    file = "{}"\n    line = "{}"\n    becomes = "{}"\n    reason = ""\n'
    entries = [("a.py", "x = a < b", "x = a <= b"), ("a.py", "y = 1", "y = 2"), ("a.py", "z = 1", "z = 2"), ("b.py", "z = 1", "z = 2")]
    (tmp_path / "said.log").write_text("killed  1.0 s\n" + "survived  2.0 s\n".join(entry.format(*one) for one in entries))
    found, gone = again(tmp_path / "said.log")
    assert [mutant.applied_to((tmp_path / "a.py").read_bytes()) for mutant in found] == [b"x = a <= b\ny = 1\n", b"x = a < b\ny = 2\n"]
    assert gone == ["a.py: z = 1", "b.py: z = 1"]


def test_without_history_nothing_changed(tmp_path, monkeypatch):
    monkeypatch.setattr(choosing, "ROOT", tmp_path)
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    assert default_base() == ""
    assert changed(100, 1, "") == []


def test_a_watched_function_tells_its_test_that_it_is_called(tmp_path, monkeypatch):
    lines = ["", "def one():", '    """Words."""', "    return 1", "", "def two():", "    def inner():", "        return 2", "    return inner", ""]
    (tmp_path / "watched_for_a_test.py").write_text("\n".join(lines))
    calls = Calls({"watched_for_a_test.py"}, tmp_path)
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(sys, "meta_path", [calls, *sys.meta_path])
    module = importlib.import_module("watched_for_a_test")
    assert calls.running == set()
    assert (module.one(), module.one.__doc__) == (1, "Words.")
    assert calls.running == {("watched_for_a_test.py", 3, 4)}
    module.two()
    assert calls.running == {("watched_for_a_test.py", 3, 4), ("watched_for_a_test.py", 7, 9)}


@pytest.fixture
def known():
    """Three tests, of which one is slow."""
    found = Known()
    lines = {"eventsite/a.py": {"1": ["tests/a.py::quick", "tests/a.py::slow"], "2": ["tests/a.py::slow", "tests/b.py::other[x]"]}}
    told = {"tests/a.py::quick": [0.1, True], "tests/a.py::slow": [9.0, True], "tests/b.py::other[x]": [1.0, True], "tests/b.py::bad": [1, False]}
    found.add({"tests": told, "lines": lines})
    return found


def test_the_tests_of_a_line_are_those_that_ran_it(known):
    assert known.for_lines("eventsite/a.py", range(1, 2)) == {"tests/a.py::quick", "tests/a.py::slow"}
    assert known.for_lines("eventsite/a.py", range(7, 8)) == {"tests/a.py::quick", "tests/a.py::slow", "tests/b.py::other[x]"}
    assert known.named("tests/b.py::other") == {"tests/b.py::other[x]"}
    assert known.failing == {"tests/b.py::bad"}


def test_a_test_that_only_looks_at_a_table_is_asked_of_its_module():
    looking = "tests/web/test_statuses.py::test_every_state_has_a_meaning[claim]"
    known = Known()
    known.add({"tests": {looking: (0.1, True), "tests/unit/test_days.py::other": (0.1, True)}, "lines": {}})
    assert known.for_lines("eventsite/web/statuses.py", range(30, 31)) == {looking}


def test_patience_takes_the_fastest_of_each_file(known):
    trial = Trial(None, known, patience=5)
    assert trial.tests_for(Mutant("wsgi.py", 0, 1, "", tests=("tests/a.py", "tests/gone.py"))) == (
        ["tests/a.py::quick", "tests/a.py::slow"], ["tests/gone.py"],
    )
    assert trial._within_patience(set(known.seconds), "eventsite/c.py") == ["tests/b.py::other[x]", "tests/a.py::quick"]


def test_tests_that_read_the_sources_are_asked_last_and_of_every_line_that_runs(known):
    known.add({"tests": {"tests/shape/test_names.py::t": [0.1, True]}, "lines": {}})
    trial = Trial(None, known, patience=5)
    assert trial._readers(["tests/b.py::other[x]"]) == ["tests/shape/test_names.py::t"]
    assert trial._readers([]) == []


def test_patience_begins_with_the_test_that_is_most_about_the_file(known):
    assert Trial(None, known, patience=9.5)._within_patience(set(known.seconds), "eventsite/a.py") == ["tests/a.py::quick", "tests/a.py::slow"]


class Answering:
    """A bench on which every run says the same."""

    def __init__(self, said: object) -> None:
        self.said = said

    def each(self, jobs):
        return [(key, Result(self.said, 1.0, "it broke")) for key, *_job in jobs]


def test_tests_that_are_named_are_timed_and_nothing_is_learned():
    found = timed(Answering({"code": 1, "tests": {"tests/a.py::one[x]": [0.5, True], "tests/a.py::bad": [1.0, False]}}), ["tests/a.py"])
    assert found.named("tests/a.py") == {"tests/a.py::one[x]"}
    assert (found.seconds, found.failing, dict(found.touching)) == ({"tests/a.py::one[x]": 0.5}, {"tests/a.py::bad"}, {})
    assert timed(Answering(None), ["tests/a.py::t[locks-postgresql]"]).seconds == {}
    with pytest.raises(SystemExit, match="it broke"):
        timed(Answering(None), ["tests/a.py"])


@pytest.mark.parametrize(("test", "is_there"), [("a.py::t[postgresql]", True), ("a.py::t[locks-postgresql-1]", True), ("a.py::t_postgresql[sqlite]", False)])
def test_a_test_on_postgresql_is_known_by_its_parameter(test, is_there):
    assert is_on_postgresql(test) is is_there


@pytest.mark.parametrize(
    ("said", "is_late", "outcome"),
    [
        ({"code": 0, "tests": {"t": [1, True]}}, False, SURVIVED), ({"code": 1, "tests": {"t": [1, False]}}, False, KILLED),
        ({"code": 4, "tests": {}}, False, KILLED), ({"code": 5, "tests": {}}, False, WRONG), (None, True, LATE), (None, False, KILLED),
    ],
)
def test_what_a_run_says_about_its_mutant(said, is_late, outcome):
    assert verdict_on(Mutant("wsgi.py", 0, 1, ""), Result(said, 1.0, "", is_late)).outcome == outcome


def test_nine_in_ten_is_enough_of_the_random_and_all_of_the_aimed():
    dead, alive = (Verdict(Mutant("wsgi.py", 0, 1, "mutant"), outcome) for outcome in (KILLED, UNSEEN))
    assert is_enough("random", [dead] * 9 + [alive])
    assert not is_enough("random", [dead] * 8 + [alive])
    assert not is_enough("aimed", [dead] * 9 + [alive])
    assert not is_enough("changed", [dead] * 17 + [alive] * 3)
    assert is_enough("changed", [dead] * 8 + [alive] * 3)
    assert is_enough("aimed", [dead, Verdict(dead.mutant, LATE)])
    assert is_enough("changed", [])
