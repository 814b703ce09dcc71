"""Titles of codes that hold from a day on: corrections during the year, and earlier names of reused codes."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    op.create_table(
        "code_title",
        sa.Column("edition", sa.Integer(), sa.ForeignKey("code_edition.id"), nullable=False),
        sa.Column("part", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("valid_from", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("edition", "part", "code", "language", "valid_from"),
    )
