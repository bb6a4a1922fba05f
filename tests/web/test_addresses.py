"""Whatever stands in an address: a page, or one that is not there, never an error."""

import pytest

from tests.builders.scenario import ORGANISER
from tests.web.visit import Visitor

NASTY = ["%00", "a%00b", "%1b%5b2J", "%c2%85", "9" * 5000]
HUGE = ["9" * 20, "2147483648", "9" * 5000, "%d9%a3" * 20]


NOWHERE = {404, 405}
"""Werkzeug says 405 before it looks at the parts, where a page and what is posted to it have a function each."""


def addresses(app, value):
    """The address of every route that has a part to fill in, with `value` in one part after the other."""
    for rule in app.url_map.iter_rules():
        for part in sorted(rule.arguments):
            numbers = {name for name, converter in rule._converters.items() if converter.regex == r"\d+"}
            parts = "".join(
                piece if not is_part else value if piece == part else "1" if piece in numbers else "common-ground"
                for is_part, piece in rule._trace
            ).removeprefix("|")
            yield parts, part in numbers, "GET" if "GET" in rule.methods else "POST"


@pytest.fixture
def visitors(app, sign_in, event):
    return [Visitor(app), sign_in(ORGANISER)]


@pytest.mark.parametrize("value", NASTY)
def test_control_characters_are_not_found_anywhere(app, visitors, value):
    asked = list(addresses(app, value))
    assert len(asked) > 50
    for visitor in visitors:
        found = {address: visitor.client.open(address, method=method).status_code for address, _n, method in asked}
        assert set(found.values()) <= NOWHERE, {a: s for a, s in found.items() if s not in NOWHERE}


@pytest.mark.parametrize("value", HUGE)
def test_a_number_that_no_row_has_is_not_found(app, visitors, value):
    asked = list(addresses(app, value))
    assert any(is_number for _address, is_number, _method in asked)
    for visitor in visitors:
        for address, is_number, method in asked:
            status = visitor.client.open(address, method=method).status_code
            assert status in NOWHERE if is_number else status in NOWHERE | {302, 400}, f"{method} {address[:60]}: {status}"


def test_a_query_with_a_null_in_it_is_not_found(app, visitors):
    pages = [rule.rule for rule in app.url_map.iter_rules() if "GET" in rule.methods and not rule.arguments]
    for visitor in visitors:
        for query in ("?next=%00", "?name=a%00", "?page=%00", "?%00=1"):
            assert {visitor.client.get(page + query).status_code for page in pages} == {404}
        assert visitor.client.get("/sign-in?next=/my/").status_code in (200, 302)
