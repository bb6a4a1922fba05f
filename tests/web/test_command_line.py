"""The command line: importing, checking, delivering, with exit codes a script can trust."""

import datetime as dt
import os
import subprocess
import sys

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from sqlalchemy import func, select, update

from eventsite.cli import cli
from eventsite.events.models import Event
from eventsite.kernel import i18n
from eventsite.kernel.paths import ROOT
from eventsite.organisations.models import Organisation
from eventsite.people.commands.signing_in import AskToSignIn, ask_to_sign_in
from eventsite.programme.models.plan import Session
from eventsite.registration.commands.answering import DescribeNeeds, describe_needs
from eventsite.registration.models import Registration
from tests.unit.test_rules import XML


@pytest.fixture
def command(app, monkeypatch):
    """Run `eventsite` with this test's application."""
    return lambda *said: app.test_cli_runner().invoke(cli.commands[said[0]], said[1:])


def test_importing_a_schedule_says_what_it_did_line_by_line(command, scenario, tmp_path):
    event = scenario.event()
    file = tmp_path / "schedule.xml"
    file.write_text(XML)
    done = command("import", "schedule", str(file), "--event", event.slug)
    assert done.exit_code == 0
    assert "2 added" in done.output
    assert "schedule.xml:5: left out a session with no title: it has no title" in done.output
    again = command("import", "schedule", str(file), "--event", event.slug)
    assert "0 added, 0 moved, 0 changed, 2 as before" in again.output


def test_a_broken_schedule_changes_nothing_and_says_so(command, scenario, tmp_path):
    event = scenario.event()
    file = tmp_path / "schedule.xml"
    file.write_text(XML[:-20])
    done = command("import", "schedule", str(file), "--event", event.slug)
    assert done.exit_code == 2
    assert "Nothing was changed. The XML is broken in line" in done.output
    assert command("import", "schedule", str(file), "--event", "nope").exit_code == 2
    assert scenario.read(select(func.count()).select_from(Session)) == [0]


def test_an_organisation_and_its_owner_are_made_by_one_command(command, scenario):
    said = ("organisation", "create", "--name", "Our group", "--owner", "Ann@Example.org", "--steward")
    for _run in range(2):
        done = command(*said)
        assert done.exit_code == 0
        assert "ann@example.org owns Our group" in done.output
    assert scenario.read(select(Organisation.name)) == ["Our group"]
    actor = scenario.actor("ann@example.org")
    assert list(actor.organisations.values()) == [{"owner"}]
    assert actor.is_steward
    command("organisation", "create", "--name", "our GROUP", "--owner", "ben@example.org")
    assert list(scenario.actor("ben@example.org").organisations.values()) == [{"owner"}]
    assert not scenario.actor("ben@example.org").is_steward
    bad = command("organisation", "create", "--name", "Other", "--owner", "nobody")
    assert bad.exit_code == 2
    assert "Nothing was changed." in bad.output
    assert scenario.read(select(Organisation.name)) == ["Our group"]


def test_check_names_what_is_unsafe(command):
    done = command("check")
    assert done.exit_code == 1
    for sentence in ("EVENTSITE_DEMO is on", "is not https", "is a folder"):
        assert sentence in done.output


def test_keys_are_made_before_there_are_any_settings(tmp_path):
    settings = {name: value for name, value in os.environ.items() if not name.startswith("EVENTSITE_")} | {"PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "eventsite", "check"]
    made = subprocess.run([*command, "--new-key"], env=settings, cwd=tmp_path, capture_output=True, text=True, check=True)
    assert made.stdout.startswith("EVENTSITE_FIELD_KEYS=k")
    refused = subprocess.run(command, env=settings, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert refused.returncode == 1
    assert refused.stdout.startswith("- EVENTSITE_SECRET_KEY must be ")
    assert refused.stderr == ""
    listed = subprocess.run([*command[:3], "--help"], env=settings, cwd=tmp_path, capture_output=True, text=True, check=True)
    assert {"check", "worker", "run"} <= {line.split()[0] for line in listed.stdout.splitlines() if line.strip()}
    assert listed.stderr == ""
    unknown = subprocess.run([*command[:3], "chek"], env=settings, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert "No such command 'chek'" in unknown.stderr
    assert "Traceback" not in unknown.stderr


def test_the_worker_delivers_once_and_stops(command, scenario, mailer):
    with scenario.acting() as work:
        ask_to_sign_in(work, AskToSignIn(email="joyce@example.org"))
    assert command("worker", "--once").output == "1 delivered\n"
    assert command("worker", "--once").output == "0 delivered\n"
    assert len(mailer.emails) == 1


def test_bringing_the_database_up_to_date_twice_is_fine(command):
    for _again in range(2):
        assert command("db", "upgrade").exit_code == 0


def test_another_language_needs_no_code(app, visit, tmp_path, monkeypatch):
    """A compiled catalogue is all it takes; the letters, the labels and the refusals follow."""
    folder = tmp_path / "cy_GB" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    catalogue = Catalog(locale="cy_GB")
    catalogue.add("Sign in", "Mewngofnodi")
    catalogue.add("Enter your email address", "Rhowch eich e-bost")
    with (folder / "messages.mo").open("wb") as file:
        write_mo(file, catalogue)
    monkeypatch.setattr(i18n, "CATALOGUES", tmp_path)
    i18n._catalogue.cache_clear()
    with i18n.use_locale(i18n.catalogues()[0]):
        assert visit.get("/sign-in").h1 == "Mewngofnodi"
        assert visit.send({"email": ""}, status=422).errors == ["Error: Rhowch eich e-bost"]
        assert visit.page.all("html")[0]["attrs"]["lang"] == "cy-GB"
    i18n._catalogue.cache_clear()
    assert visit.get("/sign-in").h1 == "Sign in"


def test_purging_says_what_went(command, scenario):
    ref = scenario.begun(scenario.event())
    assert "0 things that would help somebody" in command("purge").output
    with scenario.acting("", ref) as work:
        event_id = work.database.scalars(select(Registration.event_id)).one()
        describe_needs(work, DescribeNeeds(ref=ref, codes=["bsl"], words={}, stage="help-details"))
        work.forget(update(Event).where(Event.id == event_id).values(ends_on=dt.date(2020, 1, 1)))
    assert "1 things" in command("purge").output
    assert "0 things" in command("purge").output
