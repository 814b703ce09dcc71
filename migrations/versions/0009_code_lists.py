"""Saved code lists and their versions."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    op.create_table(
        "code_list",
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("system", sa.String(), nullable=False),
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("owner_name", sa.String(), nullable=False),
        sa.Column("organisation", sa.String(), nullable=True),
        sa.Column("newest", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("address"),
    )
    op.create_index("ix_code_list_owner", "code_list", ["owner"])
    op.create_table(
        "code_list_version",
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("system", sa.String(), nullable=False),
        sa.Column("expr", sa.String(), nullable=False),
        sa.Column("normal", sa.String(), nullable=False),
        sa.Column("edition", sa.String(), nullable=False),
        sa.Column("codes", sa.String(), nullable=False),
        sa.Column("expansion_sha256", sa.String(), nullable=False),
        sa.Column("content_sha256", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("saved_by", sa.String(), nullable=False),
        sa.Column("saved_by_name", sa.String(), nullable=False),
        sa.Column("saved_at", sa.String(), nullable=False),
        sa.Column("signed_by", sa.String(), nullable=True),
        sa.Column("signed_name", sa.String(), nullable=True),
        sa.Column("signed_title", sa.String(), nullable=True),
        sa.Column("signed_at", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["address"], ["code_list.address"]),
        sa.PrimaryKeyConstraint("address", "number"),
    )
    op.create_index("ix_code_list_version_system", "code_list_version", ["system"])
    op.create_index("ix_code_list_version_content_sha256", "code_list_version", ["content_sha256"])
