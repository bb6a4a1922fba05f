"""Keep of an imported session what its file said, so that what was changed by hand since is known.

Revision ID: 20261130_06
Revises: 20261130_05
"""

import sqlalchemy as sa
from alembic import op

revision = "20261130_06"
down_revision = "20261130_05"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("session") as batch:
        batch.add_column(sa.Column("imported", sa.JSON(), nullable=False, server_default="{}"))
    with op.batch_alter_table("session") as batch:
        batch.alter_column("imported", existing_type=sa.JSON(), server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("session") as batch:
        batch.drop_column("imported")
