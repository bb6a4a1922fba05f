"""Settings: each stands in docs/settings.md with its true default and an example that works; a bad one is a sentence."""

import re

import pytest

from eventsite.kernel.paths import ROOT
from eventsite.settings import DEMO_KEYS, PREFIX, BadSetting, Settings

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
        "SECRET_KEY=short", "NO_SUCH=1",
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
