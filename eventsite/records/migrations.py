"""Bringing a database up to date, and saying whether it is."""

from functools import cache

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, inspect, text

from eventsite.kernel.paths import MIGRATIONS


def config(engine: Engine) -> Config:
    """Return what Alembic needs to know."""
    made = Config()
    made.set_main_option("script_location", str(MIGRATIONS))
    made.attributes["engine"] = engine
    return made


def upgrade(engine: Engine, target: str = "head") -> None:
    """Run every migration up to `target`."""
    command.upgrade(config(engine), target)
    engine.dispose()  # what open connections have prepared may have another type now


def downgrade(engine: Engine, target: str) -> None:
    """Undo migrations down to `target`; "base" undoes all."""
    command.downgrade(config(engine), target)
    engine.dispose()


@cache
def newest() -> str | None:
    """Return the revision that this code was written for."""
    return ScriptDirectory(str(MIGRATIONS)).get_current_head()


def is_current(engine: Engine) -> bool:
    """Whether every migration has been run."""
    with engine.connect() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return False
        return connection.scalars(text("SELECT version_num FROM alembic_version")).all() == [newest()]
