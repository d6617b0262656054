"""The name of a file as those see it who may not see names of people."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """To this step. Documents get the name with their next revision."""
    op.add_column("documents", sa.Column("masked_name", sa.Text(), nullable=True))


def downgrade() -> None:
    """To the step before."""
    op.drop_column("documents", "masked_name")
