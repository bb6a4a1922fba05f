"""What templates do with a name that is not there."""

import pytest
from jinja2 import Environment, UndefinedError

from eventsite.web.filters import StrictNames


class Claim:
    state = "draft"


ENVIRONMENT = Environment(undefined=StrictNames, autoescape=True)


def drawn(source):
    return ENVIRONMENT.from_string(source).render(claim=Claim(), params={"classes": "wide"})


@pytest.mark.parametrize(
    "source",
    [
        "{{ claim.stat }}", "{% if claim.stat %}x{% endif %}", "{% for x in claim.stat %}{% endfor %}", "{{ claim.stat == 'draft' }}", "{{ claim.stat.words }}",
        "{{ clam }}", "{% if clam %}x{% endif %}", "{% if not clam %}x{% endif %}", "{{ clam.state }}", "{{ claim.caller }}", "{% macro m(one) %}{{ one }}{% endmacro %}{{ m() }}",
    ],
)
def test_a_name_or_an_attribute_that_is_not_there_is_an_error(source):
    with pytest.raises(UndefinedError):
        drawn(source)


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("{{ params.hint }}|{{ params.hint.text }}|{% if params.hint %}x{% endif %}", "||"), ("{{ params.classes }}", "wide"), ("{% if clam is defined %}x{% endif %}", ""),
        ("{{ clam | default('none') }}", "none"), ("{{ params.hint in [undefined, null] }}", "True"), ("{{ null }}|{{ undefined }}", "|"), ("{% macro m() %}{% if caller %}{{ caller() }}{% endif %}{% endmacro %}{{ m() }}", ""),
    ],
)
def test_what_a_macro_may_go_without(source, text):
    assert drawn(source) == text
