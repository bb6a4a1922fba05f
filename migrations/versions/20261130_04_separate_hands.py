"""Remember who gave a part to whom, and for a time by which account and browser two pairs of hands could be one person's.

Who gave a part is read from the audit. The marks of accounts have a key of their own from now on: the older ones, which
were made with another, go.

Revision ID: 20261130_04
Revises: 20261130_03
"""

import json

import sqlalchemy as sa
from alembic import op

revision = "20261130_04"
down_revision = "20261130_03"
branch_labels = None
depends_on = None

PARTS = (
    ("team_member", "event", "event_id", "MemberInvited"),
    ("organisation_member", "organisation", "organisation_id", "OrganisationMemberInvited"),
)


def _instant(name: str, *, nullable: bool = False) -> sa.Column:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _person(name: str, *, nullable: bool = False) -> sa.Column:
    return sa.Column(name, sa.Integer(), nullable=nullable)


def _to(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}_{other}"))


def upgrade() -> None:
    for table, *_about in PARTS:
        with op.batch_alter_table(table) as batch:
            batch.add_column(_person("given_by_id", nullable=True))
            batch.create_foreign_key(f"fk_{table}_given_by_id_person", "person", ["given_by_id"], ["id"])
    for part in PARTS:
        _read_givers(*part)
    op.create_table(
        "account_mark",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("method_ref", sa.String(24), nullable=False),
        _person("person_id"),
        sa.Column("digest", sa.String(64), nullable=False),
        _instant("given_at"),
        _to("account_mark", "person_id", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account_mark")),
        sa.UniqueConstraint("method_ref", name=op.f("uq_account_mark_method_ref")),
    )
    for column in ("person_id", "digest", "given_at"):
        op.create_index(op.f(f"ix_account_mark_{column}"), "account_mark", [column])
    op.create_table(
        "browser_mark",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("claim_id", sa.Integer(), nullable=False),
        sa.Column("part", sa.String(40), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        _instant("at"),
        _to("browser_mark", "claim_id", "claim"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_browser_mark")),
        sa.UniqueConstraint("claim_id", "part", name=op.f("uq_browser_mark_claim_id_part")),
    )
    op.create_index(op.f("ix_browser_mark_at"), "browser_mark", ["at"])
    op.create_table(
        "claim_doubt",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("claim_id", sa.Integer(), nullable=False),
        _person("person_id"),
        sa.Column("doubt", sa.String(40), nullable=False),
        _instant("raised_at"),
        _instant("settled_at", nullable=True),
        _person("settled_by_id", nullable=True),
        _to("claim_doubt", "claim_id", "claim"),
        _to("claim_doubt", "person_id", "person"),
        _to("claim_doubt", "settled_by_id", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_claim_doubt")),
        sa.UniqueConstraint("claim_id", "person_id", "doubt", name=op.f("uq_claim_doubt_claim_id_person_id_doubt")),
    )
    op.drop_index("ix_payout_method_fingerprint", table_name="payout_method")
    with op.batch_alter_table("payout_method") as batch:
        batch.drop_column("fingerprint")


def _read_givers(table: str, above: str, above_id: str, fact: str) -> None:
    connection = op.get_bind()
    told = connection.execute(
        sa.text("SELECT about, actor, payload FROM audit_entry WHERE fact = :fact ORDER BY id"), {"fact": fact}
    ).all()
    given = sa.text(
        f"UPDATE {table} SET given_by_id = :giver WHERE person_id = :person AND role = :role"  # noqa: S608 - our own names
        f" AND {above_id} = (SELECT id FROM {above} WHERE ref = :about) AND EXISTS (SELECT 1 FROM person WHERE id = :giver)"
    )
    for about, actor, payload in told:
        words = json.loads(payload) if isinstance(payload, str) else payload
        giver = actor.removeprefix("person:")
        if giver.isdecimal() and isinstance(words, dict) and {"person_id", "role"} <= words.keys():
            found = {"giver": int(giver), "person": words["person_id"], "role": words["role"], "about": about}
            connection.execute(given, found)


def downgrade() -> None:
    with op.batch_alter_table("payout_method") as batch:
        batch.add_column(sa.Column("fingerprint", sa.String(64), nullable=False, server_default=""))
    with op.batch_alter_table("payout_method") as batch:
        batch.alter_column("fingerprint", existing_type=sa.String(64), server_default=None)
    op.create_index("ix_payout_method_fingerprint", "payout_method", ["fingerprint"])
    for table in ("claim_doubt", "browser_mark", "account_mark"):
        op.drop_table(table)
    for table, *_about in PARTS:
        with op.batch_alter_table(table) as batch:
            batch.drop_constraint(f"fk_{table}_given_by_id_person", type_="foreignkey")
            batch.drop_column("given_by_id")
