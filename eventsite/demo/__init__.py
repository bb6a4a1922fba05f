"""The lifelike demo: made-up people and two gatherings, filled in through the same commands that everybody uses."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from eventsite.demo import common_ground, first_meeting
from eventsite.demo.people import Stage
from eventsite.events.models import Event
from eventsite.records.services import Services

__all__ = ["fill", "is_filled"]


HOST = "Common Ground Collective"


def is_filled(services: Services) -> bool:
    """Whether the demo is there already."""
    with Session(services.database.engine) as database:
        return database.scalar(select(Event.id).where(Event.slug == common_ground.SLUG)) is not None


def fill(services: Services) -> None:
    """Fill an empty database: a gathering to come, one gone by with claims in every state, and their letters."""
    stage = Stage(services)
    stage.at(-200)
    stage.found(HOST)
    common_ground.play(stage)
    first_meeting.play(stage)
