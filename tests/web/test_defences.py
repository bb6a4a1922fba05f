"""What stands between people and whoever means harm: cookies, headers, limits, proxies, and what the log keeps quiet about."""

import datetime as dt
import io
import re
from email.utils import parsedate_to_datetime

import pytest
from limits import parse

from eventsite.app import create_app
from eventsite.kernel.references import new_reference
from eventsite.settings import Settings
from eventsite.web import limits
from eventsite.web.current import db
from eventsite.web.limits import limiter
from tests.conftest import KEYS
from tests.web.visit import Visitor

HTTPS = "https://events.example.org"
WANTED = {
    "Strict-Transport-Security": "max-age=31536000; includeSubDomains",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), interest-cohort=()",
    "Cache-Control": "no-store",
}


@pytest.fixture
def site(engine, clock, tmp_path):
    """Return a function that makes the application of an installation, with these settings."""
    made = []

    def make(**settings):
        common = {
            "database_url": engine.url.render_as_string(hide_password=False), "secret_key": "s" * 40, "field_keys": KEYS,
            "mail_url": f"mailbox://{tmp_path / 'mailbox'}", "files_url": f"file://{tmp_path / 'files'}",
        }
        made.append(create_app(Settings(**common | settings), clock))
        limiter.reset()
        return made[-1]

    yield make
    limiter.reset()
    for app in made:
        with app.app_context():
            db.engine.dispose()


def test_every_answer_carries_its_guards(site):
    answer = site(base_url=HTTPS).test_client().get("/sign-in", base_url=HTTPS)
    assert {name: answer.headers.get(name) for name in WANTED} == WANTED
    policy = dict(part.strip().split(" ", 1) for part in answer.headers["Content-Security-Policy"].split(";"))
    assert policy["frame-ancestors"] == policy["base-uri"] == policy["default-src"] == "'none'"
    assert policy["form-action"] == "'self'"
    assert re.fullmatch(r"'nonce-[\w-]{20,}'", policy["script-src"])


def test_the_cookie_is_unread_by_scripts_unsent_by_others_and_encrypted(site):
    cookie = site(base_url=HTTPS).test_client().get("/sign-in", base_url=HTTPS).headers["Set-Cookie"]
    assert cookie.startswith("__Host-")
    assert {"Secure", "HttpOnly", "SameSite=Lax", "Path=/"} <= set(cookie.split("; "))


def test_a_browser_forgets_after_thirty_days(visit, scenario):
    visit.get(f"/events/{scenario.event().slug}/register/")
    answer = visit.client.post(visit.page.url, data=visit.page.fields())
    until = parsedate_to_datetime(re.search(r"Expires=([^;]+)", answer.headers["Set-Cookie"])[1])
    assert abs(until - dt.datetime.now(dt.UTC) - dt.timedelta(days=30)) < dt.timedelta(minutes=5)


def test_more_than_any_form_takes_is_refused_before_it_is_read(visit):
    large = {"CONTENT_LENGTH": str(113 * 1024 * 1024)}
    data = {"email": "joyce@example.org", "file": (io.BytesIO(b"x"), "x.pdf")}
    assert visit.client.post("/sign-in", data=data, environ_overrides=large).status_code == 413


def asking(app, address):
    """Ask for a link for somebody new, from an address that the visitor claims and one that the nearest proxy saw."""
    visit, email = Visitor(app), f"{new_reference()}@example.org"
    visit.get("/sign-in")
    fields = visit.page.fields() | {"email": email}
    return visit.client.post("/sign-in", data=fields, headers={"X-Forwarded-For": address}).status_code


@pytest.mark.parametrize(("proxies", "addresses"), [(0, "198.51.100.{0}"), (1, "198.51.100.{0}, 203.0.113.9")])
def test_nobody_gets_round_a_limit_by_claiming_an_address(site, monkeypatch, proxies, addresses):
    monkeypatch.setattr(limits, "FAST_ROAD", parse("3 per hour"))
    app = site(demo=True, trusted_proxies=proxies)
    assert [asking(app, addresses.format(number)) for number in range(34)] == [302] * 33 + [429]


def test_behind_a_proxy_each_visitor_is_counted_alone(site, monkeypatch):
    monkeypatch.setattr(limits, "FAST_ROAD", parse("3 per hour"))
    app = site(demo=True, trusted_proxies=1)
    assert [asking(app, f"203.0.113.{number}") for number in range(34)] == [302] * 34


def test_an_error_says_where_and_not_with_which_secret(visit, app, monkeypatch, caplog):
    def broken(**_words):
        raise ZeroDivisionError

    monkeypatch.setitem(app.view_functions, "people.open_link", broken)
    visit.get("/sign-in/some-request/the-secret-token?code=hunter2", status=500)
    assert "people.open_link" in caplog.text
    assert "secret-token" not in caplog.text
    assert "hunter2" not in caplog.text


@pytest.mark.parametrize("path", ["/finance/", "/finance/pay", "/sign-in/name"])
def test_pages_of_ones_own_ask_who_one_is(visit, path):
    answer = visit.client.get(path)
    assert (answer.status_code, answer.location.partition("?")[0]) == (302, "/sign-in")
