"""Bringing a database up to date, and saying whether it is."""

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine

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


def is_current(engine: Engine) -> bool:
    """Whether every migration has been run."""
    with engine.connect() as connection:
        now = MigrationContext.configure(connection).get_current_revision()
    return now == ScriptDirectory(str(MIGRATIONS)).get_current_head()
