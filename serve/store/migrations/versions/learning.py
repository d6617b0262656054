"""Whether models may learn from a document, and which documents were purged: what was learned from
them elsewhere goes, too."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """To this step."""
    op.add_column(
        "documents", sa.Column("learning", sa.Boolean(), server_default="1", nullable=False)
    )
    op.create_index("ix_documents_updated_at", "documents", ["updated_at", "id"])
    op.create_table(
        "purged",
        sa.Column(
            "sequence",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("document_id", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("at", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint("sequence", name=op.f("pk_purged")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_purged_at", "purged", ["at"])


def downgrade() -> None:
    """To the step before."""
    op.drop_table("purged")
    op.drop_index("ix_documents_updated_at", table_name="documents")
    op.drop_column("documents", "learning")
