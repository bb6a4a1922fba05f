"""Say of each release in which shape its content is.

Revision ID: 20261125_05
Revises: 20261125_04
"""

import sqlalchemy as sa
from alembic import op

revision = "20261125_05"
down_revision = "20261125_04"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("release") as batch:
        batch.add_column(sa.Column("schema", sa.Integer(), nullable=False, server_default="1"))
    with op.batch_alter_table("release") as batch:
        batch.alter_column("schema", existing_type=sa.Integer(), server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("release") as batch:
        batch.drop_column("schema")
