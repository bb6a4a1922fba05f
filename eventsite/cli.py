"""The `eventsite` command: run, worker, purge, rooms, demo, check, doctor, db, organisation, import; every flask command is there too."""

import functools
import secrets
import signal
import sys
import threading
from pathlib import Path
from types import FrameType
from typing import Any

import click
from email_validator import EmailNotValidError, validate_email
from flask import current_app
from flask.cli import AppGroup, FlaskGroup, ScriptInfo
from gunicorn.app.base import BaseApplication
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from eventsite import demo as demo_data
from eventsite.app import create_app, freeze_gc, start_worker, work_until
from eventsite.check import findings
from eventsite.doctor import complaints
from eventsite.events.queries import any_event
from eventsite.integrations.schedule_files import BadSchedule, read_schedule
from eventsite.kernel.crypto import new_key
from eventsite.kernel.refusals import NotVisible, Refusal
from eventsite.kernel.text import tidy, tidy_code
from eventsite.organisations.commands import (
    AppointSteward,
    FoundOrganisation,
    InviteToOrganisation,
    appoint_steward,
    found_organisation,
    invite_to_organisation,
)
from eventsite.organisations.queries import organisation_called
from eventsite.organisations.values import OrganisationRole
from eventsite.programme.commands.import_schedule import ImportSchedule, import_schedule
from eventsite.records import migrations, resealing
from eventsite.records.delivery import deliver_all
from eventsite.rooms import ROOMS, table
from eventsite.settings import BadSetting
from eventsite.web import serving
from eventsite.web.assets import NotBuilt, manifest
from eventsite.web.current import reading, services

EXIT_UNSAFE, EXIT_BAD_INPUT = 1, 2
PORT = 8000


class Commands(FlaskGroup):
    """The commands; which there are can be asked before there is any setting to start with."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Name every command; those that extensions bring, too, once the application starts."""
        try:
            ctx.ensure_object(ScriptInfo).load_app()
        except (BadSetting, NotBuilt):
            return AppGroup.list_commands(self, ctx)
        return super().list_commands(ctx)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        """Return the command, or None where no extension that could be asked has it."""
        try:
            return super().get_command(ctx, name)
        except (BadSetting, NotBuilt):
            return None


@click.group(cls=Commands, create_app=create_app, add_default_commands=True, load_dotenv=False)
def cli() -> None:
    """Run gatherings where everybody at the table plans and meets as equals."""


def main() -> None:
    """Run the command line; a bad setting ends it with one plain sentence."""
    try:
        cli()
    except (BadSetting, NotBuilt) as trouble:
        click.echo(f"eventsite cannot start. {trouble}", err=True)
        sys.exit(EXIT_BAD_INPUT)
    except (DatabaseError, OSError) as trouble:
        reason = str(getattr(trouble, "orig", trouble)).partition("\n")[0]
        click.echo(f"eventsite cannot go on. {type(trouble).__name__}: {reason}", err=True)
        sys.exit(EXIT_BAD_INPUT)


@cli.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=PORT, show_default=True, help="Port to listen on.")
@click.option("--threads", default=serving.threads, show_default=True, help="Requests served at once.")
def run(host: str, port: int, threads: int) -> None:
    """Serve the site and deliver the outbox, all in one process."""
    manifest()
    Embedded(
        {
            "bind": f"{host}:{port}", "workers": 1, "worker_class": serving.worker_class, "threads": threads,
            "control_socket_disable": serving.control_socket_disable, "logger_class": serving.ServerLogger,
            "limit_request_field_size": serving.limit_request_field_size,
        }
    ).run()


class Embedded(BaseApplication):  # type: ignore[misc]
    """gunicorn with one worker process, in which the outbox worker is a thread."""

    def __init__(self, options: dict[str, Any]) -> None:
        self.options = options
        super().__init__()

    def load_config(self) -> None:
        """Hand our options to gunicorn."""
        for name, value in self.options.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        """Build the application inside the worker process, and start delivering."""
        app = create_app()
        freeze_gc()
        start_worker(app.extensions["eventsite"])
        return app


@cli.command()
@click.option("--once", is_flag=True, help="Deliver what is due now, then stop.")
def worker(*, once: bool) -> None:
    """Deliver emails and whatever else follows from a fact. Run as many as you like; none gets the message of another."""
    shared = services()
    if once:
        click.echo(f"{deliver_all(shared.database, ROOMS.handlers_for(shared))} delivered")
        return
    stop = threading.Event()

    def leave(_signal: int, _frame: FrameType | None) -> None:
        stop.set()

    signal.signal(signal.SIGTERM, leave)
    signal.signal(signal.SIGINT, leave)
    click.echo("Delivering. Stop with Ctrl+C; nothing is lost.")
    work_until(shared, stop)


@cli.command()
def purge() -> None:
    """Forget what is due to be forgotten. Every worker does so once a day; running it again is fine."""
    for what, count in ROOMS.purge(services().database).items():
        click.echo(f"{count} {what}")


@cli.command("reseal")
def reseal_all() -> None:
    """Seal everything again with the first of the field keys. Can be interrupted and run again; the site may go on."""
    shared = services().database
    with Session(shared.engine) as session:
        total = resealing.count_old(session, shared.cipher)
    with click.progressbar(length=total, label="Sealing again", file=sys.stderr) as bar:
        stuck = resealing.reseal(shared, bar.update)
    for place in stuck:
        click.echo(f"Left as it is, because its key is not in EVENTSITE_FIELD_KEYS: {place}", err=True)
    click.echo(f"{total - len(stuck)} sealed again.")
    if stuck:
        sys.exit(EXIT_UNSAFE)


@cli.command(with_appcontext=False)
def rooms() -> None:
    """Print what every room brings: pages, permissions, facts, handlers, stages, panels, what is forgotten."""
    click.echo(table())


@cli.group("db")
def database() -> None:
    """Look after the database."""


@database.command("upgrade")
def upgrade() -> None:
    """Bring the database up to date. Safe to run again."""
    migrations.upgrade(services().database.engine)
    click.echo("The database is up to date.")


@cli.command()
def demo() -> None:
    """Fill an empty database with a lifelike demo: made-up people, two gatherings, claims in every state."""
    if not current_app.extensions["eventsite.settings"].demo:
        raise BadSetting("EVENTSITE_DEMO must be 1 for the demo: real people and made-up ones do not mix.")
    if demo_data.is_other(services()):
        raise BadSetting("EVENTSITE_DATABASE_URL is a database in which there is something else than the demo. Nothing was changed.")
    migrations.upgrade(services().database.engine)
    if demo_data.is_filled(services()):
        click.echo("The demo is there already.")
        return
    demo_data.fill(services())
    click.echo("The demo is ready.")


@cli.command(with_appcontext=False)
@click.option("--new-key", "wants_key", is_flag=True, help="Print a fresh field key and a secret key, and stop.")
@click.pass_context
def check(context: click.Context, *, wants_key: bool) -> None:
    """Say what is unsafe or missing in this installation. Exit code 1 when something is."""
    if wants_key:  # the first thing an operator needs, before there is any setting to start with
        click.echo(f"EVENTSITE_FIELD_KEYS={new_key()}\nEVENTSITE_SECRET_KEY={secrets.token_urlsafe(48)}")
        return
    try:
        with context.ensure_object(ScriptInfo).load_app().app_context():
            found = list(findings(current_app.extensions["eventsite.settings"], services()))
    except BadSetting as trouble:
        found = [str(trouble)]
    for finding in found:
        click.echo(f"- {finding}")
    if found:
        sys.exit(EXIT_UNSAFE)
    click.echo("Nothing unsafe was found.")


@cli.command()
def doctor() -> None:
    """Say what is wrong with the running system: what does not answer, who is missing, what waits. Exit code 1 when something is."""
    found = list(complaints(current_app.extensions["eventsite.settings"], services()))
    for complaint in found:
        click.echo(f"- {complaint}")
    if found:
        sys.exit(EXIT_UNSAFE)
    click.echo("All is well.")


@cli.group()
def organisation() -> None:
    """Look after the organisations that host gatherings."""


@organisation.command("create")
@click.option("--name", required=True, help="What it is called. One of this name gets another owner.")
@click.option("--owner", required=True, help="Email address of who looks after it.")
@click.option("--steward", is_flag=True, help="Let the owner look after the whole site, too.")
def create_organisation(name: str, owner: str, *, steward: bool) -> None:
    """Let an organisation host gatherings, and name its owner. Safe to run again."""
    try:
        address = validate_email(tidy_code(owner), check_deliverability=False, allow_smtputf8=False).normalized.lower()
    except EmailNotValidError as trouble:
        click.echo(f"Nothing was changed. {trouble}", err=True)
        sys.exit(EXIT_BAD_INPUT)
    known, shared = organisation_called(reading(), tidy(name)), services().database
    if known is None:
        shared.perform(found_organisation, FoundOrganisation(name=tidy(name), owner=address))
    else:
        role = OrganisationRole.OWNER
        shared.perform(
            invite_to_organisation, InviteToOrganisation(organisation=known.ref, email=address, known_as="", role=role)
        )
    click.echo(f"{address} owns {tidy(name)}, and can sign in at {services().link('/sign-in')}")
    if steward:
        shared.perform(appoint_steward, AppointSteward(email=address))
        click.echo(f"{address} looks after this site.")


@cli.group("import")
def import_() -> None:
    """Take in data from elsewhere."""


@import_.command("schedule")
@click.argument("path", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--event", "slug", required=True, help="Last word of the event's address, like common-ground.")
@click.option("--cancel-missing", is_flag=True, help="Import a file in which most of what came before is gone.")
@click.option("--overwrite", multiple=True, metavar="ID", help="Take the file's word for this session, whatever was changed here by hand.")
def import_schedule_file(path: Path, slug: str, overwrite: tuple[str, ...], *, cancel_missing: bool) -> None:
    """Take in a conference schedule, XML or JSON. Importing a changed file again moves sessions, never doubles them."""
    try:
        event = any_event(reading(), slug)
        read = read_schedule(path.read_bytes(), event.zone)
        command = ImportSchedule(
            event=event.ref, sessions=read.sessions, cancel_missing=cancel_missing, overwrite=overwrite
        )
        with click.progressbar(length=len(read.sessions), label="Taking in sessions", file=sys.stderr) as bar:
            verb = functools.partial(import_schedule, progress=lambda _done: bar.update(1))
            taken = services().database.perform(verb, command)
    except (BadSchedule, Refusal, NotVisible) as trouble:
        click.echo(f"Nothing was changed. {trouble}", err=True)
        sys.exit(EXIT_BAD_INPUT)
    for problem in read.problems:
        click.echo(f"{path.name}:{problem.line}: left out {problem.what}: {problem.why}")
    click.echo(
        f"{taken.added} added, {taken.moved} moved, {taken.changed} changed, {taken.unchanged} as before, "
        f"{taken.cancelled} no longer in the file and marked as cancelled; {taken.rooms} new rooms; "
        f"{len(read.problems)} left out."
    )
    for ref, title in taken.kept:
        click.echo(f"“{title}” was changed here by hand and stays so. To take what the file says: --overwrite {ref}")
    for title in taken.titles_not_happening:
        click.echo(f"“{title}” is in the file, but marked as not happening here. It stays so until somebody says otherwise.")
    click.echo(f"People see it once somebody publishes: /team/{slug}/programme/publish")
