"""Give facts and messages their event, their organisation, a schema, a lane and a locale; count public versions apart.

Revision ID: 20261125_03
Revises: 20261125_02
"""

import sqlalchemy as sa
from alembic import op

revision = "20261125_03"
down_revision = "20261125_02"
branch_labels = None
depends_on = None

WAITING = sa.text("state = 'waiting'")
OF_EVENT = (
    ("event", "id"), ("registration", "event_id"), ("claim", "event_id"), ("session", "event_id"), ("room", "event_id"),
    ("access_need", "event_id"),
)


def upgrade() -> None:
    with op.batch_alter_table("audit_entry") as batch:
        batch.add_column(sa.Column("schema", sa.Integer(), nullable=False, server_default="1"))
        batch.add_column(sa.Column("event_id", sa.Integer(), nullable=True))
        batch.add_column(sa.Column("organisation_id", sa.Integer(), nullable=True))
        batch.create_index("ix_audit_entry_event_id", ["event_id"])
        batch.create_index("ix_audit_entry_organisation_id", ["organisation_id"])
    with op.batch_alter_table("outbox_message") as batch:
        batch.alter_column("entry_id", existing_type=sa.Integer(), nullable=True)
        batch.add_column(sa.Column("schema", sa.Integer(), nullable=False, server_default="1"))
        batch.add_column(sa.Column("event_id", sa.Integer(), nullable=True))
        batch.add_column(sa.Column("organisation_id", sa.Integer(), nullable=True))
        batch.add_column(sa.Column("lane", sa.Integer(), nullable=False, server_default="1"))
        batch.add_column(sa.Column("locale", sa.String(20), nullable=False, server_default="en_GB"))
        batch.add_column(sa.Column("later_key", sa.String(250), nullable=True))
        batch.drop_index("ix_outbox_message_due")
        batch.create_index("ix_outbox_message_due", ["state", "lane", "run_at"])
        batch.create_index("ix_outbox_message_event_id", ["event_id"])
        batch.create_index(
            "uq_outbox_message_later", ["later_key"], unique=True, sqlite_where=WAITING, postgresql_where=WAITING
        )
    for table, column in OF_EVENT:
        op.execute(
            f'UPDATE audit_entry SET event_id = (SELECT t.{column} FROM "{table}" t WHERE t.ref = audit_entry.about) '
            f'WHERE event_id IS NULL'
        )
    op.execute(
        "UPDATE outbox_message SET event_id = (SELECT a.event_id FROM audit_entry a WHERE a.id = outbox_message.entry_id)"
    )
    for table in ("audit_entry", "outbox_message"):
        with op.batch_alter_table(table) as batch:
            batch.alter_column("schema", existing_type=sa.Integer(), server_default=None)
            if table == "outbox_message":
                batch.alter_column("lane", existing_type=sa.Integer(), server_default=None)
                batch.alter_column("locale", existing_type=sa.String(20), server_default=None)
    op.create_table(
        "public_version",
        sa.Column("event_id", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("event_id", name=op.f("pk_public_version")),
    )
    op.execute("INSERT INTO public_version (event_id, number) SELECT id, public_version FROM event")
    with op.batch_alter_table("event") as batch:
        batch.drop_column("public_version")


def downgrade() -> None:
    with op.batch_alter_table("event") as batch:
        batch.add_column(sa.Column("public_version", sa.Integer(), nullable=False, server_default="1"))
    op.execute(
        "UPDATE event SET public_version = "
        "coalesce((SELECT p.number FROM public_version p WHERE p.event_id = event.id), 1)"
    )
    with op.batch_alter_table("event") as batch:
        batch.alter_column("public_version", existing_type=sa.Integer(), server_default=None)
    op.drop_table("public_version")
    op.execute("DELETE FROM outbox_message WHERE entry_id IS NULL")
    with op.batch_alter_table("outbox_message") as batch:
        batch.drop_index("uq_outbox_message_later", sqlite_where=WAITING, postgresql_where=WAITING)
        batch.drop_index("ix_outbox_message_event_id")
        batch.drop_index("ix_outbox_message_due")
        batch.create_index("ix_outbox_message_due", ["state", "run_at"])
        for column in ("later_key", "locale", "lane", "organisation_id", "event_id", "schema"):
            batch.drop_column(column)
        batch.alter_column("entry_id", existing_type=sa.Integer(), nullable=False)
    with op.batch_alter_table("audit_entry") as batch:
        batch.drop_index("ix_audit_entry_organisation_id")
        batch.drop_index("ix_audit_entry_event_id")
        for column in ("organisation_id", "event_id", "schema"):
            batch.drop_column(column)
