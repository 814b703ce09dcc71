"""Brings the database to the newest migration; the migrations are numbered files in `migrations/versions`, in one line."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine

FOLDER = Path(__file__).resolve().parent.parent / "migrations"


def configuration() -> Config:
    """Alembic's configuration, made in code so that it works from an installed wheel as well."""
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    return config


def migrate(engine: Engine) -> None:
    """Runs every migration not yet run, in one transaction; running it again does nothing."""
    config = configuration()
    with engine.connect() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
        connection.commit()


def head() -> str:
    """The number of the newest migration."""
    return ScriptDirectory.from_config(configuration()).get_current_head() or ""


def current(engine: Engine) -> str:
    """The number of the migration the database stands at; empty for a new one."""
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision() or ""
