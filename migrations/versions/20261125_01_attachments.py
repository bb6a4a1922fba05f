"""attachments: what a receipt shows, and the sealed file, in a room of their own.

Receipts from before keep their file under the name it has: photos become the one page of their attachment, PDFs its
original, neither of them sealed. Going back, receipts that came since are known by name, and their files stay sealed.
"""

import sqlalchemy as sa
from alembic import op

revision = "20261125_01"
down_revision = "20261123_01"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "attachment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(length=24), nullable=False),
        sa.Column("media_type", sa.String(length=60), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sealed_key", sa.Text(), nullable=False),
        sa.Column("original", sa.String(length=100), nullable=True),
        sa.Column("thumbnail", sa.String(length=100), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kept_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("dropped_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_attachment"),
        sa.UniqueConstraint("ref", name="uq_attachment_ref"),
    )
    op.create_index("ix_attachment_kept_at", "attachment", ["kept_at"])
    op.create_table(
        "attachment_page",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("attachment_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("picture", sa.String(length=100), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("sealed_text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["attachment_id"], ["attachment.id"], name="fk_attachment_page_attachment_id_attachment"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_attachment_page"),
        sa.UniqueConstraint("attachment_id", "number", name="uq_attachment_page_attachment_id_number"),
    )
    op.execute(
        "INSERT INTO attachment (ref, media_type, size, sealed_key, original, made_at, kept_at) "
        "SELECT ref, media_type, size, '', CASE WHEN media_type = 'application/pdf' THEN stored_as END, added_at, added_at "
        "FROM evidence ORDER BY id"
    )
    op.execute(
        "INSERT INTO attachment_page (attachment_id, number, picture, width, height, sealed_text) "
        "SELECT attachment.id, 1, evidence.stored_as, 0, 0, '' FROM evidence "
        "JOIN attachment ON attachment.ref = evidence.ref WHERE attachment.original IS NULL ORDER BY attachment.id"
    )
    with op.batch_alter_table("evidence") as table:
        table.add_column(sa.Column("attachment_id", sa.Integer(), nullable=True))
    op.execute("UPDATE evidence SET attachment_id = (SELECT attachment.id FROM attachment WHERE attachment.ref = evidence.ref)")
    with op.batch_alter_table("evidence") as table:
        table.alter_column("attachment_id", existing_type=sa.Integer(), nullable=False)
        table.create_foreign_key("fk_evidence_attachment_id_attachment", "attachment", ["attachment_id"], ["id"])
        table.create_unique_constraint("uq_evidence_attachment_id", ["attachment_id"])
        table.drop_column("media_type")
        table.drop_column("size")
        table.drop_column("stored_as")


def downgrade():
    with op.batch_alter_table("evidence") as table:
        table.add_column(sa.Column("media_type", sa.String(length=60), nullable=True))
        table.add_column(sa.Column("size", sa.Integer(), nullable=True))
        table.add_column(sa.Column("stored_as", sa.String(length=100), nullable=True))
    of_it = "FROM attachment WHERE attachment.id = evidence.attachment_id"
    op.execute(
        f"UPDATE evidence SET media_type = (SELECT media_type {of_it}), size = (SELECT size {of_it}), "
        f"stored_as = coalesce((SELECT original {of_it}), (SELECT picture FROM attachment_page "
        "WHERE attachment_page.attachment_id = evidence.attachment_id AND number = 1), '')"
    )
    with op.batch_alter_table("evidence") as table:
        table.alter_column("media_type", existing_type=sa.String(length=60), nullable=False)
        table.alter_column("size", existing_type=sa.Integer(), nullable=False)
        table.alter_column("stored_as", existing_type=sa.String(length=100), nullable=False)
        table.drop_constraint("uq_evidence_attachment_id", type_="unique")
        table.drop_constraint("fk_evidence_attachment_id_attachment", type_="foreignkey")
        table.drop_column("attachment_id")
    op.drop_table("attachment_page")
    op.drop_table("attachment")
