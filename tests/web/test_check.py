"""What is unsafe or missing is one sentence each, before anything runs; a bad setting is a sentence, never a traceback."""

import dataclasses
import os
import re
import subprocess
import sys

import pytest
from sqlalchemy import select, text

from eventsite import demo
from eventsite.check import findings
from eventsite.cli import cli
from eventsite.integrations.mail import open_mailer
from eventsite.kernel.clock import FixedClock
from eventsite.kernel.crypto import parse_keys
from eventsite.kernel.paths import ROOT
from eventsite.kernel.references import new_secret
from eventsite.people.models import Person
from eventsite.records.engine import open_engine
from eventsite.records.migrations import downgrade, newest, upgrade
from eventsite.settings import Settings
from eventsite.web import limits
from tests.builders.scenario import NOW
from tests.contract.test_ports import free_port, inbox  # noqa: F401 - a fixture
from tests.unit.test_settings import EXAMPLES

GOOD = {
    "database_url": "postgresql://eventsite@localhost/eventsite", "secret_key": new_secret() + "-and-more-of-it",
    "field_keys": parse_keys("k1:MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE="), "base_url": "https://events.charity.org.uk",
    "mail_url": "smtps://mail.charity.org.uk", "mail_from": "hello@charity.org.uk", "files_url": "s3://bucket",
    "redis_url": "redis://localhost", "trusted_proxies": 1,
}
SQLITE = {"database_url": "sqlite:///x.sqlite"}


@pytest.fixture
def found(app, services, monkeypatch):
    """Return a function that gives what is found with these changes of good settings."""
    monkeypatch.setattr(limits, "is_storage_there", lambda: True)

    def find(environment=None, services=services, **changes):
        with app.app_context():
            return list(findings(Settings(**GOOD | changes), services, environment or {}))

    return find


def test_nothing_is_found_where_nothing_is_wrong(found):
    assert found() == []
    assert found(**SQLITE) == []
    assert found(base_url="https://localhost", trusted_proxies=0) == []


@pytest.mark.parametrize(
    ("changes", "environment", "sentence"),
    [
        ({"secret_key": "ab" * 20}, {}, "EVENTSITE_SECRET_KEY repeats itself"),
        ({"secret_key": "abcdefghijklmnop" * 2}, {}, "EVENTSITE_SECRET_KEY repeats itself"),
        ({"field_keys": {"k9": b"k" * 32}}, {}, "The key k9 in EVENTSITE_FIELD_KEYS repeats itself"),
        ({"field_keys": dict.fromkeys(("a", "b"), bytes(range(32)))}, {}, "the same key twice"),
        ({"mail_from": "hello@example.org"}, {}, "EVENTSITE_MAIL_FROM is an example"),
        ({"mail_from": "Us <hello@events.test>"}, {}, "EVENTSITE_MAIL_FROM is an example"),
        ({"mail_url": "mailbox:///x"}, {}, "EVENTSITE_MAIL_URL is a folder"),
        ({"base_url": "http://events.charity.org.uk"}, {}, "EVENTSITE_BASE_URL is not https"),
        ({"demo": True}, {}, "EVENTSITE_DEMO is on"),
        ({"trusted_proxies": 0}, {}, "EVENTSITE_TRUSTED_PROXIES is 0"),
        ({"redis_url": ""}, {}, "EVENTSITE_REDIS_URL is not set"),
        (SQLITE | {"redis_url": ""}, {"WEB_CONCURRENCY": "3"}, "EVENTSITE_REDIS_URL is not set"),
        (SQLITE, {"WEB_CONCURRENCY": "3"}, "EVENTSITE_DATABASE_URL is SQLite"),
    ],
)
def test_each_thing_that_is_unsafe_is_one_sentence(found, changes, environment, sentence):
    said = found(environment, **changes)
    assert any(sentence in one for one in said), said
    assert all(re.fullmatch(r"[^\n]+[.a-z]", one) for one in said)


def test_what_does_not_answer_is_named(found, services, mailer, files, tmp_path, monkeypatch):
    mailer.is_away = True
    assert found() == ["The mail server of EVENTSITE_MAIL_URL takes no email (OSError)."]
    mailer.is_away = False
    monkeypatch.setattr(files, "get", lambda _name: b"something else")
    assert found() == ["The file store gives back something else than was put in."]
    monkeypatch.setattr(files, "get", lambda name: files.kept["nowhere" + name])
    assert found() == ["The file store of EVENTSITE_FILES_URL does not work (KeyError)."]
    monkeypatch.undo()
    monkeypatch.setattr(limits, "is_storage_there", lambda: False)
    assert found() == ["EVENTSITE_REDIS_URL does not answer: each process counts sign-in attempts for itself."]
    monkeypatch.setattr(limits, "is_storage_there", lambda: True)
    empty = dataclasses.replace(services.database, engine=open_engine(f"sqlite:///{tmp_path / 'empty.sqlite'}"))
    assert found(services=dataclasses.replace(services, database=empty)) == ["The database is not up to date. Run: eventsite db upgrade"]
    gone = dataclasses.replace(services.database, engine=open_engine("sqlite:////nowhere/at/all.sqlite"))
    assert found(services=dataclasses.replace(services, database=gone)) == ["The database does not answer (OperationalError)."]


def test_mail_in_the_open_is_fine_on_this_machine_only(found, services, inbox, monkeypatch):  # noqa: F811
    services = dataclasses.replace(services, mailer=inbox.mailer)
    assert found(services=services) == []
    monkeypatch.setattr("eventsite.integrations.mail._is_here", lambda _host: False)
    assert "in the open" in found(services=services)[0]
    assert inbox.messages == []


def test_a_password_never_travels_in_the_open_to_be_tried(inbox, monkeypatch):  # noqa: F811
    address = inbox.mailer.host, inbox.mailer.port
    mailer = open_mailer(f"smtp://user:hunter2@{address[0]}:{address[1]}", "hello@example.org", FixedClock(NOW))
    monkeypatch.setattr("eventsite.integrations.mail._is_here", lambda _host: False)
    assert mailer.probe() is False  # the server knows no passwords, so trying one would raise


def run(folder, *words, **settings):
    """The command line in a process of its own, with no settings but these."""
    bare = {name: value for name, value in os.environ.items() if not name.startswith("EVENTSITE_")}
    environment = bare | {"PYTHONPATH": str(ROOT)} | {f"EVENTSITE_{name}": value for name, value in settings.items()}
    return subprocess.run([sys.executable, "-m", "eventsite", *words], env=environment, cwd=folder, capture_output=True, text=True, check=False, timeout=60)


def test_every_command_explains_itself_without_any_setting(tmp_path):
    for name in cli.commands:
        helped = run(tmp_path, name, "--help")
        assert (helped.returncode, helped.stderr) == (0, ""), name
        assert helped.stdout.startswith("Usage: "), name
    assert {"run", "worker", "demo", "check", "db", "doctor", "import", "purge"} <= cli.commands.keys()


@pytest.mark.parametrize(
    ("words", "settings"),
    [
        (["check"], {}), (["check"], {"FILES_URL": "file:///dev/null/x"}), (["check"], {"INSTANCE": "/dev/null/x"}),
        (["check"], {"TRUSTED_PROXIES": "9" * 20}), (["worker", "--once"], {"DATABASE_URL": "sqlite:////nowhere/at/all.sqlite"}),
        (["db", "upgrade"], {"DATABASE_URL": f"postgresql://127.0.0.1:{free_port()}/x"}),
        (["worker", "--once"], {"DATABASE_URL": "sqlite:///empty.sqlite"}), (["demo"], {"DATABASE_URL": "sqlite:///empty.sqlite"}),
    ],
)
def test_what_cannot_work_is_a_sentence_and_never_a_traceback(tmp_path, words, settings):
    needed = {} if not settings else {name: EXAMPLES[f"EVENTSITE_{name}"] for name in ("SECRET_KEY", "FIELD_KEYS", "MAIL_URL")}
    done = run(tmp_path, *words, **needed | settings)
    assert done.returncode == 2
    assert re.fullmatch(r"eventsite cannot (start|go on)\. [^\n]+\n", done.stderr), done.stderr


def test_the_demo_keeps_away_from_whatever_is_not_its_own(app, scenario, services, tmp_path):
    assert not demo.is_other(services)
    scenario.organisation("A real group", "ann@example.org")
    assert demo.is_other(services)
    refused = app.test_cli_runner().invoke(cli.commands["demo"])
    assert "something else than the demo" in str(refused.exception)
    assert scenario.read(select(Person.email)) == ["ann@example.org"]
    scenario.organisation(demo.HOST, "host@example.org")
    assert not demo.is_other(services)


def test_an_older_database_is_looked_at_before_it_is_upgraded(app, scenario, services):
    scenario.organisation("A real group", "ann@example.org")
    downgrade(services.database.engine, "20261125_06")
    try:
        assert demo.is_other(services)
    finally:
        upgrade(services.database.engine)


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_probes_are_answered_whatever_the_host(app, path):
    for host in ("10.1.2.3:8000", "somewhere.else", "x" * 300):
        assert app.test_client().get(path, headers={"Host": host}).status_code == 200
        assert app.test_client().get("/help", headers={"Host": host}).status_code == 400


def test_a_process_that_is_newer_than_its_database_is_not_ready(app, scenario, engine):
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '20261126_01'"))
    try:
        answer = app.test_client().get("/readyz")
        assert (answer.status_code, answer.get_data(as_text=True)) == (503, "the database is not up to date\n")
        assert app.test_client().get("/healthz").status_code == 200
    finally:
        with engine.begin() as connection:
            connection.execute(text("UPDATE alembic_version SET version_num = :newest"), {"newest": newest()})
