"""Questions that are drawn once: the same for everybody, in each language, and never with anything that somebody answered."""

import pytest
from jinja2 import Environment, nodes
from markupsafe import Markup
from wtforms.meta import DefaultMeta

from eventsite.kernel.i18n import use_locale
from eventsite.kernel.paths import TEMPLATES
from eventsite.web import drawn
from eventsite.web.drawn import SameForAll, drawn_once
from eventsite.web.fields import ManyOf, Text

PARTS = 2
"""Of the layout: what stands above the page, and what stands below."""


class Asked:
    """A form, as far as drawing looks at it."""

    def __init__(self, *, is_public: bool = True) -> None:
        self.is_public = is_public


class Pencil:
    """Counts what it draws."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self) -> Markup:
        """Draw."""
        self.count += 1
        return Markup(f"drawing {self.count}")


@pytest.fixture(autouse=True)
def _nothing_kept():
    drawn._kept.clear()
    yield
    drawn._kept.clear()


def question(kind=Text, label="What?", data=None, **words):
    made = kind(label, name="what", _form=None, _meta=DefaultMeta(), **words)
    made.data, made.errors = data, []
    return made


def draw(pencil, asked, *, form=None, is_heading=False):
    return drawn_once(form or Asked(), asked, is_heading=is_heading, caller=pencil)


def test_a_blank_question_is_drawn_once():
    pencil = Pencil()
    assert draw(pencil, question()) == draw(pencil, question()) == "drawing 1"


@pytest.mark.parametrize("other", [
    question(label="Why?"), question(hint="Well"), question(small=True), question(limit=3, autocomplete="name"),
    question(ManyOf, choices=[("a", "A")]), question(ManyOf, choices=[("a", "B")]), question(ManyOf, choices=[("a", "A", "Hint")]),
], ids=range(7))
def test_a_question_that_looks_different_is_drawn_anew(other):
    pencil = Pencil()
    alike = [question(), question(ManyOf, choices=[("a", "C")]), other]
    assert [draw(pencil, one) for one in alike] == ["drawing 1", "drawing 2", "drawing 3"]


def test_a_heading_and_another_language_are_drawn_anew():
    pencil = Pencil()
    draw(pencil, question())
    assert draw(pencil, question(), is_heading=True) == "drawing 2"
    with use_locale("xx"):
        assert draw(pencil, question()) == "drawing 3"


@pytest.mark.parametrize("asked", [question(data="Joyce"), question(ManyOf, choices=[("a", "A")], data=["a"])], ids=["text", "boxes"])
def test_an_answer_is_drawn_anew_and_never_kept(asked):
    pencil = Pencil()
    assert [draw(pencil, asked), draw(pencil, asked)] == ["drawing 1", "drawing 2"]
    assert not drawn._kept


def test_what_is_wrong_and_what_may_name_a_person_is_never_kept():
    pencil, wrong = Pencil(), question()
    wrong.errors = ["Say what"]
    draw(pencil, wrong)
    draw(pencil, question(label="Taxi for Joyce"), form=Asked(is_public=False))
    assert pencil.count == 2
    assert not drawn._kept


def test_what_is_the_same_for_all_is_drawn_once_in_each_language():
    pencil, same = Pencil(), SameForAll()
    assert same("top", caller=pencil) == same("top", caller=pencil) == "drawing 1"
    with use_locale("de"):
        assert same("top", caller=pencil) == "drawing 2"
    assert same("bottom", caller=pencil) == "drawing 3"


def test_what_is_the_same_for_all_asks_for_nothing_that_differs():
    page = Environment(extensions=["jinja2.ext.i18n"]).parse((TEMPLATES / "layouts" / "page.html").read_text())
    parts = [part for part in page.find_all(nodes.CallBlock) if part.call.node.name == "same_for_all"]
    names = [name for part in parts for below in part.body for name in [below, *below.find_all(nodes.Name)] if isinstance(name, nodes.Name)]
    own = {name.name for name in names if name.ctx == "store"}
    assert len(parts) == PARTS
    assert {name.name for name in names} - own <= {"_", "site_name", "is_demo", "asset", "icon"}
