"""What is unsafe or missing is one sentence each, before anything runs; a bad setting is a sentence, never a traceback."""

import dataclasses
import os
import re
import secrets as stdlib_secrets
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from email_validator import EmailUndeliverableError, deliverability
from sqlalchemy import select, text

from eventsite import check, demo
from eventsite.check import findings
from eventsite.check.keys import weak_keys
from eventsite.cli import cli
from eventsite.integrations.file_stores import open_files
from eventsite.integrations.mail import open_mailer, takes_email
from eventsite.kernel.clock import FixedClock
from eventsite.kernel.crypto import FieldCipher, new_key, parse_keys
from eventsite.kernel.paths import PACKAGE, ROOT, STATIC, TEMPLATES
from eventsite.kernel.references import new_secret
from eventsite.people.models import Person
from eventsite.records.engine import open_engine
from eventsite.settings import DEMO_SECRET, Settings
from eventsite.web import limits
from tests.builders.scenario import NOW
from tests.contract.test_ports import free_port, inbox  # noqa: F401 - a fixture
from tests.unit.test_settings import EXAMPLES

GOOD = {
    "database_url": "postgresql://eventsite@localhost/eventsite", "secret_key": new_secret() + "-and-more-of-it",
    "field_keys": parse_keys(new_key()), "base_url": "https://events.charity.org.uk",
    "mail_url": "smtps://mail.charity.org.uk", "mail_from": "hello@charity.org.uk", "files_url": "s3://bucket",
    "redis_url": "redis://localhost", "trusted_proxies": 1,
}
SQLITE = {"database_url": "sqlite:///x.sqlite"}


def as_plain_user(database, rights=""):
    """The same database for somebody who may do nothing but use its tables."""
    if database.engine.dialect.name == "sqlite":
        return database
    with database.engine.begin() as connection:
        for statement in ("DROP OWNED BY plain", "DROP ROLE plain") * is_there(connection):
            connection.execute(text(statement))
        connection.execute(text(f"CREATE ROLE plain LOGIN {rights}"))
        connection.execute(text("GRANT ALL ON ALL TABLES IN SCHEMA public TO plain"))
    return dataclasses.replace(database, engine=open_engine(database.engine.url.set(username="plain").render_as_string(hide_password=False)))


def is_there(connection):
    return connection.scalar(text("SELECT count(*) FROM pg_roles WHERE rolname = 'plain'"))


@pytest.fixture
def found(app, services, monkeypatch):
    """Return a function that gives what is found with these changes of good settings."""
    monkeypatch.setattr(limits, "is_storage_there", lambda: True)
    monkeypatch.setattr(check, "takes_email", lambda _address: True)
    services = dataclasses.replace(services, database=as_plain_user(services.database))

    def find(environment=None, services=services, mailer=None, **changes):
        services = dataclasses.replace(services, mailer=mailer or services.mailer)
        with app.app_context():
            return list(findings(Settings(**GOOD | changes), services, environment or {}))

    return find


def test_nothing_is_found_where_nothing_is_wrong(found):
    assert found() == []
    assert found(**SQLITE) == []
    (sentence,) = found(base_url="https://localhost", trusted_proxies=0)
    assert sentence.startswith("EVENTSITE_BASE_URL is this machine's own name")


@pytest.mark.parametrize(
    ("changes", "environment", "sentence"),
    [
        ({"secret_key": "ab" * 20}, {}, "EVENTSITE_SECRET_KEY repeats itself"),
        ({"secret_key": "abcdefghijklmnop" * 2}, {}, "EVENTSITE_SECRET_KEY repeats itself"),
        ({"secret_key": "abcdefghijklmnop" * 2 + "abc"}, {}, "EVENTSITE_SECRET_KEY repeats itself"),
        ({"secret_key": "change-me-please-change-me-now-please"}, {}, "EVENTSITE_SECRET_KEY is made of words"),
        ({"secret_key": "our hospital's gathering site is the best"}, {}, "EVENTSITE_SECRET_KEY is made of words"),
        ({"secret_key": "qwertyuiopasdfghjklzxcvbnm1234567890"}, {}, "EVENTSITE_SECRET_KEY is made of words"),
        ({"field_keys": {"k9": b"k" * 32}}, {}, "The key k9 in EVENTSITE_FIELD_KEYS repeats itself"),
        ({"field_keys": {"k9": b"0123456789" * 3 + b"01"}}, {}, "The key k9 in EVENTSITE_FIELD_KEYS is printed"),
        ({"field_keys": {"k9": bytes(range(100, 132))}}, {}, "The key k9 in EVENTSITE_FIELD_KEYS is not random"),
        ({"field_keys": {"k9": b"Our Very Own Key, 32 Letters yes"}}, {}, "The key k9 in EVENTSITE_FIELD_KEYS is made of letters"),
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
        (SQLITE, {"GUNICORN_CMD_ARGS": "--bind 127.0.0.1:1 --workers=3"}, "EVENTSITE_DATABASE_URL is SQLite"),
        (SQLITE, {"GUNICORN_CMD_ARGS": "-w 3"}, "EVENTSITE_DATABASE_URL is SQLite"),
        (SQLITE, {"GUNICORN_CMD_ARGS": "-w3", "WEB_CONCURRENCY": "1"}, "EVENTSITE_DATABASE_URL is SQLite"),
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
    with monkeypatch.context() as patched:
        patched.setattr(files, "get", lambda _name: b"something else")
        assert found() == ["The file store gives back something else than was put in."]
        patched.setattr(files, "get", lambda name: files.kept["nowhere" + name])
        assert found() == ["The file store of EVENTSITE_FILES_URL does not work (KeyError)."]
    monkeypatch.setattr(limits, "is_storage_there", lambda: False)
    assert found() == ["EVENTSITE_REDIS_URL does not answer: each process counts sign-in attempts for itself."]
    monkeypatch.setattr(limits, "is_storage_there", lambda: True)
    empty = dataclasses.replace(services.database, engine=open_engine(f"sqlite:///{tmp_path / 'empty.sqlite'}"))
    assert found(services=dataclasses.replace(services, database=empty)) == ["The database is not up to date. Run: eventsite db upgrade"]
    gone = dataclasses.replace(services.database, engine=open_engine("sqlite:////nowhere/at/all.sqlite"))
    assert found(services=dataclasses.replace(services, database=gone)) == ["The database does not answer (OperationalError)."]


def test_mail_in_the_open_is_fine_on_this_machine_only(found, services, inbox, monkeypatch):  # noqa: F811
    assert found(mailer=inbox.mailer) == []
    monkeypatch.setattr("eventsite.integrations.mail._is_here", lambda _host: False)
    assert "in the open" in found(mailer=inbox.mailer)[0]
    assert inbox.messages == []


def test_a_password_never_travels_in_the_open_to_be_tried(inbox, monkeypatch):  # noqa: F811
    address = inbox.mailer.host, inbox.mailer.port
    mailer = open_mailer(f"smtp://user:hunter2@{address[0]}:{address[1]}", "hello@example.org", FixedClock(NOW))
    monkeypatch.setattr("eventsite.integrations.mail._is_here", lambda _host: False)
    assert mailer.probe() is False  # the server knows no passwords, so trying one would raise


def test_what_is_printed_for_everybody_to_read_is_known():
    """Every secret and key in the project that looks like one, so that the next one is not forgotten."""
    pages = [ROOT / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "dev.py")]
    text = "\n".join(page.read_text() for page in [*pages, *(ROOT / "docs").rglob("*.md"), *(ROOT / "eventsite").rglob("*.py")])
    secrets = set(re.findall(r"EVENTSITE_SECRET_KEY[`=|]+(?: refuses to start \| `)?([\w+/=-]{16,})", text.replace("` | ", "|")))
    keys = [parse_keys(f"k:{key}")["k"] for key in re.findall(r"\w:([\w+/]{43}=)", text)]
    assert len(keys) > 1
    said = {key: list(weak_keys(Settings(**GOOD | {"field_keys": {"k": key}}))) for key in keys}
    assert all(said.values()), said
    assert "KzX3v0dJq9yT2mWb7sLr5uHc8nEa4gPf" in secrets | set(EXAMPLES.values())
    for secret in {*secrets, EXAMPLES["EVENTSITE_SECRET_KEY"], DEMO_SECRET}:
        assert list(weak_keys(Settings(**GOOD | {"secret_key": secret}))), secret


def test_what_the_command_makes_is_never_called_weak():
    for _time in range(20):
        assert list(weak_keys(Settings(**GOOD | {"secret_key": stdlib_secrets.token_urlsafe(48), "field_keys": parse_keys(new_key())}))) == []
        assert list(weak_keys(Settings(**GOOD | {"secret_key": stdlib_secrets.token_urlsafe(24)}))) == []


@pytest.mark.parametrize(("setting", "address"), [("files_url", "file://{}"), ("mail_url", "mailbox://{}"), ("database_url", "sqlite:///{}/x.sqlite")])
def test_a_place_that_is_open_to_others_is_told(found, tmp_path, setting, address):
    outside = Path(tempfile.mkdtemp(dir="/tmp"))
    outside.chmod(0o755)
    place = outside / "place"
    place.mkdir(mode=0o700)
    (place / "x.sqlite").touch(0o644)
    name = f"EVENTSITE_{setting.upper()}"
    def told(place=place):
        return [one for one in found(**{setting: address.format(place)}) if one.startswith(name) and "folder:" not in one]
    try:
        assert told() == []
        place.chmod(0o755)
        assert told() == [f"{name} is a place that every user of this machine may read. Run: chmod o-rwx {place}"]
        for mode, remedy in ((0o777, f"Run: chmod o-rwx {place}"), (0o1777, "Choose a folder of its own.")):
            place.chmod(mode)
            assert told() == [f"{name} is a place that every user of this machine may change. {remedy}"]
        place.chmod(0o755)
        outside.chmod(0o777)
        assert "may change" in told()[0]
        for project in (STATIC, TEMPLATES / "deeper", PACKAGE / "eventsite"):
            assert len(told(project)) == 1
        assert "hands out to everybody" in told(STATIC)[0]
    finally:
        shutil.rmtree(outside)


def test_folders_that_we_make_are_closed_to_others(tmp_path):
    tmp_path.chmod(0o755)
    open_files(f"file://{tmp_path}/a/b/files")
    open_mailer(f"mailbox://{tmp_path}/a/c", "hello@example.org", FixedClock(NOW)).probe()
    assert {oct(path.stat().st_mode & 0o777) for path in tmp_path.rglob("*") if path.is_dir()} == {"0o700"}


def test_debugging_is_told(found, monkeypatch):
    monkeypatch.setenv("FLASK_DEBUG", "1")
    assert found() == ["FLASK_DEBUG is set: whoever makes something fail may read what only we should. Take it out."]


def test_a_sender_at_a_domain_that_takes_no_email_is_told(found, monkeypatch):
    monkeypatch.setattr(check, "takes_email", lambda address: address != "hello@charity.org.uk")
    assert "at a domain that takes no email" in found()[0]


def test_only_what_the_dns_knows_for_certain_speaks_against_a_sender(monkeypatch):
    asked = []

    def answer(domain, *_words, **_more):
        asked.append(domain)
        if domain == "gone.charity.org.uk":
            raise EmailUndeliverableError("The domain name does not exist.")
        return {}

    monkeypatch.setattr(deliverability, "validate_email_deliverability", answer)
    assert not takes_email("hello@gone.charity.org.uk")
    assert takes_email("hello@charity.org.uk")
    assert asked == ["gone.charity.org.uk", "charity.org.uk"]


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
        (["worker", "--once"], {}), (["worker", "--once"], {"FILES_URL": "file:///dev/null/x"}), (["purge"], {"INSTANCE": "/dev/null/x"}),
        (["db", "upgrade"], {"TRUSTED_PROXIES": "9" * 20}), (["worker", "--once"], {"DATABASE_URL": "sqlite:////nowhere/at/all.sqlite"}),
        (["db", "upgrade"], {"DATABASE_URL": f"postgresql://127.0.0.1:{free_port()}/x"}),
        (["worker", "--once"], {"DATABASE_URL": "sqlite:///empty.sqlite"}), (["demo"], {"DATABASE_URL": "sqlite:///empty.sqlite"}),
    ],
)
def test_what_cannot_work_is_a_sentence_and_never_a_traceback(tmp_path, words, settings):
    needed = {} if not settings else {name: EXAMPLES[f"EVENTSITE_{name}"] for name in ("SECRET_KEY", "FIELD_KEYS", "MAIL_URL")}
    done = run(tmp_path, *words, **needed | settings)
    assert done.returncode == 2
    assert re.fullmatch(r"eventsite cannot (start|go on)\. [^\n]+\n", done.stderr), done.stderr


@pytest.mark.parametrize("settings", [{}, {"FILES_URL": "file:///dev/null/x"}, {"INSTANCE": "/dev/null/x"}, {"TRUSTED_PROXIES": "9" * 20}])
def test_a_setting_that_cannot_be_right_is_found_like_anything_else(tmp_path, settings):
    needed = {} if not settings else {name: EXAMPLES[f"EVENTSITE_{name}"] for name in ("SECRET_KEY", "FIELD_KEYS", "MAIL_URL")}
    done = run(tmp_path, "check", **needed | settings)
    assert (done.returncode, done.stderr) == (1, "")
    assert re.fullmatch(r"- EVENTSITE_[^\n]+\n", done.stdout), done.stdout


def test_the_demo_keeps_away_from_whatever_is_not_its_own(app, scenario, services, tmp_path):
    assert not demo.is_other(services)
    scenario.organisation("A real group", "ann@example.org")
    assert demo.is_other(services)
    refused = app.test_cli_runner().invoke(cli.commands["demo"])
    assert "something else than the demo" in str(refused.exception)
    assert scenario.read(select(Person.email)) == ["ann@example.org"]
    scenario.organisation(demo.HOST, "host@example.org")
    assert not demo.is_other(services)


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_probes_are_answered_whatever_the_host(app, path):
    for host in ("10.1.2.3:8000", "somewhere.else", "x" * 300):
        assert app.test_client().get(path, headers={"Host": host}).status_code == 200
        assert app.test_client().get("/help", headers={"Host": host}).status_code == 400


def test_a_lost_key_is_told_by_the_check(found, services, scenario):
    event = scenario.event()
    scenario.terms(event)
    scenario.claim(event)
    database = dataclasses.replace(services.database, cipher=FieldCipher({"new": b"n" * 32}))
    told = found(services=dataclasses.replace(services, database=database))
    assert sum("lacks the key test" in sentence for sentence in told) == 1
