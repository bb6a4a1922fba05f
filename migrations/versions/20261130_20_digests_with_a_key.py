"""Keep no digest without a key of what is sealed: whoever can guess an account number or a receipt could see it confirmed.

Receipts are known again by a digest under a key of its own from now on; of older ones nobody sees any more that they came
twice. The digest of a payment file goes, from the batch and from what was told of it.

Revision ID: 20261130_20
Revises: 20261130_13
"""

import sqlalchemy as sa
from alembic import op

revision = "20261130_20"
down_revision = "20261130_13"
branch_labels = None
depends_on = None

TOLD = ("audit_entry", "outbox_message")


def upgrade() -> None:
    with op.batch_alter_table("evidence") as batch:
        batch.alter_column("digest", existing_type=sa.String(64), nullable=True)
    op.execute("UPDATE evidence SET digest = NULL")
    with op.batch_alter_table("payout_batch") as batch:
        batch.drop_column("file_digest")
    for name in TOLD:
        table = sa.table(name, sa.column("id", sa.Integer), sa.column("fact", sa.String), sa.column("payload", sa.JSON))
        of_batches = sa.select(table.c.id, table.c.payload).where(table.c.fact == "BatchSealed")
        for row_id, payload in op.get_bind().execute(of_batches).all():
            kept = {key: value for key, value in payload.items() if key != "digest"}
            op.get_bind().execute(sa.update(table).where(table.c.id == row_id).values(payload=kept))


def downgrade() -> None:
    with op.batch_alter_table("payout_batch") as batch:
        batch.add_column(sa.Column("file_digest", sa.String(64), nullable=False, server_default=""))
    with op.batch_alter_table("payout_batch") as batch:
        batch.alter_column("file_digest", existing_type=sa.String(64), server_default=None)
    op.execute("UPDATE evidence SET digest = '' WHERE digest IS NULL")
    with op.batch_alter_table("evidence") as batch:
        batch.alter_column("digest", existing_type=sa.String(64), nullable=False)
