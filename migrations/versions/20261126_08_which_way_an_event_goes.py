"""Say of an event that it is closed for registrations, cancelled or archived; that it is over, its days and zone say.

Revision ID: 20261126_08
Revises: 20261126_07
"""

import sqlalchemy as sa
from alembic import op

revision = "20261126_08"
down_revision = "20261126_07"
branch_labels = None
depends_on = None

NOTES = ("cancellation_note", "steward_note")


def upgrade() -> None:
    with op.batch_alter_table("event") as batch:
        batch.add_column(sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True))
        for note in NOTES:
            batch.add_column(sa.Column(note, sa.Text(), nullable=False, server_default=""))
    with op.batch_alter_table("event") as batch:
        for note in NOTES:
            batch.alter_column(note, existing_type=sa.Text(), server_default=None)
    op.execute("UPDATE event SET state = 'closed' WHERE state = 'over'")


def downgrade() -> None:
    op.execute("UPDATE event SET state = 'over' WHERE state IN ('closed', 'cancelled', 'archived')")
    with op.batch_alter_table("event") as batch:
        for column in (*NOTES, "cancelled_at"):
            batch.drop_column(column)
