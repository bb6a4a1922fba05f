"""Keep mailboxes apart from people, and let a registration be somebody's once a letter about it was opened.

Whoever has a person today keeps it: only whoever reads letters to the address reaches it, by signing in or by the link.

Revision ID: 20261126_07
Revises: 20261126_06
"""

import secrets

import sqlalchemy as sa
from alembic import op

revision = "20261126_07"
down_revision = "20261126_06"
branch_labels = None
depends_on = None

ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
SIGNS_IN = sa.text("signs_in")


def upgrade() -> None:
    op.create_table(
        "mailbox",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(24), nullable=False),
        sa.Column("address", sa.String(254), nullable=False),
        sa.Column("proven_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mailbox")),
        sa.UniqueConstraint("address", name=op.f("uq_mailbox_address")),
        sa.UniqueConstraint("ref", name=op.f("uq_mailbox_ref")),
    )
    op.create_table(
        "link_opening",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("registration_ref", sa.String(24), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_link_opening")),
    )
    for column in ("digest", "registration_ref"):
        op.create_index(op.f(f"ix_link_opening_{column}"), "link_opening", [column])
    op.create_table(
        "address_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(24), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("address", sa.String(254), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_address_change_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_address_change")),
        sa.UniqueConstraint("ref", name=op.f("uq_address_change_ref")),
    )
    op.create_index(op.f("ix_address_change_person_id"), "address_change", ["person_id"])
    _fill_mailboxes()
    with op.batch_alter_table("person") as batch:
        batch.add_column(sa.Column("mailbox_id", sa.Integer(), nullable=True))
        batch.add_column(sa.Column("signs_in", sa.Boolean(), nullable=False, server_default=sa.true()))
        batch.add_column(sa.Column("keeper_id", sa.Integer(), nullable=True))
    op.execute("UPDATE person SET mailbox_id = (SELECT m.id FROM mailbox m WHERE m.address = person.email)")
    with op.batch_alter_table("person") as batch:
        batch.alter_column("signs_in", existing_type=sa.Boolean(), server_default=None)
        batch.drop_constraint(op.f("uq_person_email"), type_="unique")
        batch.drop_column("email")
        batch.create_foreign_key(op.f("fk_person_mailbox_id_mailbox"), "mailbox", ["mailbox_id"], ["id"])
        batch.create_foreign_key(op.f("fk_person_keeper_id_person"), "person", ["keeper_id"], ["id"])
    for column in ("mailbox_id", "keeper_id"):
        op.create_index(op.f(f"ix_person_{column}"), "person", [column])
    op.create_index(
        "uq_person_mailbox_signs_in", "person", ["mailbox_id"], unique=True, sqlite_where=SIGNS_IN, postgresql_where=SIGNS_IN
    )
    with op.batch_alter_table("registration") as batch:
        batch.add_column(sa.Column("keeper_name", sa.String(200), nullable=False, server_default=""))
        batch.add_column(sa.Column("held_by", sa.String(64), nullable=True))
        batch.add_column(sa.Column("link_number", sa.Integer(), nullable=False, server_default="0"))
        batch.add_column(sa.Column("wrong_codes", sa.Integer(), nullable=False, server_default="0"))
        batch.add_column(sa.Column("vouched_at", sa.DateTime(timezone=True), nullable=True))
        batch.create_index(op.f("ix_registration_held_by"), ["held_by"])
    op.execute("UPDATE registration SET email = '' WHERE person_id IS NOT NULL")
    with op.batch_alter_table("registration") as batch:
        for column, kind in (("keeper_name", sa.String(200)), ("link_number", sa.Integer()), ("wrong_codes", sa.Integer())):
            batch.alter_column(column, existing_type=kind, server_default=None)


def _fill_mailboxes() -> None:
    connection = op.get_bind()
    people = sa.table("person", sa.column("id"), sa.column("email"), sa.column("created_at", sa.DateTime(timezone=True)))
    sign_ins = sa.table("sign_in", sa.column("person_id"), sa.column("created_at", sa.DateTime(timezone=True)))
    signed_in = sa.select(sign_ins.c.person_id, sa.func.min(sign_ins.c.created_at).label("first")).group_by(sign_ins.c.person_id)
    proven = {row.person_id: row.first for row in connection.execute(signed_in)}
    mailboxes = sa.table(
        "mailbox", sa.column("ref"), sa.column("address"), sa.column("proven_at", sa.DateTime(timezone=True)),
        sa.column("created_at", sa.DateTime(timezone=True)),
    )
    rows = [
        {
            "ref": "".join(secrets.choice(ALPHABET) for _ in range(12)), "address": person.email,
            "proven_at": proven.get(person.id), "created_at": person.created_at,
        }
        for person in connection.execute(sa.select(people))
    ]
    if rows:
        connection.execute(sa.insert(mailboxes), rows)


def downgrade() -> None:
    op.execute(
        "UPDATE registration SET email = coalesce((SELECT m.address FROM person p JOIN mailbox m ON m.id = p.mailbox_id"
        " WHERE p.id = registration.person_id), '') WHERE person_id IS NOT NULL"
    )
    with op.batch_alter_table("registration") as batch:
        batch.drop_index(op.f("ix_registration_held_by"))
        for column in ("keeper_name", "held_by", "link_number", "wrong_codes", "vouched_at"):
            batch.drop_column(column)
    op.drop_index("uq_person_mailbox_signs_in", "person")
    for column in ("mailbox_id", "keeper_id"):
        op.drop_index(op.f(f"ix_person_{column}"), "person")
    with op.batch_alter_table("person") as batch:
        batch.add_column(sa.Column("email", sa.String(254), nullable=True))
    # Several people of one mailbox cannot all have its address again, and whoever has none needs something unique.
    op.execute(
        "UPDATE person SET email = coalesce((SELECT m.address FROM mailbox m WHERE m.id = person.mailbox_id AND person.signs_in),"
        " person.ref || '@invalid')"
    )
    with op.batch_alter_table("person") as batch:
        batch.alter_column("email", existing_type=sa.String(254), nullable=False)
        batch.create_unique_constraint(op.f("uq_person_email"), ["email"])
        batch.drop_constraint(op.f("fk_person_mailbox_id_mailbox"), type_="foreignkey")
        batch.drop_constraint(op.f("fk_person_keeper_id_person"), type_="foreignkey")
        for column in ("mailbox_id", "signs_in", "keeper_id"):
            batch.drop_column(column)
    for table in ("address_change", "link_opening", "mailbox"):
        op.drop_table(table)
