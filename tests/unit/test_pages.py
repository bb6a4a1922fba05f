"""Which page of a long list an address asks for."""

import pytest
from flask import Flask

from eventsite.web.pages import page_number


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("1", 1), ("10000", 10_000), ("10001", 10_000), ("99999", 10_000),
        ("", 1), ("0", 1), ("-2", 1), ("two", 1), ("٣", 1), ("2.0", 1), ("9" * 5000, 1),
    ],
)
def test_a_page_is_a_number_up_to_ten_thousand_and_anything_else_the_first(typed, number):
    with Flask(__name__).test_request_context(query_string={"page": typed}):
        assert page_number() == number
