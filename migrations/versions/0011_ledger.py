"""The release ledger: what has left, table by table, and what a result was protected against."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    op.create_table(
        "ledger",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("delivery", sa.String(), nullable=False),
        sa.Column("order_id", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("organisation", sa.String(), nullable=True),
        sa.Column("series", sa.String(), nullable=True),
        sa.Column("public", sa.Boolean(), nullable=False),
        sa.Column("is_synthetic", sa.Boolean(), nullable=False),
        sa.Column("released", sa.String(), nullable=False),
        sa.Column("document", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_ledger_delivery", "ledger", ["delivery"])
    op.create_index("ix_ledger_person", "ledger", ["person"])
    op.create_index("ix_ledger_organisation", "ledger", ["organisation"])
    op.add_column("run_result", sa.Column("releases", sa.String(), nullable=False, server_default="[]"))
    op.add_column("run_result", sa.Column("ledger_seen", sa.String(), nullable=False, server_default=""))
