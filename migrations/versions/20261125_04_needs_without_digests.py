"""Drop the keyed digest of what a need is: equality told who needs the same.

Revision ID: 20261125_04
Revises: 20261125_03
"""

import sqlalchemy as sa
from alembic import op

revision = "20261125_04"
down_revision = "20261125_03"
branch_labels = None
depends_on = None

WITHDRAWN = "UPDATE access_need SET code_sealed = '', words_sealed = NULL WHERE state = 'withdrawn'"


def upgrade() -> None:
    with op.batch_alter_table("access_need") as batch:
        batch.drop_constraint("uq_access_need_registration_ref_kind", type_="unique")
        batch.drop_column("kind")
    op.execute(WITHDRAWN)


def downgrade() -> None:
    with op.batch_alter_table("access_need") as batch:
        batch.add_column(sa.Column("kind", sa.String(64), nullable=False, server_default=""))
    op.execute("UPDATE access_need SET kind = ref")
    with op.batch_alter_table("access_need") as batch:
        batch.alter_column("kind", existing_type=sa.String(64), server_default=None)
        batch.create_unique_constraint("uq_access_need_registration_ref_kind", ["registration_ref", "kind"])
