"""Changing the field keys is killed in the middle: run once more, everything opens, and nothing else has moved."""

import base64
import dataclasses
import subprocess
import sys
import time

from sqlalchemy import inspect, select
from sqlalchemy.orm import Session

from eventsite.access.models import Need
from eventsite.kernel.base import Base
from eventsite.kernel.columns import SEALED
from eventsite.kernel.crypto import FieldCipher
from eventsite.kernel.references import new_reference
from eventsite.records.resealing import count_old
from eventsite.registration.commands.answering import DescribeNeeds, describe_needs
from eventsite.registration.rules import link_token
from tests.builders.server import PATIENCE, environment
from tests.conftest import KEYS

NEW = {"new": b"n" * 32}
NEEDS, TRIES = 1_000, 3


def fill(scenario, database):
    """A gathering with bank details, a promise, and needs enough for many batches. Returns who asked for one."""
    event = scenario.event()
    scenario.terms(event)
    scenario.claim(event)
    ref = scenario.begun(event, "deaf@example.org")
    with scenario.acting("", ref) as work:
        describe_needs(work, DescribeNeeds(ref=ref, codes=["bsl"], words={"hearing": "At the front"}, stage="help-details"))
    need = scenario.read(select(Need).where(Need.registration_ref == ref))[0]
    alike = {column.name: getattr(need, column.name) for column in inspect(Need).columns if column.name != "id"}
    more = []
    for number in range(NEEDS):
        row = new_reference()
        sealed = {f"{field}_sealed": database.cipher.seal(f"{field} {number}", table="access_need", row=row, field=field) for field in ("code", "words")}
        more.append(alike | {"ref": row} | sealed)
    with database.writing.begin() as connection:
        connection.execute(Base.metadata.tables["access_need"].insert(), more)
    return ref


def as_read(engine, cipher):
    """Every row of every table, with its sealed texts opened."""
    found = {}
    for table in Base.metadata.sorted_tables:
        sealed = {column.name: place for column in table.columns if (place := column.info.get(SEALED))}
        with engine.connect() as connection:
            rows = connection.execute(select(table).order_by(*table.primary_key)).all()
        found[table.name] = [row._asdict() | {name: opened(cipher, place, row, getattr(row, name)) for name, place in sealed.items()} for row in rows]
    return found


def opened(cipher, place, row, value):
    return value if place is None or not value else cipher.open(value, **dataclasses.asdict(place(row)))


def test_killed_in_the_middle_it_goes_on_and_nothing_is_lost(scenario, database, engine, tmp_path):
    ref, rotated = fill(scenario, database), FieldCipher(NEW | KEYS)
    before, link = as_read(engine, database.cipher), link_token(database.cipher, ref, 0)
    keys = ",".join(f"{name}:{base64.urlsafe_b64encode(key).decode()}" for name, key in (NEW | KEYS).items())
    settings = environment(tmp_path, "http://127.0.0.1", DATABASE_URL=engine.url.render_as_string(hide_password=False), FIELD_KEYS=keys)
    command = [sys.executable, "-m", "eventsite", "reseal"]

    def old():
        with Session(engine) as reading:  # a unit of work would keep the others from writing
            return count_old(reading, rotated)

    left = [old()]
    for _kill in range(TRIES):
        running = subprocess.Popen(command, env=settings, cwd=tmp_path, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        until = time.monotonic() + PATIENCE
        while running.poll() is None and old() == left[-1] and time.monotonic() < until:
            time.sleep(0.02)
        running.kill()
        running.wait()
        left.append(old())
        if 0 < left[-1] < left[0]:
            break
    assert 0 < left[-1] < left[0], f"every kill came too early or too late: {left}"
    assert as_read(engine, rotated) == before
    subprocess.run(command, env=settings, cwd=tmp_path, check=True, capture_output=True)
    assert old() == 0
    assert as_read(engine, FieldCipher(NEW)) == before
    assert link_token(rotated, ref, 0) == link
