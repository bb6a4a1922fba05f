"""A claim that was taken back says no more how to pay: the account it named is then forgotten with the next day's retention.

Revision ID: 20261126_04
Revises: 20261126_03
"""

from alembic import op

revision = "20261126_04"
down_revision = "20261126_03"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("UPDATE claim SET method_ref = NULL, method_says = '', method_given_at = NULL WHERE state = 'withdrawn'")


def downgrade() -> None:
    """What was forgotten stays forgotten."""
