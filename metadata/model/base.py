"""The base of every model: frozen, unknown fields refused, aliases accepted on reading."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class Model(BaseModel):
    """A frozen value. A field whose document name is a reserved word carries an alias (`register_code` ← `register`)."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True, str_strip_whitespace=True)
