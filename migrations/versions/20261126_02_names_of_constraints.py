"""Name constraints after the tables and columns they are on: 20261125_02 renamed those and left these.

Revision ID: 20261126_02
Revises: 20261126_01
"""

from dataclasses import dataclass

from alembic import op

revision = "20261126_02"
down_revision = "20261126_01"
branch_labels = None
depends_on = None


@dataclass(frozen=True)
class Renamed:
    """A constraint with its name before and after; `on` is its column or condition, `to` the table a foreign key points to."""

    kind: str
    before: str
    after: str
    on: str
    to: str = ""


TABLES = {
    "payment_terms": (
        Renamed("primary", "pk_payment_policy", "pk_payment_terms", "id"),
        Renamed("check", "ck_payment_policy_fee_not_negative", "ck_payment_terms_fee_not_negative", "fee_minor >= 0"),
        Renamed("foreignkey", "fk_payment_policy_event_id_event", "fk_payment_terms_event_id_event", "event_id", "event"),
    ),
    "payment_offer": (
        Renamed(
            "foreignkey", "fk_payment_offer_policy_id_payment_policy", "fk_payment_offer_terms_id_payment_terms", "terms_id",
            "payment_terms",
        ),
    ),
    "claim": (
        Renamed(
            "foreignkey", "fk_claim_policy_id_payment_policy", "fk_claim_terms_id_payment_terms", "terms_id", "payment_terms"
        ),
    ),
    "claim_decision": (
        Renamed("primary", "pk_decision", "pk_claim_decision", "id"),
        Renamed("foreignkey", "fk_decision_claim_id_claim", "fk_claim_decision_claim_id_claim", "claim_id", "claim"),
        Renamed("foreignkey", "fk_decision_checker_id_person", "fk_claim_decision_checker_id_person", "checker_id", "person"),
    ),
}


def upgrade() -> None:
    for table, constraints in TABLES.items():
        _rename(table, [(one, one.before, one.after) for one in constraints])


def downgrade() -> None:
    for table, constraints in TABLES.items():
        _rename(table, [(one, one.after, one.before) for one in constraints])


def _rename(table: str, constraints: list[tuple[Renamed, str, str]]) -> None:
    if op.get_context().dialect.name == "postgresql":
        for _one, old, new in constraints:
            op.execute(f'ALTER TABLE "{table}" RENAME CONSTRAINT "{old}" TO "{new}"')
        return
    with op.batch_alter_table(table) as batch:
        for one, old, new in constraints:
            batch.drop_constraint(op.f(old), type_=one.kind)
            if one.kind == "primary":
                batch.create_primary_key(op.f(new), [one.on])
            elif one.kind == "check":
                batch.create_check_constraint(op.f(new), one.on)
            else:
                batch.create_foreign_key(op.f(new), one.to, [one.on], ["id"])
