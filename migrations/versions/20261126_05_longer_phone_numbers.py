"""Phone numbers with an extension, or with 18001 for Relay UK in front: up to 30 digits and what stands between them.

Revision ID: 20261126_05
Revises: 20261126_04
"""

import sqlalchemy as sa
from alembic import op

revision = "20261126_05"
down_revision = "20261126_04"
branch_labels = None
depends_on = None

COLUMNS = (("registration", "phone"), ("event", "contact_phone"))


def upgrade() -> None:
    for table, column in COLUMNS:
        with op.batch_alter_table(table) as batch:
            batch.alter_column(column, existing_type=sa.String(30), type_=sa.String(60), existing_nullable=False)


def downgrade() -> None:
    for table, column in COLUMNS:
        op.execute(f"UPDATE {table} SET {column} = substr({column}, 1, 30)")  # noqa: S608 - names of our own
        with op.batch_alter_table(table) as batch:
            batch.alter_column(column, existing_type=sa.String(60), type_=sa.String(30), existing_nullable=False)
