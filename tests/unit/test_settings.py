"""Settings: each stands in docs/settings.md with its true default and an example that works; a bad one is a sentence."""

import re
import socket

import pytest
from limits.storage import storage_from_string

from eventsite import check
from eventsite.app import build_services
from eventsite.check import findings
from eventsite.kernel.clock import FixedClock
from eventsite.kernel.paths import ROOT
from eventsite.settings import DEMO_KEYS, PREFIX, BadSetting, Settings
from eventsite.web import limits
from tests.builders.scenario import NOW

ROW = re.compile(r"^\| `EVENTSITE_(\w+)` \| (.+?) \| `(.+?)` \| (.+) \|$", re.MULTILINE)
TABLE = {name: (default, example, what) for name, default, example, what in ROW.findall((ROOT / "docs" / "settings.md").read_text())}
EXAMPLES = {f"{PREFIX}{name}": example for name, (_default, example, _what) in TABLE.items() if name != "DEMO"}
NEEDED = {name: EXAMPLES[f"{PREFIX}{name}"] for name in ("SECRET_KEY", "FIELD_KEYS", "MAIL_URL")}


def given(**settings):
    return {f"{PREFIX}{name}": value for name, value in (NEEDED | settings).items() if value}


def test_every_setting_stands_in_the_documentation_and_none_that_is_not_one():
    assert TABLE.keys() == {name.upper() for name in Settings.__dataclass_fields__} | {"INSTANCE"}


def test_every_example_works():
    read = Settings.read(EXAMPLES)
    for name, (_default, example, _what) in TABLE.items():
        if name not in ("FIELD_KEYS", "INSTANCE", "DEMO"):
            assert str(getattr(read, name.lower())) == example, name
    assert Settings.read(given(DEMO=TABLE["DEMO"][1])).demo


def test_every_default_is_the_one_that_is_said(tmp_path):
    read = Settings.read(given(INSTANCE=str(tmp_path)))
    for name, (default, _example, _what) in TABLE.items():
        if default == "refuses to start":
            with pytest.raises(BadSetting, match=name):
                Settings.read(given(**{name: ""}))
        elif default.startswith("`") and name != "INSTANCE" and " " not in default:
            assert str(getattr(read, name.lower())) == default.strip("`").replace("0" if name == "DEMO" else "\0", "False"), name
    assert read.database_url == f"sqlite:///{tmp_path / 'eventsite.sqlite'}"
    assert read.files_url == f"file://{tmp_path / 'files'}"
    assert read.redis_url == ""


@pytest.mark.parametrize(
    "setting",
    [
        "MAIL_URL=foo://x", "MAIL_URL=smtp://", "MAIL_URL=smtp://host:port", "FILES_URL=ftp://x", "FILES_URL=s3://",
        "DATABASE_URL=mysql://x", "DATABASE_URL=rubbish", "REDIS_URL=foo://x", "REDIS_URL=redis://x:y", "BASE_URL=example.org",
        "BASE_URL=http://h:port", "BASE_URL=https://a b.org", "MAIL_FROM=nobody", "MAIL_FROM=@", "MAIL_FROM=a@b", "DEMO=yes",
        "TRUSTED_PROXIES=many", "TRUSTED_PROXIES=-1", "TRUSTED_PROXIES=11", "TRUSTED_PROXIES=99999999999999999999", "TRUSTED_PROXIES=²",
        f"FIELD_KEYS=real:{DEMO_KEYS.partition(':')[2]}", f"FIELD_KEYS=k1:{'A' * 43}=", "LOG_FORMAT=xml", "FIELD_KEYS=abc",
        "SECRET_KEY=short", "NO_SUCH=1", "SITE_NAME=Us\nBcc: everybody@example.org", "SITE_NAME= ", "SITE_NAME=\udcff", f"SITE_NAME={'x' * 81}",
        "INSTANCE=a\0b", "DATABASE_URL=sqlite:///%00", "FILES_URL=file:///a%0ab", "BASE_URL=https://user:pw@h", "BASE_URL=https://h/deeper",
        "BASE_URL=https://h?q", "BASE_URL=https://h#f",
    ],
)
def test_a_bad_setting_is_one_sentence_that_names_it(setting):
    name, _equals, value = setting.partition("=")
    with pytest.raises(BadSetting) as found:
        Settings.read(given(**{name: value}))
    assert re.fullmatch(r"[^\n]+\.", str(found.value))
    assert f"EVENTSITE_{name}" in str(found.value)


@pytest.mark.parametrize("name", ["DATABASE_URL", "MAIL_URL", "FILES_URL", "REDIS_URL"])
def test_a_password_in_a_bad_address_is_not_printed(name):
    with pytest.raises(BadSetting) as found:
        Settings.read(given(**{name: "gopher://user:hunter2@host"}))
    assert "hunter2" not in str(found.value)


def away(*_where, **_how):
    raise OSError("nothing is there")


ODD = [
    "\0", "a\0b", " ", "\t\n", "\n", "\udcff", "é", "\u202e", "\u2028", "٣", "-1", "1e9", "1 ", "9" * 400, "x" * 70_000, "None", "%", "%00", "%zz", ",", '"',
    "<script>", "://", "//x", "http://", "https://[::1", "http://[zz]/", "https://h/path?q#f", "https://h:1:2", "https://a b", "file:relative", "file://host/x",
    "file:///dev/null/x", "sqlite:///", "sqlite:///%00", "sqlite:////proc/1/mem", "postgresql://", "postgresql://h:99999/x", "postgresql://h/x?nope=1", "smtp://h:0",
    "smtp://a@b@c:25", "smtp://h:99999999", "mailbox:", "mailbox:///dev/null/x", "s3://", "s3://b?endpoint=nope", "s3://Bad_Bucket!?region=", "redis://h:-1",
    "redis://h/no-number", "redis://127.0.0.1:1/0?nope=1", "a@b.c\nBcc: x@y.z", "k1:", "k1:===", "k1:QQ==,k1:QQ==", "json\n", "TEXT",
]


@pytest.mark.parametrize("name", TABLE)
def test_whatever_stands_in_a_setting_is_taken_or_told_in_a_sentence(name, tmp_path, monkeypatch):
    """Up to the last question that `check` asks, with nothing outside that answers."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(check, "takes_email", lambda _address: True)
    monkeypatch.setattr(check, "_files", lambda _services: iter(()))
    monkeypatch.setattr(socket, "create_connection", away)
    monkeypatch.setattr(limits, "is_storage_there", lambda: False)
    told = 0
    for odd in ODD:
        try:
            settings = Settings.read(given(**{name: odd}))
            storage_from_string(settings.redis_url or "memory://")
            said = list(findings(settings, build_services(settings, FixedClock(NOW)), {}))
        except BadSetting as trouble:
            told, said = told + 1, [str(trouble)]
        assert all(re.fullmatch(r"[^\n]+[.a-z-]", one) for one in said), (odd, said)
    assert told > 1
    assert len(ODD) > 30


def test_a_folder_may_be_called_anything(tmp_path):
    home = tmp_path / "50 % off? yes & #1"
    settings = Settings.read(given(INSTANCE=str(home), DEMO="1", MAIL_URL=""))
    services = build_services(settings, FixedClock(NOW))
    services.files.put("a", b"words")
    services.mailer.probe()
    with services.database.engine.connect() as connection:
        connection.exec_driver_sql("CREATE TABLE a (b)")
    assert {path.name for path in home.iterdir()} >= {"files", "mailbox", "eventsite.sqlite"}
