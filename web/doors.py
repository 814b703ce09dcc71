"""What a view is handed for one request: settings, engine, clock; nothing here decides anything."""

from __future__ import annotations

from dataclasses import dataclass

from flask import current_app

from common.clock import Clock
from common.database import Engine
from common.settings import Settings

KEY = "registerlots"


@dataclass(frozen=True)
class Doors:
    """The settings, the database and the one clock of this process."""

    settings: Settings
    engine: Engine
    clock: Clock


def doors() -> Doors:
    """The doors of the application that answers this request."""
    found: Doors = current_app.extensions[KEY]
    return found
