"""An application on a fresh database, a scene to prepare it, and visitors."""

import dataclasses
import shutil

import pytest
from flask import request
from sqlalchemy import select

from eventsite.app import create_app
from eventsite.claims.models import Claim
from eventsite.offers.values import OfferAnswer
from eventsite.registration.rules import link_token
from eventsite.settings import Settings
from eventsite.web.current import db
from eventsite.web.limits import limiter
from tests.builders.compiled_templates import quick
from tests.conftest import KEYS
from tests.web.visit import Visitor
from tests.web.world import World, unlimited


@pytest.fixture
def app(engine, clock, tmp_path, mailer, files):
    settings = Settings(
        database_url=engine.url.render_as_string(hide_password=False), secret_key="s" * 40, field_keys=KEYS,
        mail_url=f"mailbox://{tmp_path / 'mailbox'}", files_url=f"file://{tmp_path / 'files'}", demo=True,
    )
    made = quick(create_app(settings, clock))
    made.testing = False
    made.extensions["eventsite"] = dataclasses.replace(made.extensions["eventsite"], mailer=mailer, files=files)
    limiter.reset()
    yield made
    with made.app_context():
        db.engine.dispose()


@pytest.fixture
def visit(app):
    return Visitor(app)


@pytest.fixture
def sign_in(app, deliver, mailer):
    """Return a function that signs a visitor in by the emailed link."""

    def enter(email, visitor=None):
        found = visitor or Visitor(app)
        found.get("/sign-in")
        found.send({"email": email})
        deliver()
        link = [word for sent in mailer.to(email) for word in sent.body.split() if "/sign-in/" in word][-1]
        found.get(link.removeprefix("http://127.0.0.1:8000"))
        found.send()
        return found

    return enter


@pytest.fixture
def event(scenario):
    """An event with terms and a published programme of six sessions."""
    made = scenario.event()
    scenario.terms(made)
    for number in range(6):
        scenario.session(made, f"Session {number}", at=f"{10 + number}:00")
    scenario.release(made)
    return made


@pytest.fixture
def inside(app):
    """The addresses that Flask itself is asked for."""
    asked = []
    app.before_request_funcs.setdefault(None, []).insert(0, lambda: asked.append(request.full_path))
    return asked


@pytest.fixture
def somebody(scenario, event, app, deliver, database):
    """Return a function that gives the browser, opened with their link, of somebody who was there."""

    def arrive(email):
        registration = scenario.coming(event, email, offer=OfferAnswer.ACCEPT)
        scenario.there(event, registration)
        deliver()
        visit = Visitor(app)
        visit.get(f"/my/open/{registration}/{link_token(database.cipher, registration, 0)}")
        visit.send()
        visit.claim = scenario.read(select(Claim.ref).where(Claim.registration == registration))[0]
        return visit

    return arrive


@pytest.fixture
def claimant(somebody, clock):
    """Joyce, who was there, after the day."""
    visit = somebody("joyce@example.org")
    clock.forward(days=27)
    return visit


@pytest.fixture(scope="session")
def demo_world(sqlite_template, tmp_path_factory):
    """The whole demo to attack: whoever changes something puts it back."""
    folder = tmp_path_factory.mktemp("world")
    with unlimited():
        return World(shutil.copy(sqlite_template, folder / "world.sqlite"), folder)


@pytest.fixture(scope="session")
def demo_forms(demo_world):
    """Every form in it that links lead to: finding them takes half a minute."""
    demo_world.put_back()
    return demo_world.forms()
