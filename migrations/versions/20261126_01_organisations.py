"""Let organisations host events: the events there are get one each by what they say of their host.

Nobody becomes an owner by this, because anybody could write any name into "who hosts it": their organisers become members, and
`eventsite organisation create` with the same name appoints an owner.

Revision ID: 20261126_01
Revises: 20261125_06
"""

import os
import secrets

import sqlalchemy as sa
from alembic import op

revision = "20261126_01"
down_revision = "20261125_06"
branch_labels = None
depends_on = None

ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"


def upgrade() -> None:
    op.create_table(
        "organisation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(24), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("country", sa.String(2), nullable=False),
        sa.Column("zone", sa.String(60), nullable=False),
        sa.Column("locale", sa.String(20), nullable=False),
        sa.Column("currency", sa.String(3), nullable=False),
        sa.Column("who_is_paid", sa.Text(), nullable=False),
        sa.Column("working_days", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation")),
        sa.UniqueConstraint("name", name=op.f("uq_organisation_name")),
        sa.UniqueConstraint("ref", name=op.f("uq_organisation_ref")),
    )
    op.create_table(
        "organisation_member",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(40), nullable=False),
        sa.Column("known_as", sa.String(200), nullable=False),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_organisation_member_organisation_id_organisation")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_organisation_member_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation_member")),
        sa.UniqueConstraint("organisation_id", "person_id", "role", name=op.f("uq_organisation_member_organisation_id_person_id_role")),
    )
    for column in ("organisation_id", "person_id"):
        op.create_index(op.f(f"ix_organisation_member_{column}"), "organisation_member", [column])
    op.create_table(
        "steward",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(24), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("appointed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_steward_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_steward")),
        sa.UniqueConstraint("person_id", name=op.f("uq_steward_person_id")),
        sa.UniqueConstraint("ref", name=op.f("uq_steward_ref")),
    )
    with op.batch_alter_table("event") as batch:
        batch.add_column(sa.Column("organisation_id", sa.Integer(), nullable=True))
    with op.batch_alter_table("team_member") as batch:
        batch.add_column(sa.Column("known_as", sa.String(200), nullable=False, server_default=""))
    _give_events_a_host()
    with op.batch_alter_table("event") as batch:
        batch.alter_column("organisation_id", existing_type=sa.Integer(), nullable=False)
        batch.create_foreign_key(op.f("fk_event_organisation_id_organisation"), "organisation", ["organisation_id"], ["id"])
        batch.create_index(op.f("ix_event_organisation_id"), ["organisation_id"])
    with op.batch_alter_table("team_member") as batch:
        batch.alter_column("known_as", existing_type=sa.String(200), server_default=None)


def _give_events_a_host() -> None:
    nobody = os.environ.get("EVENTSITE_SITE_NAME", "").strip() or "eventsite"
    connection = op.get_bind()
    connection.execute(sa.text("UPDATE event SET host = :name WHERE trim(host) = ''"), {"name": nobody})
    hosts = connection.execute(
        sa.text("SELECT trim(host) AS name, min(id) AS first FROM event GROUP BY trim(host) ORDER BY min(id)")
    ).all()
    for host in hosts:
        reference = "".join(secrets.choice(ALPHABET) for _ in range(12))
        connection.execute(
            sa.text(
                "INSERT INTO organisation"
                " (ref, name, country, zone, locale, currency, who_is_paid, working_days, version, created_at)"
                " SELECT :ref, :name, 'GB', zone, locale, currency, '', 10, 1, created_at FROM event WHERE id = :first"
            ),
            {"ref": reference, "name": host.name, "first": host.first},
        )
    for statement in (
        "UPDATE event SET organisation_id = (SELECT o.id FROM organisation o WHERE o.name = trim(event.host))",
        "UPDATE team_member SET known_as = (SELECT p.name FROM person p WHERE p.id = team_member.person_id)",
        "INSERT INTO organisation_member (organisation_id, person_id, role, known_as)"
        " SELECT DISTINCT e.organisation_id, t.person_id, 'member', t.known_as"
        " FROM team_member t JOIN event e ON e.id = t.event_id WHERE t.role = 'organiser'",
        "UPDATE audit_entry SET organisation_id = (SELECT e.organisation_id FROM event e WHERE e.id = audit_entry.event_id)"
        " WHERE organisation_id IS NULL",
        "UPDATE outbox_message SET organisation_id ="
        " (SELECT e.organisation_id FROM event e WHERE e.id = outbox_message.event_id) WHERE organisation_id IS NULL",
    ):
        connection.execute(sa.text(statement))


def downgrade() -> None:
    with op.batch_alter_table("team_member") as batch:
        batch.drop_column("known_as")
    with op.batch_alter_table("event") as batch:
        batch.drop_index(op.f("ix_event_organisation_id"))
        batch.drop_constraint(op.f("fk_event_organisation_id_organisation"), type_="foreignkey")
        batch.drop_column("organisation_id")
    op.drop_table("steward")
    op.drop_table("organisation_member")
    op.drop_table("organisation")
