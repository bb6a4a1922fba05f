"""Keep in which time zone somebody will be who comes online.

Revision ID: 20261130_02
Revises: 20261130_01
"""

import sqlalchemy as sa
from alembic import op

revision = "20261130_02"
down_revision = "20261130_01"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("registration") as batch:
        batch.add_column(sa.Column("zone", sa.String(64), nullable=False, server_default=""))
    with op.batch_alter_table("registration") as batch:
        batch.alter_column("zone", existing_type=sa.String(64), server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("registration") as batch:
        batch.drop_column("zone")
