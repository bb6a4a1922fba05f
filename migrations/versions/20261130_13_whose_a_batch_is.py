"""Say of a batch which organisation pays it. One with claims of several, from before today, belongs to none.

Revision ID: 20261130_13
Revises: 20261130_06
"""

import sqlalchemy as sa
from alembic import op

revision = "20261130_13"
down_revision = "20261130_06"
branch_labels = None
depends_on = None

ITS_ORGANISATION = """
UPDATE payout_batch SET organisation_id = (
    SELECT min(event.organisation_id) FROM payout
    JOIN claim ON claim.id = payout.claim_id JOIN event ON event.id = claim.event_id
    WHERE payout.batch_id = payout_batch.id
    GROUP BY payout.batch_id HAVING min(event.organisation_id) = max(event.organisation_id)
)
"""


def upgrade() -> None:
    with op.batch_alter_table("payout_batch") as batch:
        batch.add_column(sa.Column("organisation_id", sa.Integer(), nullable=True))
        batch.create_foreign_key(op.f("fk_payout_batch_organisation_id_organisation"), "organisation", ["organisation_id"], ["id"])
        batch.create_index(op.f("ix_payout_batch_organisation_id"), ["organisation_id"])
    op.execute(ITS_ORGANISATION)


def downgrade() -> None:
    with op.batch_alter_table("payout_batch") as batch:
        batch.drop_index(op.f("ix_payout_batch_organisation_id"))
        batch.drop_constraint(op.f("fk_payout_batch_organisation_id_organisation"), type_="foreignkey")
        batch.drop_column("organisation_id")
