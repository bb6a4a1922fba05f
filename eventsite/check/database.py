"""Whether the database user may do more than this application needs."""

from collections.abc import Iterator

from sqlalchemy import Engine, text
from sqlalchemy.exc import SQLAlchemyError

_RIGHTS = text("""
SELECT rolsuper AS superuser, rolcreaterole OR rolcreatedb OR rolreplication OR rolbypassrls AS manager,
       EXISTS (SELECT FROM pg_auth_members JOIN pg_roles AS given ON given.oid = roleid
               WHERE member = mine.oid AND (given.rolsuper OR given.rolname LIKE 'pg\\_%')) AS member,
       EXISTS (SELECT FROM pg_database WHERE datdba = mine.oid AND datname <> current_database()) AS owner
  FROM pg_roles AS mine WHERE rolname = session_user
""")


def powers(engine: Engine) -> Iterator[str]:
    """Yield a sentence where whoever gets hold of our database user gets more than our own tables."""
    if engine.dialect.name != "postgresql":
        return
    try:
        with engine.connect() as connection:
            may = connection.execute(_RIGHTS).one()
    except SQLAlchemyError:  # said elsewhere: the database does not answer
        return
    if may.superuser:
        yield "The user of EVENTSITE_DATABASE_URL is a superuser: one hole here opens every database of that server. Use a user of its own."
    elif may.manager or may.member:
        yield "The user of EVENTSITE_DATABASE_URL may do more on that server than keep tables. Use a user without any such right."
    elif may.owner:
        yield "The user of EVENTSITE_DATABASE_URL owns other databases too: one hole here opens them all. Use a user of its own."
