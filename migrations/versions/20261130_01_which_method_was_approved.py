"""Remember on a claim which way of being paid it was approved with, and let a payment that was taken out be made anew.

Of older claims nobody wrote it down: whatever was said at the moment of the approval or after it counts as not seen.

Revision ID: 20261130_01
Revises: 20261126_08
"""

import sqlalchemy as sa
from alembic import op

revision = "20261130_01"
down_revision = "20261126_08"
branch_labels = None
depends_on = None

SEEN = "UPDATE claim SET approved_method_ref = method_ref WHERE decided_at IS NOT NULL AND method_given_at < decided_at"


def _live(condition: str) -> None:
    op.drop_index("uq_payout_live", table_name="payout")
    op.create_index(
        "uq_payout_live", "payout", ["claim_id"], unique=True, sqlite_where=sa.text(condition),
        postgresql_where=sa.text(condition),
    )


def upgrade() -> None:
    with op.batch_alter_table("claim") as batch:
        batch.add_column(sa.Column("approved_method_ref", sa.String(24), nullable=True))
    op.execute(SEEN)
    _live("state NOT IN ('failed', 'taken_out')")


def downgrade() -> None:
    op.execute("UPDATE payout SET state = 'failed' WHERE state = 'taken_out'")
    op.execute("UPDATE payout_batch SET state = 'paid' WHERE state = 'taken_apart'")
    op.execute("UPDATE claim SET state = 'approved' WHERE state = 'came_back'")
    _live("state != 'failed'")
    with op.batch_alter_table("claim") as batch:
        batch.drop_column("approved_method_ref")
