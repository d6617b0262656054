"""What read each document: which versions a name stands for, and the documents of one."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """To this step. Of what was read before only the product's version is known."""
    op.create_table(
        "engines",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("versions", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_engines")),
    )
    op.create_index(
        "ix_documents_engine", "documents", ["engine", "state", "deleted_at", "collection"]
    )
    op.execute(
        "INSERT INTO engines (name, versions) "
        "SELECT DISTINCT engine, '{}' FROM documents WHERE engine IS NOT NULL"
    )


def downgrade() -> None:
    """To the step before."""
    op.drop_index("ix_documents_engine", table_name="documents")
    op.drop_table("engines")
