"""A room needs a manifest and a place in the list; a message outlives the handler it was meant for."""

import datetime as dt
from dataclasses import dataclass, replace

import pytest
from flask import Blueprint, render_template
from jinja2 import DictLoader
from sqlalchemy import select, update

from eventsite.app import create_app
from eventsite.cli import cli
from eventsite.events.permissions import EDIT_EVENT, EVENT
from eventsite.kernel.facts import Fact
from eventsite.kernel.panels import Panel, Task, TaskList
from eventsite.kernel.ports import Email
from eventsite.people.models import Person
from eventsite.records.delivery import deliver_all
from eventsite.records.models import MessageState, OutboxMessage
from eventsite.records.retention import RetentionRule
from eventsite.records.rooms import Manifest, Rooms
from eventsite.records.work import unit_of_work
from eventsite.registration.views.stages import NameStage
from eventsite.rooms import ROOMS, table
from eventsite.web.access import public
from tests.builders.scenario import ORGANISER
from tests.web.visit import Visitor

blueprint = Blueprint("lending", __name__)
PAGES = {
    "things.html": '{% extends "layouts/page.html" %}{% block title %}Lending{% endblock %}{% block main %}<h1>Things to borrow</h1>{% endblock %}',
    "lending.html": "<p>We lend {{ found.thing }}</p>",
}


@dataclass(frozen=True, kw_only=True)
class ThingLent(Fact):
    """Somebody borrowed something."""


@blueprint.get("/lending")
@public
def things():
    return render_template("things.html")


def remind(services, leased):
    services.mailer.send(Email(to="joyce@example.org", subject="Bring it back", body=leased.fact.about, key=leased.key))


def forget_names(work, _before):
    return len(work.forget(update(Person).values(name="").returning(Person.id)))


def find(_database, about):
    return {"thing": f"ear defenders for {about.name}"}


class ColourStage(NameStage):
    slug = "colour"


LENDING = Manifest(
    name="lending",
    blueprints=(blueprint,),
    facts=(ThingLent,),
    handlers={ThingLent: (remind,)},
    emails={"remind": "A note to bring something back"},
    stages=(ColourStage(),),
    tasks=(TaskList(tasks=lambda _database, event: [Task("Buy ear defenders", "Ten will do", f"/lending/{event.slug}", EDIT_EVENT, is_done=False)], position=5),),
    team_panels=(Panel(template="lending.html", find=find, position=5),),
    personal_panels=(Panel(template="lending.html", find=find, position=5),),
    retention=[
        RetentionRule(
            forget=forget_names, what="names of people who borrowed", when="%(time)s after they came", empties=[Person.name], after=dt.timedelta(days=2),
            since=[Person.created_at],
        )
    ],
)


@pytest.fixture
def rooms():
    return Rooms((LENDING, *ROOMS.manifests))


@pytest.fixture
def database(database, rooms):
    return replace(database, subscriptions=rooms.subscriptions)


@pytest.fixture
def app(app, rooms, clock):
    made = create_app(app.extensions["eventsite.settings"], clock, rooms)
    made.extensions["eventsite"] = app.extensions["eventsite"]
    made.jinja_loader.loaders.append(DictLoader(PAGES))
    return made


def test_a_new_rooms_page_panels_and_tasks_are_found(app, sign_in, scenario):
    event = scenario.event()
    assert Visitor(app).get("/lending").h1 == "Things to borrow"
    team = sign_in(ORGANISER)
    words = team.get(f"/team/{event.slug}/").words
    assert f"We lend ear defenders for {event.name}" in words
    assert words.index("Buy ear defenders") < words.index("The place")
    assert "We lend ear defenders for" in team.get("/my/").words


def lend(database, event):
    with unit_of_work(database) as work:
        work.record(ThingLent(about=work.read(EVENT, event.ref).ref))


def test_a_new_rooms_handler_hears_its_fact(database, services, rooms, mailer, scenario):
    event = scenario.event()
    deliver_all(database, rooms.handlers_for(services))
    mailer.emails.clear()
    lend(database, event)
    assert deliver_all(database, rooms.handlers_for(services)) == 1
    assert [(email.subject, email.body) for email in mailer.emails] == [("Bring it back", event.ref)]


def test_two_rooms_may_hear_one_fact_the_lower_one_first():
    other = Manifest(name="library", handlers={ThingLent: (remind,)})
    assert Rooms((LENDING, other)).subscriptions == {ThingLent: ("library.remind", "lending.remind")}


def test_a_new_rooms_stage_comes_after_those_it_builds_on(rooms):
    assert [stage.slug for stage in rooms.stages] == [*(stage.slug for stage in ROOMS.stages), "colour"]


def test_a_new_rooms_retention_rule_runs(database, scenario, rooms):
    scenario.event()
    assert rooms.purge(database)["names of people who borrowed, 2 days after they came"] > 0
    assert set(scenario.read(select(Person.name))) == {""}


def test_a_new_room_stands_in_the_table(rooms):
    printed = table(rooms)
    assert printed.startswith("lending\n  blueprints       lending (tests.web.test_rooms)\n")
    for line in ("ThingLent -> remind", 'remind: "A note to bring something back"', "forget_names: person.name: names of people who borrowed, 2 days after they came"):
        assert line in printed


def test_a_parked_message_whose_handler_is_gone_is_shown_in_plain_words(sign_in, scenario, database, rooms):
    event = scenario.event()
    lend(database, event)
    with unit_of_work(database) as work:
        work.database.execute(update(OutboxMessage).values(state=MessageState.PARKED))
        work.database.execute(update(OutboxMessage).where(OutboxMessage.handler == "lending.remind").values(handler="claims.tell_by_telegram"))
    visit = sign_in(ORGANISER)
    assert "Something that an earlier version of this site was to do" in visit.get(f"/team/{event.slug}/").words
    assert str(rooms.email_label("claims.tell_ready")) == "A note that a claim is ready"
    for gone in ("claims.tell_by_telegram", "telegrams.send", "", "claims"):
        assert str(rooms.email_label(gone)) == "Something that an earlier version of this site was to do"


def test_the_command_prints_the_table(app):
    assert app.test_cli_runner().invoke(cli.commands["rooms"]).output == table() + "\n"
