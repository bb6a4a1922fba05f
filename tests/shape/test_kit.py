"""Our boxes against GOV.UK Frontend's own: the same elements, attributes and words, in the same order."""

from html.parser import HTMLParser

import pytest
from flask import render_template_string

from eventsite.app import create_app
from eventsite.settings import Settings
from eventsite.web import fields
from eventsite.web.fields import ManyOf, OneOf
from eventsite.web.forms import Form
from tests.conftest import KEYS

OURS = '{% from "components/kit.html" import field %}{{ field(f, heading=heading) }}'
THEIRS = (
    '{% from "govuk_frontend_jinja/components/checkboxes/macro.html" import govukCheckboxes %}'
    '{% from "govuk_frontend_jinja/components/radios/macro.html" import govukRadios %}'
    '{{ (govukRadios if kind == "radios" else govukCheckboxes)(p) }}'
)
CHOICES = [("a", "First & last", "With a <hint>"), ("b", "Second", ""), ("c", "Third", "Another")]


class Parsed(HTMLParser):
    """A page as a list of tags with their attributes, and words without the space around them."""

    def __init__(self, html) -> None:
        super().__init__()
        self.found = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        self.found.append((f"/{tag}", {}))

    def handle_data(self, data):
        if data.strip():
            self.found.append((" ".join(data.split()), {}))


@pytest.fixture(scope="module")
def app(tmp_path_factory):
    folder = tmp_path_factory.mktemp("kit")
    settings = Settings(
        database_url=f"sqlite:///{folder / 'kit.sqlite'}", secret_key="s" * 40, field_keys=KEYS, demo=True,
        mail_url=f"mailbox://{folder}", files_url=f"file://{folder}",
    )
    return create_app(settings)


def theirs(field, *, heading):
    """What their macro takes for the same question; whoever fills it in wrongly is told on what may carry the mark."""
    wrong = {"aria-invalid": "true"} if field.errors else {}
    boxes = wrong if field.macro == "checkboxes" else {}
    group = {"attributes": {"role": "radiogroup"} | wrong} if wrong and field.macro == "radios" else {}
    items = [
        {"value": value, "text": label, "checked": field.is_chosen(value), "attributes": boxes}
        | ({"hint": {"text": hint}} if hint else {})
        for value, label, hint in CHOICES
    ]
    return {
        "id": field.id, "name": field.name, "idPrefix": field.id, "items": items,
        "fieldset": field.legend(is_heading=heading) | group,
        "errorMessage": field.error(), **({"hint": {"text": str(field.hint)}} if field.hint else {}),
    }


@pytest.mark.parametrize("kind", [OneOf, ManyOf])
@pytest.mark.parametrize("hint", ["", "Tick <any>"])
@pytest.mark.parametrize("error", ["", "Choose & go on"])
@pytest.mark.parametrize("heading", [True, False])
@pytest.mark.parametrize("data", [None, "b"])
def test_our_boxes_are_theirs(app, kind, hint, error, heading, data):
    class Asked(Form):
        box = kind("What & why?", hint=hint, choices=CHOICES)

    with app.test_request_context():
        field = Asked(data={"box": [data] if data and kind is ManyOf else data}).box
        field.errors = [error] if error else []
        ours = render_template_string(OURS, f=field, heading=heading)
        wanted = render_template_string(THEIRS, kind=field.macro, p=theirs(field, heading=heading))
    assert Parsed(ours).found == Parsed(wanted).found


KINDS = {
    "text": fields.Text, "lines": fields.LongText, "code": fields.Code, "email": fields.Email, "phone": fields.Phone, "day": fields.Day,
    "time": fields.TimeOfDay, "number": fields.IntegerField, "amount": fields.Amount, "file": fields.Upload,
    "list": fields.Select, "one": OneOf, "many": ManyOf, "yes": fields.YesNo, "tick": fields.CheckboxField,
}
"""Every kind of question; a new one that is not here fails below."""


def asked(kind):
    """One question of a kind, with what it cannot do without."""
    if kind is fields.CheckboxField:
        return kind("What?", needed="Say what", says="I agree")
    return kind("What?", needed="Say what", **({"choices": CHOICES} if kind in (OneOf, ManyOf, fields.Select) else {}))


def marked(html):
    """The attributes of every element that is said to be wrong."""
    return [attributes for _tag, attributes in Parsed(html).found if attributes.get("aria-invalid") == "true"]


def test_no_kind_of_question_is_missing_here():
    def kinds_below(kind):
        return {kind, *(deeper for one in kind.__subclasses__() for deeper in kinds_below(one))}

    ours = {kind for kind in kinds_below(fields.Field) if kind.__module__.startswith("eventsite.") and kind.macro}
    assert ours == set(KINDS.values())


@pytest.mark.parametrize("kind", KINDS)
def test_a_wrong_answer_is_marked_and_described_where_it_is_typed(app, kind):
    with app.test_request_context(method="POST", data={}):
        form = Form(questions={"what": asked(KINDS[kind])})
        before = render_template_string(OURS, f=form["what"], heading=False)
        form.validate()
        after = render_template_string(OURS, f=form["what"], heading=False)
    assert marked(before) == []
    assert marked(after)
    described = [attributes.get("aria-describedby", "") for _tag, attributes in Parsed(after).found]
    assert any("what-error" in ids.split() for ids in described)
    if KINDS[kind].macro not in {"radios", "checkboxes"}:
        assert all("what-error" in attributes["aria-describedby"].split() for attributes in marked(after))


def test_only_the_part_of_a_date_that_is_wrong_is_marked(app):
    typed = {"what-day": "3", "what-month": "Smarch", "what-year": "2027"}
    with app.test_request_context(method="POST", data=typed):
        form = Form(questions={"what": fields.Day("When?")})
        form.validate()
        html = render_template_string(OURS, f=form["what"], heading=False)
    assert [attributes["name"] for attributes in marked(html)] == ["what-month"]


def test_an_error_in_one_answer_costs_no_other(app):
    typed = {
        "text": " Common  ground ", "lines": "One\r\ntwo", "code": "a‑b\u200b " + "c" * 18, "email": "nobody@", "phone": "call me", "day-day": "31",
        "day-month": "feb", "day-year": "27", "time": "half past", "number": "a few", "amount": "12,5,0", "one": "b",
        "many": ["a", "c"], "yes": "no", "tick": "yes", "list": "c",
    }
    questions = {name: asked(kind) for name, kind in KINDS.items() if name != "file"}
    with app.test_request_context(method="POST", data=typed):
        form = Form(questions=questions)
        assert not form.validate()
        page = "".join(render_template_string(OURS, f=field, heading=False) for field in form.questions)
    found = Parsed(page).found
    boxes = {a["name"]: a.get("value") for tag, a in found if tag == "input" and a["type"] not in {"radio", "checkbox"}}
    ticked = {(a["name"], a["value"]) for tag, a in found if tag == "input" and "checked" in a}
    assert boxes == {
        "text": "Common  ground", "code": "a-b " + "c" * 18, "email": "nobody@", "phone": "call me", "day-day": "31", "day-month": "feb",
        "day-year": "27", "time": "half past", "number": "a few", "amount": "12,5,0",
    }
    assert ticked == {("one", "b"), ("many", "a"), ("many", "c"), ("yes", "no"), ("tick", "yes")}
    assert [a["value"] for tag, a in found if tag == "option" and "selected" in a] == ["c"]
    assert "One two" in [word for word, _attributes in found]


def test_what_only_the_request_knows_is_asked_like_everything_else(app):
    class Asked(Form):
        title = fields.Text("Title")
        kind = OneOf("Which?")
        certain = fields.YesNo("Sure?")

    class Stored:
        title, kind, note = "Stored title", "a", "Stored note"

    with app.test_request_context():
        form = Asked(
            obj=Stored(), data={"kind": "b"}, questions={"note": fields.LongText("Note")}, choices={"kind": CHOICES},
            without=["certain"],
        )
        again = Asked()
    assert [question.name for question in form.questions] == ["title", "kind", "note"]
    assert [form.title.data, form.kind.data, form["note"].data] == ["Stored title", "b", "Stored note"]
    assert form.certain is None
    assert form.kind.is_chosen("b")
    assert [question.name for question in again.questions] == ["title", "kind", "certain"], "one page changes no other"
