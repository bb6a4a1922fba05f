"""Runs migrations; `eventsite db upgrade` hands over the connection.

On SQLite a batch migration drops and rebuilds a table. With foreign keys on, that silently deletes the rows of child
tables, so they are off before the transaction begins and checked afterwards.
"""

from typing import Any

from alembic import context
from sqlalchemy import text

import eventsite.app  # noqa: F401 - every model is known once the rooms are imported
from eventsite.kernel.base import Base
from eventsite.records.engine import for_writing

engine = for_writing(context.config.attributes["engine"])
with engine.connect() as connection:
    is_sqlite = connection.dialect.name == "sqlite"
    raw: Any = connection.connection.driver_connection
    if is_sqlite:
        raw.execute("PRAGMA foreign_keys=OFF")
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=is_sqlite,
        compare_type=True,
        transactional_ddl=True,  # our own BEGIN makes it true on SQLite as well
    )
    try:
        with context.begin_transaction():
            context.run_migrations()
            if is_sqlite and connection.execute(text("PRAGMA foreign_key_check")).first():
                message = "a migration left rows that point nowhere"
                raise RuntimeError(message)
    finally:
        if is_sqlite:
            raw.execute("PRAGMA foreign_keys=ON")
