"""Whatever goes wrong, people read what happened and what to do next, under a status that is true."""

import re

import pytest
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import default_exceptions

from eventsite.kernel.paths import TEMPLATES
from eventsite.kernel.refusals import NotAllowed, NotVisible, Refusal

OWN = {int(page.stem) for page in (TEMPLATES / "errors").glob("*.html")} - {429}
"""Statuses with words of their own; whoever asks too often reads how long to wait (test_limits)."""


def answer_to(app, trouble):
    """The status, heading and whole page that somebody gets."""
    with app.test_request_context("/help"):
        answer = app.make_response(app.handle_user_exception(trouble))
    page = answer.get_data(as_text=True)
    return answer.status_code, re.search(r"<h1[^>]*>(.*?)</h1>", page)[1], page


def heading_of(status):
    return re.search(r"<h1[^>]*>\{\{ _\(\"(.*?)\"\) \}\}</h1>", (TEMPLATES / "errors" / f"{status}.html").read_text())[1]


def test_every_refusal_of_http_is_a_page_under_its_own_status(app):
    for status, trouble in default_exceptions.items():
        own = status if status in OWN else 500 if status >= 500 else 400
        found, heading, page = answer_to(app, trouble())
        assert (found, heading) == (status, heading_of(own))
        assert 'href="/help"' in page


@pytest.mark.parametrize(
    ("trouble", "status"),
    [
        (NotVisible(), 404), (NotAllowed("x"), 403), (Refusal("That is full."), 422), (OperationalError("", {}, Exception()), 503),
        (OSError(), 503), (KeyError(), 500),
    ],
    ids=lambda value: type(value).__name__,
)
def test_what_goes_wrong_inside_is_told_as_what_it_is(app, trouble, status):
    found, heading, page = answer_to(app, trouble)
    assert (found, heading) == (status, heading_of(status))
    assert ("That is full." in page) == isinstance(trouble, Refusal)


def test_what_nobody_expected_has_a_reference_that_is_in_the_log(app, caplog):
    _status, _heading, page = answer_to(app, KeyError("secret"))
    (record,) = [record for record in caplog.records if record.name == "eventsite.web.errors"]
    reference = re.search(r"reference (\w{8}),", record.getMessage())[1]
    assert reference in page
    assert "secret" not in page
