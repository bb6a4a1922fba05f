"""Logs for machines: every line of a real server is JSON, gunicorn's own too, and no line opens a door."""

import json
import re
import urllib.error
import urllib.request

import pytest

from eventsite.app import create_app
from eventsite.settings import Settings
from eventsite.web.logs import REQUEST
from eventsite.web.request_log import MASK, SHOWN, RequestLog
from tests.builders.server import serving

CANARY = "canary-7Qx9"
HOUR = 3_600_000
PATHS = (
    f"/calendars/{CANARY}.ics", f"/calendars/{CANARY}", f"/sign-in/abc/{CANARY}", f"/my/open/abc/{CANARY}", f"/{CANARY}",
    f"/sign-in?back={CANARY}", f"/nowhere/{CANARY}/",
)


def fetch(address):
    """The status and the id of the request."""
    request = urllib.request.Request(address, headers={"Referer": f"http://127.0.0.1/{CANARY}", "User-Agent": CANARY})
    try:
        with urllib.request.urlopen(request) as answer:
            return answer.status, answer.headers["X-Request-Id"]
    except urllib.error.HTTPError as answer:
        return answer.code, answer.headers["X-Request-Id"]


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    """What a server wrote that was asked for PATHS and for a page while its database has no tables."""
    folder = tmp_path_factory.mktemp("logs")
    with serving(folder, LOG_FORMAT="json") as address:
        answers = {path: fetch(address + path) for path in (*PATHS, "/", "/healthz")}
    return answers, next(folder.glob("*.log")).read_text()


def test_every_line_is_json_and_says_when_and_how_bad(served):
    lines = [json.loads(line) for line in served[1].splitlines()]
    assert all({"at", "level", "logger", "message"} <= line.keys() for line in lines)
    assert {"gunicorn.error", "eventsite.request", "eventsite.web.errors"} <= {line["logger"] for line in lines}


def test_each_request_has_one_line_with_the_id_that_was_answered(served):
    answers, text = served
    lines = [line for line in map(json.loads, text.splitlines()) if line["logger"] == "eventsite.request"]
    found = {line["request"]: line for line in lines}
    assert len(found) == len(lines) >= len(answers)
    for status, request in answers.values():
        assert found[request]["status"] == status
        assert 0 <= found[request]["milliseconds"] < HOUR
    assert found[answers["/healthz"][1]]["path"] == "/healthz"
    assert found[answers[f"/sign-in/abc/{CANARY}"][1]]["path"] == f"/sign-in/abc/{MASK}"


def test_what_went_wrong_has_the_id_of_its_request(served):
    answers, text = served
    status, request = answers["/"]
    assert status == 503
    assert [line["trace"] for line in map(json.loads, text.splitlines()) if line["level"] == "ERROR" and line.get("request") == request]


def test_nothing_that_opens_a_door_is_written_down(served):
    assert CANARY not in served[1]


@pytest.fixture(scope="module")
def routes(tmp_path_factory):
    folder = tmp_path_factory.mktemp("routes")
    app = create_app(
        Settings(
            database_url=f"sqlite:///{folder / 'routes.sqlite'}", secret_key="s" * 40, field_keys={"k": b"k" * 32}, demo=True,
            mail_url=f"mailbox://{folder}", files_url=f"file://{folder}",
        )
    )
    return app.url_map


def test_an_argument_is_masked_unless_somebody_decided_that_it_may_be_shown(routes):
    log = RequestLog(lambda _environ, _start: [], routes)
    for rule in routes.iter_rules():
        values = {name: 12345 if f"<int:{name}>" in rule.rule else f"{CANARY}-{name}" for name in rule.arguments}
        path = routes.bind("localhost").build(rule.endpoint, values, method=min(rule.methods))
        shown = log.shown(min(rule.methods), path)
        for name, value in values.items():
            assert (str(value) in shown) == (name in SHOWN), rule
        assert shown.count(MASK) == len(rule.arguments - SHOWN), rule
    assert set().union(*(rule.arguments for rule in routes.iter_rules())) >= SHOWN
    assert not {name for name in SHOWN if re.search("secret|token|code|key", name)}


@pytest.mark.parametrize(
    ("path", "shown"),
    [
        (f"/my/open/{CANARY}/{CANARY}/{CANARY}", "/my/…"), (f"/{CANARY}/my/open", "/…"),
        ("/static/css/site.css", "/static/css/site.css"),
    ],
)
def test_of_a_path_that_no_route_answers_only_a_known_beginning_is_shown(routes, path, shown):
    assert RequestLog(lambda _environ, _start: [], routes).shown("GET", path) == shown


def test_what_a_process_does_between_two_requests_belongs_to_neither(routes):
    told = []
    answering = RequestLog(lambda _environ, start: told.append(REQUEST.get()) or start("200 OK", []) or [b""], routes)
    before = REQUEST.get()
    answering({"REQUEST_METHOD": "GET", "PATH_INFO": "/"}, lambda _status, headers: told.append(dict(headers)["X-Request-Id"]))
    assert told[0] == told[1] != before
    assert REQUEST.get() == before
