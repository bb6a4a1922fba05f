"""What may be answered: the last number that is allowed, the first that is not, and nothing that was not on the page."""

import datetime as dt

import pytest
import wtforms
from flask import Flask
from werkzeug.datastructures import MultiDict

from eventsite.kernel.references import is_reference, new_reference
from eventsite.kernel.text import name_key
from eventsite.web.fields import (
    Amount,
    Code,
    Day,
    Email,
    IntegerField,
    LongText,
    ManyOf,
    NewReference,
    OneOf,
    Phone,
    Select,
    Text,
    TimeOfDay,
    Version,
)
from eventsite.web.filters import lines
from eventsite.web.places import country_choices, currency_choices, locale_choices, zone_choices


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


@pytest.mark.parametrize(
    ("field", "kind", "keyboard", "fills_in", "is_spelt"),
    [
        (Text("Who?", autocomplete="name"), "text", None, "name", True), (Email("Where can we write?"), "email", None, "email", False),
        (Phone("Where can we call?"), "tel", None, "tel", False), (Amount("How much?"), "text", "decimal", None, False),
        (Code("Which code?"), "text", None, None, False), (Code("Which number?", is_number=True), "text", "numeric", None, False),
    ],
)
def test_a_box_offers_the_keys_it_needs_and_marks_no_number_as_misspelt(field, kind, keyboard, fills_in, is_spelt):
    class Box(wtforms.Form):
        box = field

    params = Box().box.params()
    assert (params["type"], params.get("inputmode"), params.get("autocomplete")) == (kind, keyboard, fills_in)
    assert params.get("spellcheck", True) is is_spelt


def test_what_helps_and_what_is_wrong_stands_beside_the_box():
    class Hinted(wtforms.Form):
        number = IntegerField("How many?", hint="With you")

    assert Hinted().number.params()["hint"] == {"text": "With you"}
    assert Hinted().number.params()["errorMessage"] is None
    most, more = (Hinted(MultiDict({"number": typed})) for typed in ("100000", "100001"))
    assert most.validate()
    assert not more.validate()
    assert more.number.params()["errorMessage"] == {"text": "Enter a number from 0 to 100000"}


@pytest.fixture
def request_of_its_own():
    """What some fields ask: whether a page is shown once more."""
    with Flask(__name__).app_context():
        yield


class Carried(wtforms.Form):
    """What a form carries without showing it."""

    version, new_ref = Version(), NewReference()


@pytest.mark.usefixtures("request_of_its_own")
@pytest.mark.parametrize("typed", [None, "", "abc", "-1", "4000000000", "9" * 40, "٣"])
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


class When(wtforms.Form):
    """A day, a time, and how many places there are if anybody counts."""

    day, time, places = Day("On which day?"), TimeOfDay("When does it start?"), IntegerField("How many places?")


def boxes(day, month, year):
    return MultiDict({"day-day": day, "day-month": month, "day-year": year})


@pytest.mark.parametrize(
    ("typed", "taken"),
    [
        (("1", "1", "1900"), dt.date(1900, 1, 1)), (("31", "12", "2200"), dt.date(2200, 12, 31)), (("27", "March", "2027"), dt.date(2027, 3, 27)),
        (("29", "2", "2028"), dt.date(2028, 2, 29)), (("", "", ""), None),
    ],
)
def test_a_day_within_three_centuries_is_taken(typed, taken):
    form = When(boxes(*typed))
    assert form.validate()
    assert form.day.data == taken


@pytest.mark.parametrize(
    ("typed", "wrong", "words"),
    [
        (("31", "12", "1899"), ["year"], "real date"), (("1", "1", "2201"), ["year"], "real date"), (("32", "3", "2027"), ["day"], "real date"),
        (("0", "13", "2027"), ["day", "month"], "real date"), (("31", "2", "2027"), ["day"], "real date"), (("27", "", "2027"), ["month"], "must have a day"),
        (("", "", "2027"), ["day", "month"], "must have a day"),
    ],
)
def test_a_day_that_cannot_be_says_which_boxes_are_wrong_and_keeps_them(typed, wrong, words):
    form = When(boxes(*typed))
    assert not form.validate()
    assert words in form.day.errors[0]
    items = form.day.params()["items"]
    assert [item["name"] for item in items if "error" in item["classes"]] == wrong
    assert [item["name"] for item in items if item["attributes"].get("aria-invalid")] == wrong
    assert tuple(item["value"] for item in items) == typed
    assert form.day.focus_id == f"day-{wrong[0]}"


def test_a_day_is_asked_in_boxes_as_wide_as_what_goes_in():
    items = When().day.params()["items"]
    assert [(item["name"], item["label"], item["classes"]) for item in items] == [
        ("day", "Day", "govuk-input--width-2"), ("month", "Month", "govuk-input--width-2"), ("year", "Year", "govuk-input--width-4"),
    ]


def test_a_day_without_anything_wrong_marks_no_box():
    assert not any("error" in item["classes"] or item["attributes"] for item in When(boxes("1", "2", "2027")).day.params()["items"])


@pytest.mark.parametrize(("typed", "at", "minutes"), [("9:30", dt.time(9, 30), None), ("9-10:30", dt.time(9), 90), ("20:00-0:00", dt.time(20), 240)])
def test_a_time_may_say_until_when(typed, at, minutes):
    form = When(MultiDict({"time": typed}))
    assert form.validate()
    assert (form.time.data, form.time.minutes) == (at, minutes)


def test_an_end_before_the_start_is_told():
    form = When(MultiDict({"time": "10-9"}))
    assert not form.validate()
    assert "after the start" in form.time.errors[0]


def test_nothing_typed_is_no_number_and_nothing_is_a_number():
    assert When(MultiDict({"places": ""})).places.data is None
    none = When(MultiDict({"places": "0"}))
    assert none.validate()
    assert none.places.data == 0


@pytest.mark.parametrize(("currency", "sign"), [("GBP", "£"), ("EUR", "€"), ("USD", "$"), ("SEK", "SEK")])
def test_an_amount_stands_beside_its_currency(currency, sign):
    class Priced(wtforms.Form):
        price = Amount("How much?", currency=currency)

    assert Priced().price.params()["prefix"] == {"text": sign}


class Chosen(wtforms.Form):
    """Three ways to choose among three."""

    one = Select("Which?", choices=[("a", "An apple"), ("b", "A bun", "with currants"), ("c", "Cake")])
    many = ManyOf("Which of these?", choices=[("a", "An apple"), ("b", "A bun", "with currants"), ("c", "Cake")])


def test_what_can_be_chosen_is_shown_in_words_with_the_answer_chosen():
    items = Chosen(data={"one": "b"}).one.params()["items"]
    assert [(item["value"], item["text"], item["selected"]) for item in items] == [("", "", False), ("a", "An apple", False), ("b", "A bun", True), ("c", "Cake", False)]


def test_each_box_has_an_id_of_its_own_and_an_error_lands_on_the_first():
    form = Chosen(data={"many": ("a", "c")})
    assert list(form.many.boxes()) == [
        ("many", "a", "An apple", "", True), ("many-2", "b", "A bun", "with currants", False), ("many-3", "c", "Cake", "", True),
    ]
    assert form.many.focus_id == "many"


@pytest.mark.parametrize(("is_small", "is_heading", "size"), [(False, True, "l"), (True, True, "l"), (False, False, "m"), (True, False, "s")])
def test_the_page_s_own_question_is_largest_and_a_small_one_smallest(is_small, is_heading, size):
    class Sized(wtforms.Form):
        one = OneOf("Which?", choices=[("a", "A")], small=is_small)

    legend, label = Sized().one.legend(is_heading=is_heading)["legend"], Sized().one.label_params(is_heading=is_heading)
    assert legend["classes"] == f"govuk-fieldset__legend--{size}"
    assert legend["isPageHeading"] is label["isPageHeading"] is is_heading


def test_zones_of_every_continent_and_ocean_are_offered_as_people_write_them():
    offered = dict(zone_choices())
    assert {name.partition("/")[0] for name in offered} == {
        "Africa", "America", "Antarctica", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific",
    }
    assert offered["America/New_York"] == "America/New York"


def test_countries_currencies_and_languages_are_offered_by_their_names_and_each_in_its_own_way():
    countries, currencies, languages = (dict(choices()) for choices in (country_choices, currency_choices, locale_choices))
    assert (countries["GB"], currencies["GBP"]) == ("United Kingdom", "British Pound (GBP)")
    assert (languages["en_GB"], languages["en_IE"]) == ("English, United Kingdom", "English, Ireland")
    assert not {"001", "150"} & countries.keys()
    assert not {"en", "en_001", "haw_US"} & languages.keys()
    for choices in (countries, currencies, languages):
        assert list(choices.values()) == sorted(choices.values(), key=name_key)
