"""Cookies that nobody can read: every page is answered as if they were not there."""

import ast
from http import HTTPStatus

import pytest

from eventsite.kernel.paths import ROOT
from eventsite.web.readable_cookies import MOST_BYTES, ReadableCookies
from tests.web.visit import Visitor

NAMES = ("eventsite", "theme", "eventsite-known", "eventsite-day")
UNREADABLE = {
    "no UTF-8": "{name}=\xff\xfe\xc3",
    "half a letter": "{name}=a\xc3; other=\xc3\x28",
    "a strange name": "\xff\xfe=1; \xc3=2",
    "control characters": "{name}=a\x00b\x1f",
    "20 kB": "{name}=" + "a" * 20_000,
    "hundreds": "; ".join(f"c{number}={'x' * 30}" for number in range(400)),
    "hundreds of one name": "; ".join(f"{{name}}={number}" for number in range(400)),
    "twice": "{name}=one; {name}=two",
    "no pairs": ";;; = ;=;{name};",
    "quotes": '{name}="a\\377\\"; b',
}


@pytest.fixture
def pages(event):
    return ["/", f"/events/{event.slug}", f"/events/{event.slug}/register/", "/sign-in", "/my/", "/healthz"]


def status(app, page, cookies):
    return app.test_client(use_cookies=False).get(page, environ_overrides={"HTTP_COOKIE": cookies}).status_code


@pytest.mark.parametrize("kind", UNREADABLE)
@pytest.mark.parametrize("name", NAMES)
def test_every_page_is_answered_as_without_them(app, pages, kind, name):
    for page in pages:
        assert status(app, page, UNREADABLE[kind].replace("{name}", name)) in (HTTPStatus.OK, HTTPStatus.FOUND), page


def test_what_can_be_read_counts_beside_what_cannot(app, event, sign_in):
    visit = sign_in("ruth@example.org")
    kept = visit.client.get_cookie("eventsite").value
    for beside in ("other=\xff\xfe; ", "; ".join(f"c{n}={n}" for n in range(400)) + "; ", f"other={'a' * 20_000}; "):
        assert status(app, "/my/sign-ins", f"{beside}eventsite={kept}") == HTTPStatus.OK
    assert status(app, "/my/sign-ins", f"eventsite={kept}; eventsite={kept}") == HTTPStatus.OK
    assert status(app, "/my/sign-ins", f"eventsite={kept}; eventsite=other") == HTTPStatus.FOUND


def test_a_chosen_theme_is_still_heard(app, event):
    for cookies, is_dark in (("theme=dark", True), ("theme=dark; x=\xff", True), ("theme=dark; theme=light", False), ("theme=\xff", False)):
        page = app.test_client(use_cookies=False).get("/", environ_overrides={"HTTP_COOKIE": cookies}).text
        assert ('data-theme="dark"' in page) is is_dark, cookies


def test_a_cookie_as_large_as_a_browser_keeps_is_read():
    layer = ReadableCookies(None, NAMES)
    whole = "theme=" + "a" * (MOST_BYTES - len("theme="))
    assert layer.readable(whole) == {"theme": whole.partition("=")[2]}
    assert layer.readable(whole + "a") == {}


def test_every_cookie_that_is_read_is_one_that_is_let_through():
    """A cookie whose name the layer does not know would never arrive."""
    found = set()
    for path in (ROOT / "eventsite").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            is_call = isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args
            if is_call and (node.func.attr == "set_cookie" or ast.unparse(node.func).endswith("cookies.get")):
                found.add((path.stem, ast.unparse(node.args[0])))
    assert found == {("known_browsers", "KNOWN_BROWSER"), ("day_browser", "DAY_BROWSER"), ("themes", "COOKIE"), ("look", "COOKIE")}


def test_the_server_lets_long_headers_through_to_the_layer(app, event):
    serving = (ROOT / "eventsite" / "web" / "serving.py").read_text()
    assert "limit_request_field_size = 65_536" in serving
    assert Visitor(app).get("/").status == HTTPStatus.OK
