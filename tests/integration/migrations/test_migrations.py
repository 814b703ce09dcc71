"""Migrations stand in one line and build exactly the tables that the stores describe, on both databases."""

from __future__ import annotations

import re
from pathlib import Path

from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine
from sqlmodel import SQLModel

import assistant.code_lists.store  # noqa: F401
import assistant.store  # noqa: F401 - its rows must be known to the comparison
import assistant.variable_list.store  # noqa: F401
import catalog.store.codes  # noqa: F401
import catalog.store.content  # noqa: F401
import catalog.store.descriptions  # noqa: F401
import common.audit.store  # noqa: F401
import jobs.store  # noqa: F401
import web.accounts.store  # noqa: F401
from common.migrate import configuration, current, head, migrate

VERSIONS = Path(__file__).resolve().parents[3] / "migrations" / "versions"


def test_migrations_are_numbered_without_gap_or_fork() -> None:
    names = sorted(path.name for path in VERSIONS.glob("*.py"))
    assert [name[:4] for name in names] == [f"{number:04d}" for number in range(1, len(names) + 1)]
    assert all(re.fullmatch(r"\d{4}_[a-z_]+\.py", name) for name in names)
    assert len(ScriptDirectory.from_config(configuration()).get_heads()) == 1


def test_migrated_tables_are_those_the_stores_describe(engine: Engine) -> None:
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": False})
        differences = compare_metadata(context, SQLModel.metadata)
    assert differences == [], "write the next numbered migration for this"


def test_migrating_again_changes_nothing(engine: Engine) -> None:
    migrate(engine)
    assert current(engine) == head()
