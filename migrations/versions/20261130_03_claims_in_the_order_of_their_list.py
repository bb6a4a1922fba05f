"""Find a page of the claims that wait for the same thing by an index, in the order in which they are listed.

Revision ID: 20261130_03
Revises: 20261130_02
"""

from alembic import op

revision = "20261130_03"
down_revision = "20261130_02"
branch_labels = None
depends_on = None


def _index(*columns: str) -> None:
    op.drop_index("ix_claim_event_id_state", table_name="claim")
    op.create_index("ix_claim_event_id_state", "claim", list(columns))


def upgrade() -> None:
    _index("event_id", "state", "submitted_at", "id")


def downgrade() -> None:
    _index("event_id", "state")
