"""Say on the offer itself when it was settled. Who has a claim and never answered gets the offer that their claim was made under.

Revision ID: 20261126_03
Revises: 20261126_02
"""

import sqlalchemy as sa
from alembic import op

revision = "20261126_03"
down_revision = "20261126_02"
branch_labels = None
depends_on = None

SETTLED = (
    "UPDATE payment_offer SET settled_at ="
    " (SELECT claim.opened_at FROM claim WHERE claim.registration = payment_offer.registration)"
)
UNANSWERED = (
    "INSERT INTO payment_offer (registration, terms_id, agreed_minor, charity, settled_at)"
    " SELECT registration, terms_id, 0, '', opened_at FROM claim"
    " WHERE registration NOT IN (SELECT registration FROM payment_offer)"
)


def upgrade() -> None:
    with op.batch_alter_table("payment_offer") as batch:
        batch.add_column(sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True))
        batch.alter_column("answer", existing_type=sa.String(40), nullable=True)
        batch.alter_column("answered_at", existing_type=sa.DateTime(timezone=True), nullable=True)
    op.execute(SETTLED)
    op.execute(UNANSWERED)


def downgrade() -> None:
    op.execute("DELETE FROM payment_offer WHERE answer IS NULL")
    with op.batch_alter_table("payment_offer") as batch:
        batch.alter_column("answered_at", existing_type=sa.DateTime(timezone=True), nullable=False)
        batch.alter_column("answer", existing_type=sa.String(40), nullable=False)
        batch.drop_column("settled_at")
