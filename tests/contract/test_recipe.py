"""`docs/recipes/a-room-from-nothing.md` is followed to the letter, in a copy of the repository."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from alembic.script import ScriptDirectory

from eventsite.kernel.paths import MIGRATIONS, ROOT

RECIPE = ROOT / "docs" / "recipes" / "a-room-from-nothing.md"
BLOCK = re.compile(r"^```(?:python|jinja)\n((?:# |\{# )(\S+)(?:| #\}| -#\})\n.*?)^```$", re.MULTILINE | re.DOTALL)
MIGRATION = '''"""Thanks."""

import sqlalchemy as sa
from alembic import op

revision = "20991231_01"
down_revision = "{head}"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "thanks",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("ref", sa.String(24), nullable=False, unique=True),
        sa.Column("event_id", sa.Integer(), sa.ForeignKey("event.id"), nullable=False, index=True),
        sa.Column("words", sa.Text(), nullable=False),
    )


def downgrade() -> None:
    op.drop_table("thanks")
'''


def insert_before(path, mark, new):
    text = path.read_text()
    assert text.count(mark) == 1, f"{path.name}: {mark!r}"
    path.write_text(text.replace(mark, new + mark))


@pytest.fixture(scope="module")
def copy(tmp_path_factory):
    """A copy of the repository in which somebody did what the recipe says."""
    target = tmp_path_factory.mktemp("copy")
    for name in ("eventsite", "templates", "static", "migrations", "tests", "docs", "requirements", "frontend"):
        shutil.copytree(ROOT / name, target / name, ignore=shutil.ignore_patterns("node_modules", "__pycache__"))
    for name in ("pyproject.toml", "LICENSE", "dev.py"):
        shutil.copy(ROOT / name, target)
    for content, name in BLOCK.findall(RECIPE.read_text()):
        path = target / name
        path.parent.mkdir(parents=True, exist_ok=True)
        assert not path.exists(), name
        path.write_text(content.partition("\n")[2] if path.suffix == ".py" else content)
    head = ScriptDirectory(str(MIGRATIONS)).get_current_head()
    (target / "migrations/versions/20991231_01_thanks.py").write_text(MIGRATION.format(head=head))
    insert_before(target / "eventsite/kernel/aggregates.py", "    FEED = ", "    THANKS = 72\n")
    insert_before(target / "eventsite/rooms.py", "\nROOMS = ", "from eventsite.thanks.manifest import MANIFEST as THANKS\n")
    insert_before(target / "eventsite/rooms.py", "EVENTS, ", "THANKS, ")
    insert_before(target / "pyproject.toml", '    "events",\n', '    "thanks",\n')
    return target


def run(copy, *words):
    environment = {name: value for name, value in os.environ.items() if not name.startswith("EVENTSITE_")} | {"PYTHONPATH": str(copy)}
    done = subprocess.run(words, cwd=copy, env=environment, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_the_room_keeps_the_contracts(copy):
    assert "0 broken" in run(copy, Path(sys.executable).with_name("lint-imports"), "--no-cache")


def test_the_room_keeps_to_style_and_types(copy):
    run(copy, sys.executable, "-m", "ruff", "check", "--no-cache", "eventsite", "tests/domain/test_thanks.py", "tests/web/test_thanks.py")
    run(copy, sys.executable, "-m", "mypy", "--cache-dir", os.devnull, "-p", "eventsite.thanks")


def test_the_rooms_page_email_panel_and_rule_work(copy):
    tests = ("tests/domain/test_thanks.py", "tests/web/test_thanks.py", "tests/shape/test_rooms.py", "tests/shape/test_one_path.py")
    run(copy, sys.executable, "-m", "pytest", "-q", "-n", "0", "-p", "no:cacheprovider", "-k", "not postgresql", *tests)
    assert 'tell_team: "Thanks that somebody said"' in run(copy, sys.executable, "-m", "eventsite", "rooms")


def test_a_room_that_reads_a_higher_one_breaks_a_contract(copy, tmp_path):
    wrong = tmp_path / "wrong"
    shutil.copytree(copy, wrong)
    for name, line in (
        ("eventsite/thanks/rules.py", '"""Wrong: a rule that knows the web."""\n\nfrom flask import g\n'),
        ("eventsite/thanks/queries.py", '"""Wrong: a query that reads a handler."""\n\nfrom eventsite.thanks.handlers import tell_team\n'),
        ("eventsite/thanks/emails.py", '"""Wrong: reads a higher room, talks to the outside, builds a calendar."""\n\nimport icalendar\nimport smtplib\n\nfrom eventsite.claims.models import Claim\n'),
    ):
        (wrong / name).write_text(line)
    done = subprocess.run([Path(sys.executable).with_name("lint-imports"), "--no-cache"], cwd=wrong, check=False, capture_output=True, text=True, env=os.environ | {"PYTHONPATH": str(wrong)})
    assert "1 kept, 5 broken" in done.stdout
