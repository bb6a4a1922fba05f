"""Our boxes against GOV.UK Frontend's own: the same elements, attributes and words, in the same order."""

from html.parser import HTMLParser

import pytest
from flask import render_template_string

from eventsite.app import create_app
from eventsite.settings import Settings
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
    """What their macro takes for the same question."""
    items = [
        {"value": value, "text": label, "checked": field.is_chosen(value)} | ({"hint": {"text": hint}} if hint else {})
        for value, label, hint in CHOICES
    ]
    return {
        "id": field.id, "name": field.name, "idPrefix": field.id, "items": items, "fieldset": field.legend(is_heading=heading),
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
