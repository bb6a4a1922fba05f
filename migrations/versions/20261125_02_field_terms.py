"""Call tables, columns and states by the field's own terms.

Revision ID: 20261125_02
Revises: 20261125_01
"""

import sqlalchemy as sa
from alembic import op

revision = "20261125_02"
down_revision = "20261125_01"
branch_labels = None
depends_on = None

COLUMNS = (
    ("event", "holds_question", "question_held_by"),
    ("event", "holds_agenda", "agenda_held_by"),
    ("event", "holds_money", "money_held_by"),
    ("event", "holds_result", "result_held_by"),
    ("session", "tells", "sharing_focus"),
    ("registration", "coming", "attendance_mode"),
    ("payment_offer", "policy_id", "terms_id"),
    ("claim", "policy_id", "terms_id"),
    ("outbox_message", "reaction", "handler"),
)
FACTS = (
    ("RegistrationBegun", "RegistrationStarted"),
    ("RegistrationSent", "RegistrationSubmitted"),
    ("PolicySet", "TermsSet"),
)
LIVE = "uq_registration_live_person"


def upgrade() -> None:
    op.drop_index(LIVE, table_name="registration")
    for table, old, new in COLUMNS:
        _rename_column(table, old, new)
    _rename_need("holder", "registration_ref")
    _rename_table("payment_policy", "payment_terms", "uq", "event_id_number")
    _rename_table("decision", "claim_decision", "ix", "claim_id")
    _rename_state("coming", "confirmed")
    for old, new in FACTS:
        _rename_fact(old, new)


def downgrade() -> None:
    op.drop_index(LIVE, table_name="registration")
    for old, new in FACTS:
        _rename_fact(new, old)
    _rename_table("claim_decision", "decision", "ix", "claim_id")
    _rename_table("payment_terms", "payment_policy", "uq", "event_id_number")
    _rename_need("registration_ref", "holder")
    for table, old, new in COLUMNS:
        _rename_column(table, new, old)
    _rename_state("confirmed", "coming")


def _rename_column(table: str, old: str, new: str) -> None:
    op.execute(f'ALTER TABLE "{table}" RENAME COLUMN "{old}" TO "{new}"')


def _rename_need(old: str, new: str) -> None:
    op.drop_index(f"ix_access_need_{old}", table_name="access_need")
    with op.batch_alter_table("access_need") as batch:
        batch.drop_constraint(f"uq_access_need_{old}_kind", type_="unique")
    _rename_column("access_need", old, new)
    with op.batch_alter_table("access_need") as batch:
        batch.create_unique_constraint(f"uq_access_need_{new}_kind", [new, "kind"])
    op.create_index(f"ix_access_need_{new}", "access_need", [new])


def _rename_table(old: str, new: str, kind: str, rest: str) -> None:
    columns = ["claim_id"] if kind == "ix" else ["event_id", "number"]
    if kind == "ix":
        op.drop_index(f"ix_{old}_{rest}", table_name=old)
    else:
        with op.batch_alter_table(old) as batch:
            batch.drop_constraint(f"uq_{old}_{rest}", type_="unique")
    op.rename_table(old, new)
    if kind == "ix":
        op.create_index(f"ix_{new}_{rest}", new, columns)
    else:
        with op.batch_alter_table(new) as batch:
            batch.create_unique_constraint(f"uq_{new}_{rest}", columns)


def _rename_state(old: str, new: str) -> None:
    registration = sa.table("registration", sa.column("state"))
    op.execute(registration.update().where(registration.c.state == old).values(state=new))
    live = sa.text(f"state = '{new}'")
    op.create_index(
        LIVE, "registration", ["event_id", "person_id"], unique=True, sqlite_where=live, postgresql_where=live
    )


def _rename_fact(old: str, new: str) -> None:
    for name in ("audit_entry", "outbox_message"):
        table = sa.table(name, sa.column("fact"))
        op.execute(table.update().where(table.c.fact == old).values(fact=new))
