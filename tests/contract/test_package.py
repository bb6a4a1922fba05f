"""The wheel is all that a server needs: no checkout, no Node, no second environment."""

import os
import subprocess
import sys
import zipfile

import pytest

from eventsite.kernel.paths import MIGRATIONS, ROOT, STATIC, TEMPLATES

VISIT = """
import pathlib, sys
import eventsite
from eventsite.web.assets import asset
from eventsite.wsgi import app
assert pathlib.Path(eventsite.__file__).is_relative_to(sys.argv[1]), eventsite.__file__
client = app.test_client()
for path in ("/", "/healthz", asset("site.css"), "/static/img/mark.svg"):
    answer = client.get(path)
    print(path.split(".")[0], answer.status_code, len(answer.data) > 0)
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """Built with what is in this environment, asking nobody."""
    folder = tmp_path_factory.mktemp("dist")
    subprocess.run([sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder], cwd=ROOT, check=True, capture_output=True)
    return next(folder.glob("*.whl"))


@pytest.fixture(scope="module")
def installed(wheel, tmp_path_factory):
    """Run Python where only the wheel is installed, in a folder with nothing in it; gives what it printed."""
    target, empty = tmp_path_factory.mktemp("installed"), tmp_path_factory.mktemp("empty")
    install = ["install", "-q", "--no-deps", "--no-index", "--disable-pip-version-check", "--root-user-action=ignore"]
    subprocess.run([sys.executable, "-m", "pip", *install, "--target", target, wheel], check=True, capture_output=True)
    clean = {name: value for name, value in os.environ.items() if not name.startswith("EVENTSITE_")} | {"PYTHONPATH": str(target)}

    def python(*words, **settings):
        done = subprocess.run(
            [sys.executable, *words, *([str(target)] if words[0] == "-c" else [])],
            cwd=empty, env=clean | settings, check=False, capture_output=True, text=True,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    return python


def test_the_wheel_carries_every_template_migration_and_static_file(wheel):
    inside = set(zipfile.ZipFile(wheel).namelist())
    beside = {
        f"eventsite/{path.relative_to(ROOT).as_posix()}"
        for folder in (TEMPLATES, MIGRATIONS, STATIC)
        for path in folder.rglob("*")
        if path.is_file() and path.suffix != ".pyc"
    }
    assert {name.split("/")[1] for name in beside} == {"templates", "migrations", "static"}
    assert beside - inside == set()


def test_from_keys_to_pages_in_an_empty_folder(installed):
    keys = dict(line.split("=", 1) for line in installed("-m", "eventsite", "check", "--new-key").split())
    settings = keys | {"EVENTSITE_BASE_URL": "http://localhost", "EVENTSITE_MAIL_URL": "smtp://localhost:25"}
    assert "up to date" in installed("-m", "eventsite", "db", "upgrade", **settings)
    assert installed("-c", VISIT, **settings).splitlines() == [
        "/ 200 True", "/healthz 200 True", "/static/css/site 200 True", "/static/img/mark 200 True",
    ]
