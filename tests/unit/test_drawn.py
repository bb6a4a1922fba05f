"""Questions that are drawn once: the same for everybody, in each language, and never with anything that somebody answered."""

import pytest
from markupsafe import Markup
from wtforms.meta import DefaultMeta

from eventsite.kernel.i18n import use_locale
from eventsite.web import drawn
from eventsite.web.drawn import drawn_once
from eventsite.web.fields import ManyOf, Text


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
