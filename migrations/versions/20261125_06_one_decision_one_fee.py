"""One decision on each version of a claim, one fee line in each claim; when somebody said how to be paid.

Of decisions that contradict each other the last one stays, because the claim has its state. Fee lines of a decided claim
are added up, so that its sum stays what was paid; of one that is not decided only the first stays.

Revision ID: 20261125_06
Revises: 20261125_05
"""

import sqlalchemy as sa
from alembic import op

revision = "20261125_06"
down_revision = "20261125_05"
branch_labels = None
depends_on = None

EARLIER_DECISIONS = (
    "DELETE FROM claim_decision WHERE id NOT IN (SELECT max(id) FROM claim_decision GROUP BY claim_id, version_seen)"
)
FIRST_FEES = "SELECT min(id) FROM claim_line WHERE kind = 'fee' GROUP BY claim_id"
UNDECIDED = "SELECT id FROM claim WHERE state IN ('draft', 'submitted', 'returned', 'withdrawn')"
FEES_TOGETHER = (
    "UPDATE claim_line SET "
    "claimed_minor = (SELECT sum(more.claimed_minor) FROM claim_line AS more WHERE more.claim_id = claim_line.claim_id "
    "AND more.kind = 'fee'), "
    "approved_minor = (SELECT sum(more.approved_minor) FROM claim_line AS more WHERE more.claim_id = claim_line.claim_id "
    f"AND more.kind = 'fee') WHERE id IN ({FIRST_FEES}) AND claim_id NOT IN ({UNDECIDED})"
)
LATER_FEES = f"DELETE FROM claim_line WHERE kind = 'fee' AND id NOT IN ({FIRST_FEES})"
GIVEN = (
    "UPDATE claim SET method_given_at = (SELECT created_at FROM payout_method WHERE payout_method.ref = claim.method_ref)"
)


def upgrade() -> None:
    op.execute(EARLIER_DECISIONS)
    op.execute(FEES_TOGETHER)
    op.execute(LATER_FEES)
    with op.batch_alter_table("claim_decision") as batch:
        batch.create_unique_constraint("uq_claim_decision_claim_id_version_seen", ["claim_id", "version_seen"])
    op.create_index(
        "uq_claim_line_fee", "claim_line", ["claim_id"], unique=True, sqlite_where=sa.text("kind = 'fee'"),
        postgresql_where=sa.text("kind = 'fee'"),
    )
    with op.batch_alter_table("claim") as batch:
        batch.add_column(sa.Column("method_given_at", sa.DateTime(timezone=True), nullable=True))
    op.execute(GIVEN)


def downgrade() -> None:
    with op.batch_alter_table("claim") as batch:
        batch.drop_column("method_given_at")
    op.drop_index("uq_claim_line_fee", table_name="claim_line")
    with op.batch_alter_table("claim_decision") as batch:
        batch.drop_constraint("uq_claim_decision_claim_id_version_seen", type_="unique")
