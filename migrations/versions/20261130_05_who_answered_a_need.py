"""Keep of a need who on the team answered it, and when: its person reads both.

Revision ID: 20261130_05
Revises: 20261130_04
"""

import sqlalchemy as sa
from alembic import op

revision = "20261130_05"
down_revision = "20261130_04"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("access_need") as batch:
        batch.add_column(sa.Column("answered_by", sa.String(length=200), nullable=False, server_default=""))
        batch.add_column(sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True))
    with op.batch_alter_table("access_need") as batch:
        batch.alter_column("answered_by", existing_type=sa.String(length=200), server_default=None)


def downgrade() -> None:
    op.execute("UPDATE access_need SET state = 'can_do' WHERE state = 'kept'")
    with op.batch_alter_table("access_need") as batch:
        batch.drop_column("answered_at")
        batch.drop_column("answered_by")
