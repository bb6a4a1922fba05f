"""What may be answered: the last number that is allowed, the first that is not, and nothing that was not on the page."""

import pytest
import wtforms
from flask import Flask
from werkzeug.datastructures import MultiDict

from eventsite.kernel.references import is_reference, new_reference
from eventsite.web.fields import Amount, IntegerField, LongText, ManyOf, NewReference, OneOf, Phone, Text, Version
from eventsite.web.filters import lines


class Asked(wtforms.Form):
    """One of each kind that has a limit."""

    number = IntegerField("How many?", least=1, most=5)
    amount = Amount("How much?", most=10_000)
    words = LongText("Why?", limit=10)
    line, phone = Text("Who?"), Phone("Where can we call?")
    one = OneOf("Which?", choices=[("a", "A"), ("b", "B")])
    many = ManyOf("Which of these?", choices=[("a", "A"), ("b", "B")])


@pytest.mark.parametrize(
    ("name", "typed", "is_taken"),
    [
        ("number", "1", True), ("number", "5", True), ("number", "0", False), ("number", "6", False),
        ("amount", "100", True), ("amount", "100.01", False), ("amount", "0.01", True), ("amount", "0", False),
        ("words", "x" * 10, True), ("words", "x" * 11, False), ("words", "a\nb", True), ("line", "a b", True), ("line", "a\nb", False),
        ("phone", "0" * 7 + "-" * 53, True), ("phone", "0" * 7 + "-" * 54, False), ("phone", "01632\n960001", False),
        ("one", "b", True), ("one", "c", False), ("many", "b", True), ("many", "c", False),
    ],
)
def test_what_is_allowed_is_taken_and_nothing_beyond(name, typed, is_taken):
    form = Asked(MultiDict({name: typed}))
    form.validate()
    assert (not form[name].errors) is is_taken


@pytest.mark.parametrize(("name", "typed"), [("number", "a few"), ("number", "012"), ("amount", "12 or so")])
def test_what_was_typed_stays_in_the_box(name, typed):
    form = Asked(MultiDict({name: typed}))
    form.validate()
    assert form[name].shown() == typed


def test_a_telephone_offers_digits_for_a_phone_number():
    assert Asked().phone.params()["type"] == "tel"


@pytest.fixture
def request_of_its_own():
    """What some fields ask: whether a page is shown once more."""
    with Flask(__name__).app_context():
        yield


class Carried(wtforms.Form):
    """What a form carries without showing it."""

    version, new_ref = Version(), NewReference()


@pytest.mark.usefixtures("request_of_its_own")
@pytest.mark.parametrize("typed", [None, "", "abc", "-1", "9" * 40, "٣"])
def test_a_form_without_a_version_carries_one_that_nobody_has(typed):
    assert Carried(MultiDict({"version": typed} if typed is not None else {"new_ref": "x"})).version.data == -1


@pytest.mark.usefixtures("request_of_its_own")
def test_a_form_names_what_it_makes_as_we_would():
    ours = new_reference()
    assert Carried(MultiDict({"new_ref": ours})).new_ref.data == ours
    for theirs in ("", "admin", "../../etc/passwd", ours.upper(), ours + "x"):
        assert is_reference(Carried(MultiDict({"new_ref": theirs})).new_ref.data)


def test_what_somebody_typed_never_becomes_markup():
    assert lines("<b>One</b>\nTwo") == "&lt;b&gt;One&lt;/b&gt;<br>Two"
