"""The lifelike demo: made-up people and two gatherings, filled in through the same commands that everybody uses."""

from sqlalchemy import Connection, func, inspect, select
from sqlalchemy import table as sql_table
from sqlalchemy.orm import Session

from eventsite.demo import common_ground, first_meeting
from eventsite.demo.people import Stage
from eventsite.events.models import Event
from eventsite.organisations.models import Organisation
from eventsite.people.models import Person
from eventsite.records.services import Services

__all__ = ["fill", "is_filled", "is_other"]


HOST = "Common Ground Collective"


def is_filled(services: Services) -> bool:
    """Whether the demo is there already."""
    with Session(services.database.engine) as database:
        return database.scalar(select(Event.id).where(Event.slug == common_ground.SLUG)) is not None


def is_other(services: Services) -> bool:
    """Whether there is something in the database, and it is not the demo. Looks at tables, whichever version they are of."""
    engine = services.database.engine
    tables = {table.name for table in (Person.__table__, Event.__table__)} & set(inspect(engine).get_table_names())  # type: ignore[attr-defined]
    with engine.connect() as connection:
        return any(connection.scalar(select(func.count()).select_from(sql_table(name))) for name in tables) and not _has_host(connection)


def _has_host(connection: Connection) -> bool:
    if not inspect(connection).has_table(Organisation.__tablename__):
        return False
    return connection.scalar(select(Organisation.id).where(Organisation.name == HOST)) is not None


def fill(services: Services) -> None:
    """Fill an empty database: a gathering to come, one gone by with claims in every state, and their letters."""
    stage = Stage(services)
    stage.at(-200)
    stage.found(HOST)
    common_ground.play(stage)
    first_meeting.play(stage)
