"""The published JSON Schema of rut-gsim-se/1.0, written for this profile and kept beside it as `schema.json`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any


def rut_schema() -> dict[str, Any]:
    """The schema (2020-12) as a plain value."""
    value: dict[str, Any] = json.loads(Path(__file__).with_name("schema.json").read_text(encoding="utf-8"))
    return value
